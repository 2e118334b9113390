package graph

import (
	"context"
	"errors"
	"slices"

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

	collapse bool
}

// procedures answers every list of procedures. restrict adds what the place of
// the list in the schema says to the filter.
func (r *resolver) procedures(ctx context.Context, l listing, restrict func(*motcua.ProcedureFilter) error) (*page.ProcedureConnection, error) {
	op, err := operationOf(ctx)
	if err != nil {
		return nil, err
	}
	q, err := l.query(ctx, restrict)
	if err != nil {
		return nil, err
	}
	q.Day = op.on(l.asOf)
	q.Explain = r.Explain
	if q.Facets, q.ZeroFacets, err = facetsAsked(ctx); err != nil {
		return nil, err
	}
	q.NoCursors = !cursorsAsked(ctx)
	// Lists within the items of another load their rows together.
	together := inList(ctx) && rowsAsked(ctx)
	if together {
		op.gate.searching.Add(1)
		defer op.gate.searching.Add(-1)
	}
	found, err := r.Searcher.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	source := page.ProcedureSource{Day: q.Day, Load: func(ctx context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Procedure, error) {
		return r.Catalogue.ProcedureVersions(ctx, versions, q.Day)
	}}
	if together {
		source.Load = op.askVersions(ctx, found.Hits, q.Day)
	}
	return page.NewProcedureConnection(found, source), nil
}

func (l listing) query(ctx context.Context, restrict func(*motcua.ProcedureFilter) error) (q motcua.ProcedureQuery, err error) {
	if l.search != nil {
		q.Text = *l.search
	}
	if l.filter != nil {
		q.Filter = *l.filter
	}
	if err := errors.Join(checkText(ctx, "search", q.Text), checkFilter(&q.Filter)); err != nil {
		return q, err
	}
	if restrict != nil {
		if err := restrict(&q.Filter); err != nil {
			return q, err
		}
	}
	q.Order = l.orderBy
	q.NoCollapse = !l.collapse
	q.Page, err = pageOf(ctx, l.first, l.after, l.last, l.before)
	return q, err
}

// askVersions says that the versions of a list are wanted and gives what waits
// for them.
func (op *operation) askVersions(ctx context.Context, hits []motcua.ProcedureHit, day motcua.Date) func(context.Context, []motcua.ID) (map[motcua.ID]*motcua.Procedure, error) {
	waits := make([]func() (*motcua.Procedure, error), len(hits))
	for i, hit := range hits {
		waits[i] = op.versions.ask(ctx, dated{id: hit.Version, day: day})
	}
	return func(context.Context, []motcua.ID) (map[motcua.ID]*motcua.Procedure, error) {
		found := make(map[motcua.ID]*motcua.Procedure, len(waits))
		for _, wait := range waits {
			p, err := wait()
			if err != nil {
				return nil, err
			}
			if p != nil {
				found[p.VersionID] = p
			}
		}
		return found, nil
	}
}

// rowsAsked says whether the procedures of a connection are selected.
func rowsAsked(ctx context.Context) bool { return selected(ctx, "nodes", "edges") }

// cursorsAsked says whether that is selected of a connection which shows cursors.
func cursorsAsked(ctx context.Context) bool { return selected(ctx, "edges", "pageInfo") }

// selected says whether one of some fields is.
func selected(ctx context.Context, fields ...string) bool {
	return slices.ContainsFunc(graphql.CollectFieldsCtx(ctx, nil), func(f graphql.CollectedField) bool {
		return slices.Contains(fields, f.Name)
	})
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
func facetsAsked(ctx context.Context) (fields []motcua.FacetField, zero bool, err error) {
	return facetsSelected(ctx, motcua.FacetFields(), func(ctx context.Context, name any) (f motcua.FacetField, err error) {
		return f, f.UnmarshalGQLContext(ctx, name)
	})
}
