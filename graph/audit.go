package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/page"
)

// Audit is the audit log.
type Audit interface {
	AuditLog(ctx context.Context, by motcua.Caller, page motcua.Page, filter motcua.AuditFilter) (motcua.Listed[*motcua.AuditEntry], error)
}

func (q query) AuditLog(ctx context.Context, filter *motcua.AuditFilter, first *int, after *string, last *int, before *string) (*page.AuditConnection, error) {
	asked, err := pageOf(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	if filter == nil {
		filter = &motcua.AuditFilter{}
	}
	if q.Audit == nil {
		return nil, &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server keeps no audit log"}
	}
	listed, err := q.Audit.AuditLog(ctx, callerOf(ctx), asked, *filter)
	return page.NewConnection(listed), err
}

type auditEntry struct{}

func (auditEntry) Agency(ctx context.Context, e *motcua.AuditEntry) (*motcua.Agency, error) {
	if e.Agency == nil {
		return nil, nil
	}
	return register(ctx, *e.Agency)
}

type auditFilter struct{ *resolver }

func (r auditFilter) Agency(ctx context.Context, f *motcua.AuditFilter, code *string) (err error) {
	f.Agency, err = r.agencyID(ctx, code)
	return graphql.ErrorOnPath(ctx, err)
}
