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
	Received []byte        // hash of the record that said so
}

// Acts are those of one procedure, in the order in which they became known.
type Acts []Act

// Timeline tells what holds when. Each decision counts by its last word, in the
// place in which it first became known: a correction takes the place of what
// it corrects, for the same days unless it tells others.
//
// A version holds from its first day until that of the next known decision, so
// that one which comes late splits the days it falls into; of two decisions for
// one day the later known prevails. A decision that ends the procedure takes
// back what was known for later days, and nothing holds from its day on until
// a later known decision begins. A version without a first day holds from ever
// if it is the first one known, and otherwise from the day on which it became
// known, an assumption.
func (a Acts) Timeline() Timeline {
	var marks []Act // by their days: from each on something else holds
	for _, w := range a.lastWords() {
		marks = slices.DeleteFunc(marks, func(m Act) bool {
			return equalDate(m.From, w.From) || w.Version == "" && before(w.From, m.From)
		})
		marks = append(marks, w)
	}
	slices.SortFunc(marks, func(a, b Act) int {
		if before(a.From, b.From) {
			return -1
		}
		return 1
	})
	var t Timeline
	for i, m := range marks {
		if m.Version == "" {
			continue
		}
		h := Holding{Version: m.Version, Decision: m.Decision, Legal: Period{From: m.From}, Assumed: m.Assumed}
		if i+1 < len(marks) {
			h.Legal.To = marks[i+1].From
		}
		t = append(t, h)
	}
	return t
}

// lastWords gives what each decision said last.
func (a Acts) lastWords() Acts {
	var said Acts
	for _, act := range a {
		i := slices.IndexFunc(said, func(s Act) bool { return s.Decision.same(act.Decision) })
		if i < 0 {
			if act.From == nil && slices.ContainsFunc(said, func(s Act) bool { return s.Version != "" }) {
				act.From, act.Assumed = &act.Known, true
			}
			said = append(said, act)
			continue
		}
		old := said[i]
		// A day that is only assumed does not take the place of one that was published.
		if old.Version != "" && act.Version != "" && (act.From == nil || act.Assumed && !old.Assumed || equalDate(act.From, old.From)) {
			act.From, act.Assumed = old.From, old.Assumed && act.Assumed
		}
		said[i] = act
	}
	return said
}

// Of gives the last act of a decision, nil where there is none.
func (a Acts) Of(d Decision) *Act {
	for _, act := range slices.Backward(a) {
		if act.Decision.same(d) {
			return &act
		}
	}
	return nil
}

// Without gives the acts but those of a decision.
func (a Acts) Without(d Decision) Acts {
	return slices.DeleteFunc(slices.Clone(a), func(act Act) bool {
		return act.Decision.same(d)
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
		same := act.Decision.same(d)
		return same || d.Date == nil || act.Decision.Date != nil && *d.Date <= *act.Decision.Date
	})
}
