package motcua

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

// same says whether two are one decision. A date that was missing and is known
// now, or the reverse, makes no other decision.
func (d Decision) same(e Decision) bool {
	return d.ID == e.ID || e.Number != nil && d.SameNumber(e) && (d.Date == nil || e.Date == nil)
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
