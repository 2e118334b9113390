package motcua

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// Announcement is a decision with all that it does to procedures (quyết định
// công bố), as an agency hands it in.
type Announcement struct {
	Decision  Decision
	Effective *Date     // for all items that say nothing else; nil: the day of signing
	BasedOn   *Decision // the decision that this one announces again
	Items     []AnnouncementItem
}

// AnnouncementItem is what a decision does to one procedure (Decree
// 63/2010/NĐ-CP Art. 14-15).
type AnnouncementItem struct {
	Path      string // where it stands: procedures[3], or a sheet and row
	Kind      DecisionKind
	ID        *ID // tells procedures apart that share a code
	Code      string
	Effective *Date
	// Content holds the parts that are given, and Given their names: all of a
	// new procedure, of an amended one those that change.
	Content Content
	Given   []string
	// ReplacedBy are the codes of what comes in the place of a replaced procedure.
	ReplacedBy []string
	// By are the legal documents that amended, replaced or abolished it.
	By  []LegalBasis
	Raw []byte // JSON
}

// Fault is a reason why an announcement is refused.
type Fault struct {
	Path   string `json:"path"`           // of the field: procedures[3].steps, or Thủ tục!C5
	Code   string `json:"code,omitempty"` // of the procedure
	Reason string `json:"reason"`         // what was found and what was expected
}

func (f Fault) String() string {
	at := f.Path
	if f.Code != "" {
		at += " (" + f.Code + ")"
	}
	return at + ": " + f.Reason
}

// Faults are all that was found wrong with an announcement: nothing of it is
// written.
type Faults []Fault

// MaxFaults is how many are told of one announcement.
const MaxFaults = 200

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return fmt.Sprintf("%d faults, nothing was published:\n%s", len(f), strings.Join(lines, "\n"))
}

// Add notes a fault.
func (f *Faults) Add(path, code, format string, args ...any) {
	if len(*f) < MaxFaults {
		*f = append(*f, Fault{Path: path, Code: code, Reason: fmt.Sprintf(format, args...)})
	}
}

// Err gives the faults as an error, nil where there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// notAnnounced are the fields of a content that no announcement gives: they
// come from its decision, or say what only a source can.
var notAnnounced = []string{"decision", "decisionKind", "proposalType", "portalState", "internalFlag", "code", "demo"}

// ContentFields lists the names of the parts that an announcement may give.
func ContentFields() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Content]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !slices.Contains(notAnnounced, name) {
			names = append(names, name)
		}
	}
	return names
}

// Amend gives the content with the given parts of another in their places; a
// part that is given empty is taken away.
func (c *Content) Amend(parts *Content, given []string) Content {
	out := *c
	to, from := reflect.ValueOf(&out).Elem(), reflect.ValueOf(parts).Elem()
	for _, f := range reflect.VisibleFields(to.Type()) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); slices.Contains(given, name) {
			to.FieldByIndex(f.Index).Set(from.FieldByIndex(f.Index))
		}
	}
	return out
}

// AnnouncementOutcome says what came of an item.
type AnnouncementOutcome string

// The values of AnnouncementOutcome.
const (
	OutcomeAnnounced AnnouncementOutcome = "ANNOUNCED" // a new version, or a new procedure
	OutcomeCorrected AnnouncementOutcome = "CORRECTED" // the same decision said something else before
	OutcomeEnded     AnnouncementOutcome = "ENDED"     // nothing holds from the day on
	OutcomeUnchanged AnnouncementOutcome = "UNCHANGED" // known already
)

var announcementOutcomes = &enum[AnnouncementOutcome]{"AnnouncementOutcome", []enumValue[AnnouncementOutcome]{
	{OutcomeAnnounced, "công bố"},
	{OutcomeCorrected, "đính chính"},
	{OutcomeEnded, "chấm dứt"},
	{OutcomeUnchanged, "không thay đổi"},
}}

// AnnouncementOutcomes lists the values in their order.
func AnnouncementOutcomes() []AnnouncementOutcome { return announcementOutcomes.list() }

// Label is the Vietnamese term.
func (o AnnouncementOutcome) Label() string { return announcementOutcomes.label(o) }

// MarshalText fails on an unknown value.
func (o AnnouncementOutcome) MarshalText() ([]byte, error) { return announcementOutcomes.marshal(o) }

// UnmarshalText fails on an unknown value.
func (o *AnnouncementOutcome) UnmarshalText(b []byte) error {
	return announcementOutcomes.unmarshal(b, o)
}

// MarshalGQLContext writes the GraphQL enum.
func (o AnnouncementOutcome) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return announcementOutcomes.write(w, o)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (o *AnnouncementOutcome) UnmarshalGQLContext(_ context.Context, v any) error {
	return announcementOutcomes.read(v, o)
}

// AnnouncementResult is what came of an item, or would.
type AnnouncementResult struct {
	Path      string
	Kind      DecisionKind
	Outcome   AnnouncementOutcome
	Procedure ID
	Version   ID // "" where the procedure ends
	Code      string
	Name      string
	From      Date
	Before    *Content // what it changes; nil for a new procedure
	After     *Content // nil where the procedure ends
	// ReplacedBy are the codes of the successors.
	ReplacedBy []string
}

// AnnouncementReport is what came of an announcement.
type AnnouncementReport struct {
	Decision Decision
	Results  []AnnouncementResult
	// Added are the agencies, sectors and audiences that the registers did not
	// know, as "agency H99 Sở X": a slip of the pen shows here.
	Added []string
}

// Changed says how many items changed something.
func (r *AnnouncementReport) Changed() (n int) {
	for _, one := range r.Results {
		if one.Outcome != OutcomeUnchanged {
			n++
		}
	}
	return n
}

// Retraction is what came of taking back what was published wrongly.
type Retraction struct {
	Procedure ID
	Code      string
	Name      string
	Before    Timeline
	After     Timeline // empty: the procedure is not public any more
}
