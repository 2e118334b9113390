package graph

import (
	"context"

	"motcua"
	"motcua/graph/page"
)

func (q query) Agency(ctx context.Context, code, name *string, asOf *motcua.Date) (*motcua.Agency, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	if code == nil && name == nil {
		return nil, motcua.Invalid("code", "a code or a name is needed")
	}
	return q.Catalogue.AgencyOn(ctx, code, name, op.on(asOf))
}

type agency struct{ *resolver }

func (agency) ID(_ context.Context, a *motcua.Agency) (string, error) {
	return globalID(typeAgency, a.ID), nil
}

// register gives the agency as the register has it. One that stands in content
// has only the name and code under which it was published.
func register(ctx context.Context, id motcua.ID) (*motcua.Agency, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.agencies.load(ctx, id)
}

func (agency) Kind(ctx context.Context, a *motcua.Agency) (motcua.AgencyKind, error) {
	if a.Kind != "" {
		return a.Kind, nil
	}
	known, err := register(ctx, a.ID)
	if err != nil {
		return "", err
	}
	return known.Kind, nil
}

func (agency) Level(ctx context.Context, a *motcua.Agency) (*motcua.Level, error) {
	known, err := register(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return known.Level, nil
}

func (agency) Parent(ctx context.Context, a *motcua.Agency) (*motcua.Agency, error) {
	known, err := register(ctx, a.ID)
	if err != nil || known.Parent == nil {
		return nil, err
	}
	return register(ctx, *known.Parent)
}

func (agency) Units(ctx context.Context, a *motcua.Agency) ([]*motcua.Agency, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return op.units.load(ctx, a.ID)
}

func (agency) ValidFrom(ctx context.Context, a *motcua.Agency) (*motcua.Date, error) {
	known, err := register(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return known.Valid.From, nil
}

func (agency) ValidTo(ctx context.Context, a *motcua.Agency) (*motcua.Date, error) {
	known, err := register(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return known.Valid.To, nil
}

func (agency) Successors(ctx context.Context, a *motcua.Agency) ([]*motcua.Succession, error) {
	return successions(ctx, a.ID, func(s motcua.Succession) motcua.ID { return s.Predecessor })
}

func (agency) Predecessors(ctx context.Context, a *motcua.Agency) ([]*motcua.Succession, error) {
	return successions(ctx, a.ID, func(s motcua.Succession) motcua.ID { return s.Successor })
}

// successions gives those in which the agency has the role.
func successions(ctx context.Context, id motcua.ID, role func(motcua.Succession) motcua.ID) ([]*motcua.Succession, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := op.successions.load(ctx, id)
	var out []*motcua.Succession
	for _, s := range list {
		if role(s) == id {
			out = append(out, &s)
		}
	}
	return out, err
}

func (r agency) Procedures(ctx context.Context, a *motcua.Agency, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string, asOf *motcua.Date, collapse bool) (*page.ProcedureConnection, error) {
	return r.procedures(ctx, listing{search, filter, orderBy, first, after, last, before, asOf, collapse}, func(f *motcua.ProcedureFilter) error {
		return restrict("executedBy", &f.ExecutedBy, a.ID)
	})
}

func (r agency) PromulgatedProcedures(ctx context.Context, a *motcua.Agency, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string, asOf *motcua.Date, collapse bool) (*page.ProcedureConnection, error) {
	return r.procedures(ctx, listing{search, filter, orderBy, first, after, last, before, asOf, collapse}, func(f *motcua.ProcedureFilter) error {
		return restrict("promulgatedBy", &f.PromulgatedBy, a.ID)
	})
}

type succession struct{ *resolver }

func (succession) Predecessor(ctx context.Context, s *motcua.Succession) (*motcua.Agency, error) {
	return register(ctx, s.Predecessor)
}

func (succession) Successor(ctx context.Context, s *motcua.Succession) (*motcua.Agency, error) {
	return register(ctx, s.Successor)
}
