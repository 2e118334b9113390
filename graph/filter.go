package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
)

// procedureFilter reads the fields of a filter that name something: by global
// id, by code, or by the value of a facet. Each puts an error at its own path,
// which gqlgen knows only of what it reads itself.
type procedureFilter struct{ *resolver }

func (procedureFilter) Sectors(ctx context.Context, f *motcua.ProcedureFilter, names []string) (err error) {
	f.Sectors, err = keysOf(typeSector, names)
	return graphql.ErrorOnPath(ctx, err)
}

func (r procedureFilter) PromulgatedBy(ctx context.Context, f *motcua.ProcedureFilter, names []string) (err error) {
	f.PromulgatedBy, err = r.agencies(ctx, names)
	return graphql.ErrorOnPath(ctx, err)
}

func (r procedureFilter) ExecutedBy(ctx context.Context, f *motcua.ProcedureFilter, names []string) (err error) {
	f.ExecutedBy, err = r.agencies(ctx, names)
	return graphql.ErrorOnPath(ctx, err)
}

func (procedureFilter) Audiences(_ context.Context, f *motcua.ProcedureFilter, names []string) error {
	f.Audiences = names
	return nil
}

func (procedureFilter) ServiceGroups(_ context.Context, f *motcua.ProcedureFilter, names []string) error {
	f.ServiceGroups = names
	return nil
}

func (procedureFilter) Decision(ctx context.Context, f *motcua.ProcedureFilter, id *string) (err error) {
	f.Decision, err = optionalID(typeDecision, id)
	return graphql.ErrorOnPath(ctx, err)
}

func (procedureFilter) LegalBasis(ctx context.Context, f *motcua.ProcedureFilter, id *string) (err error) {
	if id == nil {
		return nil
	}
	basis, err := idOf(typeLegalBasis, *id)
	if err == nil {
		f.LegalBases, err = recordsOf(ctx, basis)
	}
	return graphql.ErrorOnPath(ctx, err)
}

// recordsOf gives the records of the legal document that one of them is of.
func recordsOf(ctx context.Context, id motcua.ID) ([]motcua.ID, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	b, err := op.legalBases.load(ctx, id)
	if motcua.KindOf(err) == motcua.KindNotFound {
		return []motcua.ID{id}, nil // which no procedure rests on
	}
	if err != nil {
		return nil, err
	}
	return b.SourceIDs, nil
}

type componentFilter struct{}

func (componentFilter) Paper(ctx context.Context, f *motcua.ComponentFilter, id string) (err error) {
	_, f.Paper, err = parseIDOf([]string{typePaper}, id)
	return graphql.ErrorOnPath(ctx, err)
}

// agencies reads agencies. A code or name of one that ended means who has taken
// over from it too; an id means what bears it, as the values of facets do.
func (r procedureFilter) agencies(ctx context.Context, names []string) ([]string, error) {
	keys, err := keysOf(typeAgency, names)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, key := range keys {
		if _, err := motcua.ParseID(key); err != nil {
			said = append(said, key)
		}
	}
	if len(said) == 0 || len(said) > MaxFilterValues {
		return keys, nil
	}
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	successors, err := r.Catalogue.SuccessorsOf(ctx, said, op.day())
	for _, id := range successors {
		keys = append(keys, string(id))
	}
	return keys, err
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
			return nil, motcua.Invalid("", "the id is of the type %s, expected %s", got, typ)
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
