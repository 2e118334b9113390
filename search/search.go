package search

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"motcua"
	"motcua/search/columns"
	"motcua/search/paging"
)

// Search answers a question: a list where it has no text, a search where it
// has. Totals and facets are exact and count procedures as they stand on the
// question's day.
func (x *Index) Search(ctx context.Context, q motcua.ProcedureQuery) (*motcua.ProcedureResult, error) {
	s, err := newRequest(q)
	if err != nil {
		return nil, err
	}
	var out *motcua.ProcedureResult
	err = x.Ask(ctx, "search", func(v *view) (err error) {
		out, err = s.answer(ctx, v)
		return err
	})
	if err == nil && s.asked != nil {
		made := sync.OnceValue(func() *marker { return newMarker(s.asked, x.lines) })
		out.Highlight = func(p *motcua.Procedure) []motcua.Highlight { return made().mark(p) }
	}
	return out, err
}

// request is a checked query.
type request struct {
	motcua.ProcedureQuery
	page  paging.Page
	order listOrder
	asked *question // nil: a list
}

// answer puts the request to a view.
func (r *request) answer(ctx context.Context, v *view) (*motcua.ProcedureResult, error) {
	tally := newTally(len(v.cards))
	defer tally.giveBack()
	filter := v.filterOf(r.Filter)
	day := int32(r.Day)
	var matches []match
	var rows *roaring.Bitmap
	if r.asked != nil {
		r.asked = v.lexicon.ask(r.Text, r.Day)
		var err error
		if matches, err = v.find(ctx, r.asked, tally); err != nil {
			return nil, fmt.Errorf("search for %q: %w", r.asked.text, err)
		}
		rows = v.rowsOf(matches)
	}
	selection := v.columns.SelectWithin(day, filter, rows)
	groups := r.groups(v)
	out := &motcua.ProcedureResult{Total: int(selection.CountGroups(groups)), Revision: v.revision()}
	if err := r.count(out, v, selection, groups); err != nil {
		return nil, err
	}
	copied := out.Total < int(selection.Count())
	if !r.order.relevance && !copied {
		if r.asked != nil {
			out.Interpretation = r.asked.interpretation(nil)
		}
		return out, r.fillList(out, v, selection, nil)
	}
	results := r.ordered(v, v.selected(matches, selection), groups, out.Total)
	if r.asked != nil {
		out.Interpretation = r.asked.interpretation(results)
	}
	if r.order.relevance {
		return out, r.fillByRelevance(out, v, results)
	}
	// In another order too, the best of the copies stands for them.
	return out, r.fillList(out, v, v.columns.SelectWithin(day, filter, v.rowsOfResults(results)), results)
}

// ordered gives results in their order: for a first page by relevance as many
// as it shows, else all.
func (r *request) ordered(v *view, matches []match, groups *columns.Groups, total int) []result {
	day := int32(r.Day)
	if r.order.relevance && r.page.After == nil {
		results := v.collapse(v.rank(r.asked, matches, day, rerankDepth), matches, groups)
		if len(results) >= min(max(r.page.Limit, tied), total) {
			return results
		}
	}
	return v.collapse(v.rank(r.asked, matches, day, len(matches)), matches, groups)
}

// groups are what counts as one result: a list shows every procedure, and who
// has chosen who announced it wants to see that one's own.
func (r *request) groups(v *view) *columns.Groups {
	if r.asked == nil || r.NoCollapse || len(r.Filter.PromulgatedBy) > 0 {
		return nil
	}
	return v.groups
}

// count fills in the facets.
func (r *request) count(out *motcua.ProcedureResult, v *view, s *columns.Selection, groups *columns.Groups) error {
	c := counter{view: v, selection: s, groups: groups, zero: r.ZeroFacets, chosen: v.chosen(r.Filter)}
	for _, field := range r.Facets {
		facet, err := c.facet(field)
		if err != nil {
			return err
		}
		out.Facets = append(out.Facets, facet)
	}
	return nil
}

func (v *view) rowsOfResults(results []result) *roaring.Bitmap {
	rows := roaring.New()
	for _, r := range results {
		rows.Add(v.rows[r.ordinal])
	}
	return rows
}

// rowsOf gives the rows of matches.
func (v *view) rowsOf(matches []match) *roaring.Bitmap {
	var set []uint64
	for i := range matches {
		row := v.rows[matches[i].ordinal]
		if missing := int(row/64) + 1 - len(set); missing > 0 {
			set = append(set, make([]uint64, missing)...)
		}
		set[row/64] |= 1 << (row % 64)
	}
	return roaring.FromDense(set, false)
}

// selected keeps the matches that are in a selection of them.
func (v *view) selected(matches []match, s *columns.Selection) []match {
	if s.Count() == uint64(len(matches)) {
		return matches
	}
	var out []match
	for i := range matches {
		if s.Contains(v.rows[matches[i].ordinal]) {
			out = append(out, matches[i])
		}
	}
	return out
}

// newRequest checks a query and fills in what it leaves open.
func newRequest(q motcua.ProcedureQuery) (*request, error) {
	r := &request{ProcedureQuery: q}
	if strings.TrimSpace(q.Text) != "" {
		r.asked = &question{} // understood when there is a view
	}
	var err error
	if r.order, err = orderOf(q.Order, r.asked != nil); err != nil {
		return nil, err
	}
	r.page, err = paging.New(r.Page, r.order.relevance, r.binding())
	return r, err
}
