package graph

import (
	"context"

	"motcua"
	"motcua/graph/page"
)

type sector struct{ *resolver }

func (sector) ID(_ context.Context, s *motcua.Sector) (string, error) {
	return globalID(typeSector, s.ID), nil
}

func (r sector) Procedures(ctx context.Context, s *motcua.Sector, search *string, filter *motcua.ProcedureFilter, orderBy *motcua.ProcedureOrder, first *int, after *string, last *int, before *string, asOf *motcua.Date, collapse bool) (*page.ProcedureConnection, error) {
	return r.procedures(ctx, listing{search, filter, orderBy, first, after, last, before, asOf, collapse}, func(f *motcua.ProcedureFilter) error {
		return restrict("sectors", &f.Sectors, s.ID)
	})
}

// restrict sets the field of a filter that the place of a list fixes. Values
// within a field are alternatives, so one of the client's beside it would widen
// the list instead of restricting it.
func restrict(field string, values *[]string, id motcua.ID) error {
	if len(*values) > 0 {
		return motcua.Invalid("filter."+field, "%s is set by the object whose procedures these are", field)
	}
	*values = []string{string(id)}
	return nil
}

func restrictID(field string, value **motcua.ID, id motcua.ID) error {
	if *value != nil {
		return motcua.Invalid("filter."+field, "%s is set by the object whose procedures these are", field)
	}
	*value = &id
	return nil
}
