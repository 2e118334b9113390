package graph

import (
	"cmp"
	"context"
	"slices"

	"motcua"
	"motcua/graph/page"
)

func (q query) DueList(ctx context.Context, agency *string, day *motcua.Date) (*motcua.DueList, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	asker, err := q.official(ctx, "what falls due is for officials")
	if err != nil {
		return nil, err
	}
	of, err := q.agencyID(ctx, agency)
	if err != nil {
		return nil, err
	}
	var named []string
	if of != nil {
		named = []string{string(*of)}
	}
	return q.dueList(ctx, asker, named, op.on(day))
}

// dueList counts by the same filters that list it.
func (r *resolver) dueList(ctx context.Context, asker motcua.FeedbackAsker, agencies []string, day motcua.Date) (*motcua.DueList, error) {
	all, today := motcua.DueFilter(agencies, day)
	sums, err := r.byAssignee(ctx, asker, all, day)
	if err != nil {
		return nil, err
	}
	due, err := r.byAssignee(ctx, asker, today, day)
	if err != nil {
		return nil, err
	}
	out := &motcua.DueList{Day: day, Due: due.Total, Overdue: sums.Total - due.Total, Filter: all}
	on := map[string]int{}
	for _, v := range due.Facets[0].Values {
		on[v.Value] = v.Count
	}
	for _, v := range sums.Facets[0].Values {
		part := motcua.DuePart{Due: on[v.Value], Overdue: v.Count - on[v.Value]}
		if v.Value != motcua.FeedbackNobody {
			part.Assignee = &v.Value
		}
		part.Filter = all.ForAssignee(part.Assignee)
		out.Parts = append(out.Parts, part)
	}
	slices.SortStableFunc(out.Parts, func(a, b motcua.DuePart) int {
		if nobody := (a.Assignee == nil) != (b.Assignee == nil); nobody {
			if a.Assignee == nil {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Due+b.Overdue, a.Due+a.Overdue)
	})
	return out, nil
}

func (r *resolver) byAssignee(ctx context.Context, asker motcua.FeedbackAsker, filter motcua.FeedbackFilter, day motcua.Date) (*motcua.FeedbackResult, error) {
	none := 0
	return r.FeedbackSearcher.Search(ctx, motcua.FeedbackQuery{
		Filter: filter, Asker: asker, Day: day, Page: motcua.Page{First: &none}, Facets: []motcua.FeedbackFacetField{motcua.FeedbackFacetAssignee},
	})
}

type dueList struct{ *resolver }

// Feedbacks lists what is counted.
func (r dueList) Feedbacks(ctx context.Context, list *motcua.DueList, orderBy *motcua.FeedbackOrder, first *int, after *string, last *int, before *string) (*page.FeedbackConnection, error) {
	return r.feedbacks(ctx, feedbackListing{filter: &list.Filter, orderBy: orderBy, first: first, after: after, last: last, before: before})
}

type duePart struct{ *resolver }

// Feedbacks lists what is counted.
func (r duePart) Feedbacks(ctx context.Context, part *motcua.DuePart, orderBy *motcua.FeedbackOrder, first *int, after *string, last *int, before *string) (*page.FeedbackConnection, error) {
	return r.feedbacks(ctx, feedbackListing{filter: &part.Filter, orderBy: orderBy, first: first, after: after, last: last, before: before})
}
