package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
)

// CatalogLog reads what changed in the catalogue.
type CatalogLog interface {
	// Written is the revision that has all that was committed before.
	Written(ctx context.Context) (motcua.Position, error)
	CatalogChanges(ctx context.Context, since string, first int) (motcua.CatalogChanges, error)
}

func (q query) CatalogChanges(ctx context.Context, since *string, first int) (*motcua.CatalogChanges, error) {
	if err := checkFirst(ctx, first, 1); err != nil {
		return nil, err
	}
	var from string
	if since != nil {
		from = *since
	}
	if err := checkText(ctx, "since", from); err != nil {
		return nil, err
	}
	found, err := q.Changes.CatalogChanges(ctx, from, first)
	return &found, err
}

type catalogChanges struct{}

func (catalogChanges) Cursor(_ context.Context, c *motcua.CatalogChanges) (string, error) {
	return c.Cursor.String(), nil
}

type catalogChange struct{}

func (catalogChange) ProcedureID(_ context.Context, c *motcua.CatalogChange) (string, error) {
	return globalID(typeProcedure, c.Procedure), nil
}

func (catalogChange) Procedure(ctx context.Context, c *motcua.CatalogChange) (*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	return c.On(op.day()), nil
}

func (catalogChange) Versions(ctx context.Context, c *motcua.CatalogChange) ([]*motcua.Procedure, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	versions := make([]*motcua.Procedure, len(c.Versions))
	for i, v := range c.Versions { // a change is shared by all who follow
		v.Day = op.day()
		versions[i] = &v
	}
	return versions, nil
}

// catalogFilter reads the global ids of a filter.
type catalogFilter struct{}

func (catalogFilter) Agencies(ctx context.Context, f *motcua.CatalogFilter, ids []string) (err error) {
	f.Agencies, err = idsOf(typeAgency, ids)
	return graphql.ErrorOnPath(ctx, err)
}

func (catalogFilter) Sectors(ctx context.Context, f *motcua.CatalogFilter, ids []string) (err error) {
	f.Sectors, err = idsOf(typeSector, ids)
	return graphql.ErrorOnPath(ctx, err)
}

func idsOf(typ string, names []string) ([]motcua.ID, error) {
	if len(names) > MaxFilterValues {
		return nil, motcua.Invalid("", "%d values, at most %d allowed", len(names), MaxFilterValues)
	}
	ids := make([]motcua.ID, len(names))
	for i, name := range names {
		var err error
		if ids[i], err = idOf(typ, name); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
