package motcua

import "slices"

// Act is what a decision does to a procedure, as it became known here. The
// timeline of a procedure is the fold of its acts, so that one that was wrong
// can be taken out again.
type Act struct {
	Decision Decision
	Kind     *DecisionKind // nil: the source does not say
	Version  ID            // "": nothing holds from the day on
	From     *Date         // nil is not published
	Assumed  bool          // From is the decision's date
	Known    Date          // the day on which it became known
	Source   string        // of the version
}

// Apply gives the timeline after an act.
func (t Timeline) Apply(a Act) Timeline {
	if a.Version == "" {
		return t.Repeal(*a.From)
	}
	return t.Publish(Holding{Version: a.Version, Decision: a.Decision, Legal: Period{From: a.From}, Assumed: a.Assumed}, a.Known)
}

// Acts are those of one procedure, in the order in which they became known.
type Acts []Act

// Timeline is the fold of the acts.
func (a Acts) Timeline() Timeline {
	var t Timeline
	for _, act := range a {
		t = t.Apply(act)
	}
	return t
}

// Of gives the last act of a decision, nil where there is none.
func (a Acts) Of(d Decision) *Act {
	for _, act := range slices.Backward(a) {
		if (Timeline{{Decision: act.Decision}}).sameDecision(d) == 0 {
			return &act
		}
	}
	return nil
}

// Without gives the acts but those of a decision.
func (a Acts) Without(d Decision) Acts {
	return slices.DeleteFunc(slices.Clone(a), func(act Act) bool {
		return (Timeline{{Decision: act.Decision}}).sameDecision(d) == 0
	})
}

// The sources of records, of which a later one prevails over an earlier one
// that speaks of the same decision: see doc/publishing.md.
const (
	SourceDocument = "document" // the national database's export of one procedure
	SourcePacket   = "packet"   // the former sharing packet
	SourcePortal   = "portal"   // the national public service portal
	SourceDecision = "decision" // published here by the agency that decided
)

// rank orders sources; one that is not listed stands beside the portal.
func rank(source string) int {
	switch source {
	case SourceDocument:
		return 1
	case SourcePacket:
		return 2
	case SourceDecision:
		return 4
	}
	return 3
}

// Prevails says whether a record of a source and decision may say what holds,
// beside what is known already: the newest decision prevails, and of two
// records of one decision, or where a day is missing, that of the better
// source. A record that does not prevail is kept as received and no more.
func (a Acts) Prevails(source string, d Decision) bool {
	return !slices.ContainsFunc(a, func(act Act) bool {
		if rank(act.Source) <= rank(source) {
			return false
		}
		same := (Timeline{{Decision: act.Decision}}).sameDecision(d) == 0
		return same || d.Date == nil || act.Decision.Date != nil && *d.Date <= *act.Decision.Date
	})
}
