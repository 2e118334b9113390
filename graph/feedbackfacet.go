package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
)

// officialFacets tell how feedback is handled.
var officialFacets = []motcua.FeedbackFacetField{motcua.FeedbackFacetChannel, motcua.FeedbackFacetAssignee, motcua.FeedbackFacetAge, motcua.FeedbackFacetOverdue}

// feedbackFacetsAsked looks at what is selected below a connection, because
// what is counted has to be known before the search.
func feedbackFacetsAsked(ctx context.Context, public bool) (fields []motcua.FeedbackFacetField, zero bool, err error) {
	all := motcua.FeedbackFacetFields()
	if public {
		all = slices.DeleteFunc(all, func(f motcua.FeedbackFacetField) bool { return slices.Contains(officialFacets, f) })
	}
	return facetsSelected(ctx, all, func(ctx context.Context, name any) (f motcua.FeedbackFacetField, err error) {
		return f, f.UnmarshalGQLContext(ctx, name)
	})
}

// facetsSelected gives the fields that the selection asks for, all of them
// where it names none.
func facetsSelected[F comparable](ctx context.Context, all []F, read func(context.Context, any) (F, error)) (fields []F, zero bool, err error) {
	op := graphql.GetOperationContext(ctx)
	for _, selected := range graphql.CollectFieldsCtx(ctx, nil) {
		if selected.Name != "facets" {
			continue
		}
		arguments := selected.ArgumentMap(op.Variables)
		if include, _ := arguments["includeZero"].(bool); include {
			zero = true
		}
		asked, ok := arguments["fields"].([]any)
		if !ok {
			fields = slices.Clone(all)
			continue
		}
		for _, name := range asked {
			field, err := read(ctx, name)
			if err != nil {
				return nil, false, err
			}
			if !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields, zero, nil
}

// nameFacet fills in the names of agencies, sectors and procedures, in one
// statement for each facet.
func (op *operation) nameFacet(ctx context.Context, facet *motcua.FeedbackFacet) error {
	switch facet.Field {
	case motcua.FeedbackFacetAgency:
		return nameValues(ctx, facet, op.agencies, func(id motcua.ID) motcua.ID { return id },
			func(a *motcua.Agency) (string, *string) { return a.Name, a.Code })
	case motcua.FeedbackFacetSector:
		return nameValues(ctx, facet, op.sectors, func(id motcua.ID) motcua.ID { return id },
			func(s *motcua.Sector) (string, *string) { return s.Name, s.Code })
	case motcua.FeedbackFacetProcedure:
		day := op.day()
		return nameValues(ctx, facet, op.procedures, func(id motcua.ID) dated { return dated{id: id, day: day} },
			func(p *motcua.Procedure) (string, *string) { return p.Name, &p.Code })
	}
	return nil
}

// nameValues asks for all before it waits for the first. What is not public
// any more keeps its id for a name.
func nameValues[K comparable, V any](ctx context.Context, facet *motcua.FeedbackFacet, l *loader[K, *V], key func(motcua.ID) K, name func(*V) (string, *string)) error {
	keys := make([]K, len(facet.Values))
	for i := range facet.Values {
		keys[i] = key(motcua.ID(facet.Values[i].Value))
	}
	for i, wait := range l.all(ctx, keys) {
		row, err := wait()
		if unlessGone(err) != nil {
			return err
		}
		if row != nil {
			facet.Values[i].Label, facet.Values[i].Code = name(row)
		}
	}
	return nil
}
