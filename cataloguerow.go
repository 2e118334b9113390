package motcua

import "time"

// CatalogueRows are rows of the catalogue as a copy keeps them that answers in
// the place of the database. A row that is nil is not there any more. Nothing
// of feedback and nothing about persons is among them.
type CatalogueRows struct {
	Procedures map[ID]*ProcedureRow
	Contents   map[ID]*Written // by version, those that the copy does not hold yet
	Agencies   map[ID]*AgencyRow
	Sectors    map[ID]*SectorRow
	Decisions  map[ID]*DecisionRow
	LegalBases map[ID]*LegalBasisRow
	Papers     map[ID]*PaperRow
	Rules      *AnnouncementBasis // nil: they did not change
	// Trimmed is the place in the change log behind which the marks of changes
	// are known; nil is none that is told.
	Trimmed *LogMark
}

// CatalogueKeys name rows of the catalogue that changed.
type CatalogueKeys struct {
	Procedures, Agencies, Sectors, Decisions, LegalBases []ID
	Rules                                                bool
	// Marks are the places in the change log of the procedures' last changes.
	Marks map[ID]LogMark
}

// LogMark is a place in one epoch of the change log.
type LogMark struct {
	XID uint64
	ID  int64
}

// Interval is a half-open range of time; a nil end is open.
type Interval struct {
	From time.Time
	To   *time.Time
}

// Contains says whether a moment lies in the interval.
func (i Interval) Contains(t time.Time) bool {
	return !t.Before(i.From) && (i.To == nil || t.Before(*i.To))
}

// Open says whether the interval has not ended.
func (i Interval) Open() bool { return i.To == nil }

// Written is what a version says and what is known of it from the beginning. It
// is written once and never changed, which is why it may be kept by the
// version's id for ever. What is kept is shared by all who ask and must not be
// changed by any.
type Written struct {
	Content    Content
	Provenance Provenance
	Doubts     []Doubt
	SortKey    []byte
	Size       int // bytes of the form from which it was read
}

// Fill gives a procedure what its version says.
func (w *Written) Fill(p *Procedure) {
	p.Content, p.Provenance, p.Doubts, p.SortKey = w.Content, w.Provenance, w.Doubts, w.SortKey
}

// ProcedureRow is all that is known of a procedure but what its versions say.
// Of one that is not public the holdings and versions are left out: only that it
// had its code, what took its place, and the days on which it was decided about.
type ProcedureRow struct {
	ID            ID
	Code          string
	NationalCode  string
	Published     []Interval // when it was public, in order
	Holdings      []HoldingRow
	Versions      []VersionRow
	Announcements []AnnouncementRow // those that count, in the order in which they became known
	Successors    []ProcedureSuccession
	// Changed is when anything last became known of it, or ceased to be.
	Changed time.Time
	Mark    LogMark // of its last change; zero is not known
}

// Public says whether everybody may see the procedure.
func (p *ProcedureRow) Public() bool {
	return len(p.Published) > 0 && p.Published[len(p.Published)-1].Open()
}

// Version gives a version by its id, nil where there is none.
func (p *ProcedureRow) Version(id ID) *VersionRow {
	for i := range p.Versions {
		if p.Versions[i].ID == id {
			return &p.Versions[i]
		}
	}
	return nil
}

// HoldingRow is a holding with the time of its knowledge.
type HoldingRow struct {
	Version  ID
	Legal    Period
	Assumed  bool
	Recorded Interval
}

// VersionRow is a version without what it says, and what it links to.
type VersionRow struct {
	ID           ID
	Decision     ID
	DecisionKind *DecisionKind
	Code         string
	Name         string
	Sector       *ID
	Created      time.Time
	LegalBases   []ID
	Papers       []PaperLink
}

// PaperLink says that a version asks for a paper.
type PaperLink struct {
	Paper    ID
	AsResult bool // some component marks it as the result of another procedure
}

// AnnouncementRow is what a decision says of a procedure, as far as it counts.
type AnnouncementRow struct {
	Decision ID
	Kind     *DecisionKind
	Version  *ID
	From     *Date
	Assumed  bool
	Recorded time.Time
	Own      bool // published here by the agency itself
}

// AgencyRow is an agency with its place in the alphabet, the forms in which it
// is looked up, and who took over from it.
type AgencyRow struct {
	Agency
	SortKey    []byte
	CodeKey    *string
	NameKey    string
	Successors []Succession
}

// SectorRow is a sector with its place in the alphabet.
type SectorRow struct {
	Sector
	SortKey []byte
}

// DecisionRow is a decision; of its agency it holds the id.
type DecisionRow struct {
	Decision
	NumberKey *string
	BasedOn   *ID
}

// LegalBasisRow is a record of a legal document; of its issuer it holds the id.
type LegalBasisRow struct {
	LegalBasis
	DocumentNumber string
	DocumentKey    string
	Folded         string // number and title without marks
}

// PaperRow is a paper with its name without marks.
type PaperRow struct {
	Paper
	Folded string
}

// AnnouncementBasis is by what it is told whether decisions were in time.
type AnnouncementBasis struct {
	Rules AnnouncementRules
	Years []CalendarYear
}
