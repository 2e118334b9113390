package graph

import (
	"context"
	"path"
	"strings"

	"motcua"
	"motcua/graph/page"
)

type procedure struct{}

func (procedure) ID(_ context.Context, p *motcua.Procedure) (string, error) {
	return globalID(typeProcedure, p.ID), nil
}

type method struct{}

func (method) TimeLimit(_ context.Context, m *motcua.Method) (*motcua.TimeLimit, error) {
	return published(m.TimeLimit), nil
}

type serviceVariant struct{}

func (serviceVariant) PortalID(_ context.Context, v *motcua.ServiceVariant) (*motcua.ID, error) {
	return published(v.ID), nil
}

func (serviceVariant) TimeLimit(_ context.Context, v *motcua.ServiceVariant) (*motcua.TimeLimit, error) {
	return published(v.TimeLimit), nil
}

type component struct{}

func (component) PortalID(_ context.Context, c *motcua.Component) (*motcua.ID, error) {
	return published(c.ID), nil
}

type result struct{}

func (result) PortalID(_ context.Context, r *motcua.Result) (*motcua.ID, error) {
	return published(r.ID), nil
}

type attachment struct{ *resolver }

func (attachment) PortalID(_ context.Context, a *motcua.Attachment) (*motcua.ID, error) {
	return published(a.ID), nil
}

func (attachment) Path(_ context.Context, a *motcua.Attachment) (*string, error) {
	return published(a.Path), nil
}

func (r attachment) URL(_ context.Context, a *motcua.Attachment) (*string, error) {
	if r.FormBaseURL == nil || a.Path == "" {
		return nil, nil
	}
	address := *r.FormBaseURL
	// Cleaned from the root, so that a path with ".." stays below the base.
	address.Path = strings.TrimSuffix(address.Path, "/") + path.Clean("/"+a.Path)
	text := address.String()
	return &text, nil
}

type procedureCopy struct{ *resolver }

func (procedureCopy) Procedure(ctx context.Context, c *page.ProcedureCopy) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.versions.load(ctx, dated{id: c.Version, day: c.Day})
}

type suggestion struct{ *resolver }

func (suggestion) Procedure(ctx context.Context, s *motcua.Suggestion) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil || s.Procedure == nil {
		return nil, err
	}
	return op.procedures.load(ctx, dated{id: *s.Procedure, day: op.day()})
}

// published gives null for what the record leaves out.
func published[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}
