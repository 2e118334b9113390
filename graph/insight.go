package graph

import (
	"context"
	"strings"

	"motcua"
)

// UsageRecorder counts what people search for and choose. It returns at once
// and keeps nothing that says who it was.
type UsageRecorder interface {
	CountSearch(text string, found bool)
	CountClick(text string, procedure motcua.ID, rank int)
}

// Insights says what was counted.
type Insights interface {
	SearchInsights(ctx context.Context, q motcua.InsightQuery) ([]motcua.SearchInsight, error)
}

// insightDays is how far back insights go where a client does not say.
const insightDays = 30

func (q query) SearchInsights(ctx context.Context, since *motcua.Date, kind motcua.InsightKind, first int) ([]*motcua.SearchInsight, error) {
	if err := callerOf(ctx).May(motcua.ScopeInsights); err != nil {
		return nil, err
	}
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkFirst(ctx, first, 1); err != nil {
		return nil, err
	}
	asked := motcua.InsightQuery{Kind: kind, Since: op.day().AddDays(-insightDays), First: first, Threshold: q.Threshold}
	if since != nil {
		asked.Since = *since
	}
	if asked.Threshold == 0 {
		asked.Threshold = motcua.DefaultUsageRules.Threshold
	}
	found, err := q.Insights.SearchInsights(ctx, asked)
	return pointers(found), err
}

type searchInsight struct{}

func (searchInsight) Procedure(ctx context.Context, i *motcua.SearchInsight) (*motcua.Procedure, error) {
	if i.Procedure == nil {
		return nil, nil
	}
	return publicProcedure(ctx, *i.Procedure)
}

// countSearch counts a search once: on its first page, and where its results
// are looked at rather than counted. A filter that leaves nothing says nothing
// of the text.
func (r *resolver) countSearch(ctx context.Context, l listing, total int) {
	if r.Usage == nil || l.search == nil || strings.TrimSpace(*l.search) == "" {
		return
	}
	firstPage := l.after == nil && l.before == nil && l.last == nil && (l.first == nil || *l.first > 0)
	if !firstPage || !rowsAsked(ctx) || total == 0 && l.filter != nil {
		return
	}
	r.Usage.CountSearch(*l.search, total > 0)
	if op, err := operationOf(ctx); err == nil {
		op.counted.add(CountedSearch{*l.search, total > 0})
	}
}
