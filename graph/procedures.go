package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
	"motcua/graph/page"
)

// listing holds the arguments of every list of procedures.
type listing struct {
	search  *string
	filter  *motcua.ProcedureFilter
	orderBy *motcua.ProcedureOrder
	first   *int
	after   *string
	last    *int
	before  *string
	asOf    *motcua.Date
}

// procedures answers every list of procedures. restrict adds what the place of
// the list in the schema says to the filter.
func (r *resolver) procedures(ctx context.Context, l listing, restrict func(*motcua.ProcedureFilter) error) (*page.ProcedureConnection, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	q, err := l.query(restrict)
	if err != nil {
		return nil, err
	}
	q.Day = op.on(l.asOf)
	if q.Facets, err = facetsAsked(ctx); err != nil {
		return nil, err
	}
	found, err := r.Searcher.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return page.NewProcedureConnection(found, r.source(op, q)), nil
}

func (l listing) query(restrict func(*motcua.ProcedureFilter) error) (q motcua.ProcedureQuery, err error) {
	if l.search != nil {
		q.Text = *l.search
	}
	if l.filter != nil {
		q.Filter = *l.filter
	}
	if err := errors.Join(checkText("search", q.Text), checkFilter(&q.Filter)); err != nil {
		return q, err
	}
	if restrict != nil {
		if err := restrict(&q.Filter); err != nil {
			return q, err
		}
	}
	q.Order = l.orderBy
	q.Page, err = page.Of(l.first, l.after, l.last, l.before)
	return q, err
}

func (r *resolver) source(op *operation, q motcua.ProcedureQuery) page.ProcedureSource {
	s := page.ProcedureSource{Load: func(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Procedure, error) {
		if !inList(ctx) {
			// Nobody else will ask for versions: no need to wait for others.
			return r.Catalogue.ProcedureVersions(ctx, versions, q.Day)
		}
		return op.byVersion(ctx, versions, q.Day)
	}}
	if q.Text != "" {
		s.Highlight = func(p *motcua.Procedure) []motcua.Highlight { return r.Searcher.Highlights(q.Text, p) }
	}
	return s
}

func (op *operation) byVersion(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	keys := make([]dated, len(versions))
	for i, version := range versions {
		keys[i] = dated{version, day}
	}
	list, err := loadAll(ctx, op.versions, keys)
	found := make(map[motcua.ID]*motcua.Procedure, len(list))
	for _, p := range list {
		found[p.VersionID] = p
	}
	return found, err
}

// inList says whether the field stands within the items of a list.
func inList(ctx context.Context) bool {
	for f := graphql.GetFieldContext(ctx); f != nil; f = f.Parent {
		if f.Index != nil {
			return true
		}
	}
	return false
}

// facetsAsked looks at what is selected below a connection, because what is
// counted has to be known before the search.
func facetsAsked(ctx context.Context) ([]motcua.FacetField, error) {
	var fields []motcua.FacetField
	op := graphql.GetOperationContext(ctx)
	for _, selected := range graphql.CollectFieldsCtx(ctx, nil) {
		if selected.Name != "facets" {
			continue
		}
		asked, ok := selected.ArgumentMap(op.Variables)["fields"].([]any)
		if !ok {
			return motcua.FacetFields(), nil
		}
		for _, name := range asked {
			var field motcua.FacetField
			if err := field.UnmarshalGQLContext(ctx, name); err != nil {
				return nil, err
			}
			fields = append(fields, field)
		}
	}
	return fields, nil
}
