package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/page"
)

// query answers the fields of Query. Their argument minRevision is none of its
// affair: it was waited for before the operation began.
type query struct{ *resolver }

func (q query) Node(ctx context.Context, id string) (page.Node, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.node(ctx, id)()
}

func (q query) Nodes(ctx context.Context, ids []string) ([]page.Node, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	if len(ids) > op.bounds.First {
		return nil, motcua.Invalid("ids", "%d asked for, %d allowed", len(ids), op.bounds.First)
	}
	waits := make([]func() (any, error), len(ids))
	for i, id := range ids {
		waits[i] = op.node(ctx, id)
	}
	nodes := make([]page.Node, len(ids))
	for i, wait := range waits {
		if nodes[i], err = wait(); err != nil {
			graphql.AddError(graphql.WithPathContext(ctx, graphql.NewPathWithIndex(i)), err)
		}
	}
	return nodes, nil
}

func (q query) Procedure(ctx context.Context, code, id *string, asOf *motcua.Date, knownAt *time.Time, _ *string) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	key, err := procedureKey(code, id)
	if err != nil {
		return nil, err
	}
	if knownAt != nil {
		return q.Catalogue.ProcedureKnown(ctx, key, op.on(asOf), *knownAt)
	}
	return q.Catalogue.Procedure(ctx, key, op.on(asOf))
}

// procedureKey reads a code or an id. The portal's UUID serves beside the
// global id, because it is what links to the portal hold.
func procedureKey(code, id *string) (key motcua.ProcedureKey, err error) {
	switch {
	case (code == nil) == (id == nil):
		return key, motcua.Invalid("code", "exactly one of code and id is needed")
	case code != nil:
		key.Code = *code
		return key, nil
	}
	if key.ID, err = motcua.ParseID(*id); err != nil {
		key.ID, err = idOf(typeProcedure, *id)
	}
	return key, err
}

func (q query) Procedures(ctx context.Context, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string, asOf *motcua.Date, collapse bool, _ *string) (*page.ProcedureConnection, error) {
	l := listing{search, filter, orderBy, first, after, last, before, asOf, collapse}
	found, err := q.procedures(ctx, l, nil)
	if err == nil {
		q.countSearch(ctx, l, found.TotalCount())
	}
	return found, err
}

func (q query) Suggestions(ctx context.Context, prefix string, first int, _ *string) ([]*motcua.Suggestion, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkFirst(ctx, first, 1); err != nil {
		return nil, err
	}
	if err := checkText(ctx, "prefix", prefix); err != nil {
		return nil, err
	}
	found, err := q.Searcher.Suggest(ctx, prefix, first, op.day())
	return pointers(found), err
}

func (q query) Agencies(ctx context.Context, first *int, after *string, last *int, before *string) (*page.AgencyConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	listed, err := q.Catalogue.ListAgencies(ctx, asked, nil)
	return page.NewConnection(listed), err
}

func (q query) Sectors(ctx context.Context, first *int, after *string, last *int, before *string) (*page.SectorConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	listed, err := q.Catalogue.ListSectors(ctx, asked)
	return page.NewConnection(listed), err
}

// agencyID gives the id of the agency with a code; nil without one.
func (r *resolver) agencyID(ctx context.Context, code *string) (*motcua.ID, error) {
	if code == nil {
		return nil, nil
	}
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	a, err := r.Catalogue.AgencyOn(ctx, code, nil, op.day())
	if err != nil {
		return nil, err
	}
	return &a.ID, nil
}

func pointers[T any](list []T) []*T {
	out := make([]*T, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

func (q query) Feedback(ctx context.Context, code *motcua.TrackingCode, id, secret, _ *string) (*motcua.Feedback, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case q.Config.Feedback == nil || q.FeedbackDesk == nil:
		return nil, errNoFeedback
	case (code == nil) == (id == nil):
		return nil, motcua.Invalid("code", "exactly one of code and id is needed")
	case code != nil && secret != nil:
		return q.FeedbackDesk.OpenFeedback(ctx, *code, *secret)
	case secret != nil:
		return nil, motcua.Invalid("secret", "it goes with the tracking code")
	case code != nil:
		return q.Config.Feedback.FeedbackByCode(ctx, *code)
	}
	key, err := idOf(typeFeedback, *id)
	if err != nil {
		return nil, err
	}
	return op.feedback.load(ctx, key)
}
