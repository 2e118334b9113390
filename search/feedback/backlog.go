package feedback

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"motcua"
	"motcua/search/columns"
)

// Backlog counts what an agency and those under it hold and is still pending, by
// state, age and whether it is overdue on the day; without an agency, all that
// the asker sees. Each cell's filter lists what it counts.
func (x *Indexes) Backlog(ctx context.Context, agency *motcua.ID, asker motcua.FeedbackAsker, day motcua.Date) (*motcua.Backlog, error) {
	still := true
	filter := motcua.FeedbackFilter{Pending: &still}
	if agency != nil {
		filter.Agencies = []string{string(*agency)}
	}
	asker.Public = false
	selected, err := filterOf(filter, asker, day)
	if err != nil {
		return nil, err
	}
	out := &motcua.Backlog{Day: day}
	err = x.Official.Ask(ctx, "backlog", func(v *view) error {
		out.Revision = v.Revision()
		s := v.Columns.Select(int32(day), selected)
		out.Cells = cells(s.Cross(dimState, orderReceived, ageSpans(day)), filter.Agencies)
		return nil
	})
	for _, cell := range out.Cells {
		out.Total += cell.Count
		if cell.Overdue {
			out.Overdue += cell.Count
		}
	}
	return out, err
}

// cells puts counts in the order of states, ages and due days. Not yet sent on
// the day is not overdue either.
func cells(counts []columns.Cell, agencies []string) []motcua.BacklogCell {
	type place struct {
		state, age int
		timely     bool
	}
	sums := map[place]int{}
	states, ages := motcua.FeedbackStates(), motcua.AgeBuckets()
	for _, c := range counts {
		at := place{slices.Index(states, motcua.FeedbackState(c.Value)), c.Span, c.Status != columns.Expired}
		sums[at] += int(c.Count)
	}
	places := slices.SortedFunc(maps.Keys(sums), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.state, b.state), cmp.Compare(a.age, b.age), compareBool(a.timely, b.timely))
	})
	var out []motcua.BacklogCell
	for _, at := range places {
		overdue, still := !at.timely, true
		cell := motcua.BacklogCell{State: states[at.state], Age: ages[at.age], Overdue: overdue, Count: sums[at]}
		cell.Filter = motcua.FeedbackFilter{
			Agencies: agencies, States: []motcua.FeedbackState{cell.State}, Ages: []motcua.AgeBucket{cell.Age}, Overdue: &overdue, Pending: &still,
		}
		out = append(out, cell)
	}
	return out
}

// compareBool puts false first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
