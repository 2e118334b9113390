package graph

import (
	"context"

	"motcua"
)

// procedureFilter reads the fields of a filter that name something: by global
// id, by code, or by the value of a facet.
type procedureFilter struct{}

func (procedureFilter) Sectors(_ context.Context, f *motcua.ProcedureFilter, names []string) (err error) {
	f.Sectors, err = keysOf(typeSector, names)
	return err
}

func (procedureFilter) PromulgatedBy(_ context.Context, f *motcua.ProcedureFilter, names []string) (err error) {
	f.PromulgatedBy, err = keysOf(typeAgency, names)
	return err
}

func (procedureFilter) ExecutedBy(_ context.Context, f *motcua.ProcedureFilter, names []string) (err error) {
	f.ExecutedBy, err = keysOf(typeAgency, names)
	return err
}

func (procedureFilter) Audiences(_ context.Context, f *motcua.ProcedureFilter, names []string) error {
	f.Audiences = names
	return nil
}

func (procedureFilter) ServiceGroups(_ context.Context, f *motcua.ProcedureFilter, names []string) error {
	f.ServiceGroups = names
	return nil
}

func (procedureFilter) Decision(_ context.Context, f *motcua.ProcedureFilter, id *string) (err error) {
	f.Decision, err = optionalID(typeDecision, id)
	return err
}

func (procedureFilter) LegalBasis(_ context.Context, f *motcua.ProcedureFilter, id *string) (err error) {
	f.LegalBasis, err = optionalID(typeLegalBasis, id)
	return err
}

// keysOf turns the global ids among names into the ids that they hold. A code
// is never a global id of ours: those begin with the name of a type.
func keysOf(typ string, names []string) ([]string, error) {
	keys := make([]string, len(names))
	for i, name := range names {
		got, id, err := parseGlobalID(name)
		switch {
		case err != nil:
			keys[i] = name
		case got != typ:
			return nil, motcua.Invalid("", "the id is of a %s, expected one of a %s", got, typ)
		default:
			keys[i] = string(id)
		}
	}
	return keys, nil
}

func optionalID(typ string, s *string) (*motcua.ID, error) {
	if s == nil {
		return nil, nil
	}
	id, err := idOf(typ, *s)
	return &id, err
}
