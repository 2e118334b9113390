package motcua

import (
	"slices"
)

// Holding says during which days a version holds, in some state of knowledge.
type Holding struct {
	Version  ID
	Decision Decision
	Legal    Period
	Assumed  bool // the first day is the decision's date, no effective date being known
}

// Timeline is what is known of one procedure: its holdings in the order of
// their days, none overlapping another.
type Timeline []Holding

// Publish gives the timeline after a version is published.
//
// Under a decision that stands in the timeline already it is a correction: the
// version takes the place of the corrected one, for the same days unless the
// decision's date was corrected too. Under another decision it is an
// announcement: it holds from its first day until the next known version's, so
// a decision that comes late splits the range it falls into. A version without
// a first day holds from ever if it is the first one known, and otherwise from
// the day on which it became known, an assumption.
func (t Timeline) Publish(h Holding, known Date) Timeline {
	if i := t.sameDecision(h.Decision); i >= 0 {
		return t.correct(i, h)
	}
	if h.Legal.From == nil && len(t) > 0 {
		h.Legal.From, h.Assumed = &known, true
	}
	return t.insert(h)
}

// Repeal gives the timeline after a repeal: nothing holds from the day on.
func (t Timeline) Repeal(day Date) Timeline {
	var out Timeline
	for _, h := range t {
		if h.Legal.To == nil || *h.Legal.To > day {
			h.Legal.To = &day
		}
		if !h.Legal.Empty() {
			out = append(out, h)
		}
	}
	return out
}

// At gives the holding of a day.
func (t Timeline) At(day Date) (Holding, bool) {
	for _, h := range t {
		if h.Legal.Contains(day) {
			return h, true
		}
	}
	return Holding{}, false
}

// Shown gives for each holding the days on which it stands for the procedure:
// its own, the gap after it, and for the first one all days before it. So one
// version is shown on every day, be it expired or not yet in force.
func (t Timeline) Shown() []Period {
	out := make([]Period, len(t))
	for i := range t {
		if i > 0 {
			out[i].From = t[i].Legal.From
			out[i-1].To = t[i].Legal.From
		}
	}
	return out
}

func (t Timeline) sameDecision(d Decision) int {
	return slices.IndexFunc(t, func(h Holding) bool { return h.Decision.same(d) })
}

// same says whether two are one decision. A date that was missing and is known
// now, or the reverse, makes no other decision.
func (d Decision) same(e Decision) bool {
	return d.ID == e.ID || e.Number != nil && d.SameNumber(e) && (d.Date == nil || e.Date == nil)
}

func (t Timeline) correct(i int, h Holding) Timeline {
	old := t[i]
	// A day that is only assumed does not take the place of one that was published.
	if h.Legal.From == nil || h.Assumed && !old.Assumed || equalDate(h.Legal.From, old.Legal.From) {
		out := slices.Clone(t)
		h.Legal = old.Legal
		h.Assumed = old.Assumed && h.Assumed
		out[i] = h
		return out
	}
	return t.remove(i).insert(h)
}

// remove takes a holding out and gives its days back to the one before it,
// which it had cut short.
func (t Timeline) remove(i int) Timeline {
	out := slices.Delete(slices.Clone(t), i, i+1)
	if i > 0 && equalDate(out[i-1].Legal.To, t[i].Legal.From) {
		out[i-1].Legal.To = t[i].Legal.To
	}
	return out
}

func (t Timeline) insert(h Holding) Timeline {
	out := make(Timeline, 0, len(t)+1)
	h.Legal.To = nil
	for _, old := range t {
		switch {
		case before(old.Legal.From, h.Legal.From):
			if old.Legal.To == nil || *old.Legal.To > *h.Legal.From {
				h.Legal.To, old.Legal.To = old.Legal.To, h.Legal.From
			}
			out = append(out, old)
		case equalDate(old.Legal.From, h.Legal.From):
			// The later known of two decisions for one day prevails; the other holds on no day.
			h.Legal.To = old.Legal.To
		default:
			if h.Legal.To == nil {
				h.Legal.To = old.Legal.From
			}
			out = append(out, old)
		}
	}
	at := slices.IndexFunc(out, func(o Holding) bool { return before(h.Legal.From, o.Legal.From) })
	if at < 0 {
		at = len(out)
	}
	return slices.Insert(out, at, h)
}

// before orders first days; nil is before every day.
func before(a, b *Date) bool {
	if b == nil {
		return false
	}
	return a == nil || *a < *b
}

// Same says whether two holdings tell the same: this version, these days.
func (h Holding) Same(o Holding) bool {
	return h.Version == o.Version && h.Legal.Equal(o.Legal) && h.Assumed == o.Assumed
}
