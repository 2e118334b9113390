package motcua

import "time"

// Procedure is an administrative procedure in the version that stands for it
// on a day.
type Procedure struct {
	ID        ID // the portal's id; codes may repeat
	VersionID ID
	Content
	Provenance
	Legal      Period    // days on which the version holds, in the knowledge asked for
	Shown      Period    // days on which the version stands for the procedure: Legal and the gaps around it
	Assumed    bool      // the first day is the decision's, no effective date being published
	RecordedAt time.Time // since when the version has been known here
	Doubts     []Doubt
	SortKey    []byte // the name's place in the Vietnamese alphabet
	Day        Date   // the day for which the status is told

	// Replaces are the codes of what it took the place of, told to copies of the
	// catalogue and nil elsewhere.
	Replaces []ReplacedCode
}

// ReplacedCode is a code whose procedure another one replaced.
type ReplacedCode struct {
	Code string
	On   *Date // the first day; nil is not known
}

// Status is the legal state on the day for which the procedure was asked.
func (p *Procedure) Status() Status { return StatusOn(p.Legal, p.Day) }

// StatusOn is the legal state on a day of what holds during the period.
func StatusOn(legal Period, day Date) Status {
	switch {
	case legal.From != nil && day < *legal.From:
		return StatusNotYetInForce
	case legal.To != nil && day >= *legal.To:
		return StatusExpired
	}
	return StatusInForce
}

// ValidFrom is the first day on which the version holds; nil is unknown.
func (p *Procedure) ValidFrom() *Date { return p.Legal.From }

// ValidTo is the first day on which the version no longer holds; nil is open.
func (p *Procedure) ValidTo() *Date { return p.Legal.To }

// ProcedureSuccession says that one procedure took the place of another.
type ProcedureSuccession struct {
	Predecessor ID
	Successor   ID
	Decision    *ID   // that said so
	On          *Date // the first day; nil is not known
}

// Responsible is the agency that feedback about the procedure goes to where its
// sender names none: the competent one, else the executing one, else the one
// that promulgated it; nil where all of these are groups of agencies.
func (p *Procedure) Responsible() *Agency {
	for _, list := range [][]Agency{p.Competent, p.Executing} {
		for i := range list {
			if list[i].Kind != AgencyUnitGroup {
				return &list[i]
			}
		}
	}
	return p.PromulgatedBy
}
