package graph

import (
	"context"

	"motcua"
	"motcua/graph/page"
)

// Backlog counts for officials what their agencies have open.
func (q query) Backlog(ctx context.Context, agency, _ *string) (*motcua.Backlog, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	asker, err := q.official(ctx, "the backlog is for officials")
	if err != nil {
		return nil, err
	}
	of, err := q.agencyID(ctx, agency)
	if err != nil {
		return nil, err
	}
	return q.FeedbackSearcher.Backlog(ctx, of, asker, op.day())
}

type backlogCell struct{ *resolver }

// Feedbacks lists what the cell counts.
func (r backlogCell) Feedbacks(ctx context.Context, cell *motcua.BacklogCell, orderBy *motcua.FeedbackOrder, first *int, after *string, last *int, before *string) (*page.FeedbackConnection, error) {
	return r.feedbacks(ctx, feedbackListing{filter: &cell.Filter, orderBy: orderBy, first: first, after: after, last: last, before: before})
}
