package search

import (
	"cmp"
	"slices"
	"strings"

	"motcua"
	"motcua/search/columns"
	"motcua/search/paging"
)

// listOrder is a checked [motcua.ProcedureOrder].
type listOrder struct {
	relevance bool
	order     int // of the columns
	desc      bool
}

var orderDims = map[motcua.ProcedureOrderField]int{
	motcua.OrderByName:         orderName,
	motcua.OrderByCode:         orderCode,
	motcua.OrderByDecisionDate: orderDecisionDate,
}

func orderOf(o *motcua.ProcedureOrder, text bool) (listOrder, error) {
	switch {
	case o == nil && text:
		return listOrder{relevance: true}, nil
	case o == nil:
		return listOrder{order: orderName}, nil
	case o.Field == motcua.OrderByRelevance && text:
		return listOrder{relevance: true}, nil
	case o.Field == motcua.OrderByRelevance:
		return listOrder{}, motcua.Invalid("orderBy", "only a search can be ordered by relevance")
	}
	order, ok := orderDims[o.Field]
	if !ok {
		return listOrder{}, motcua.Invalid("orderBy", "%q is not an order", o.Field)
	}
	return listOrder{order: order, desc: o.Direction == motcua.DirectionDesc}, nil
}

// fillList fills a page in an order of the columns. Results tell of copies;
// nil where there are none.
func (r *request) fillList(out *motcua.ProcedureResult, v *view, s *columns.Selection, results []result) error {
	copies := map[string][]uint32{}
	for _, one := range results {
		if len(one.copies) > 0 {
			copies[v.cards[one.ordinal].key] = one.copies
		}
	}
	got := s.Page(columns.PageOptions{
		Order: r.order.order, Desc: r.order.desc, Limit: r.page.Limit, Last: r.page.Last,
		After: r.page.After.Place(), Before: r.page.Before.Place(),
	})
	out.HasNext, out.HasPrevious = got.HasNext, got.HasPrevious
	cursors := r.cursors()
	for _, row := range got.Rows {
		p, version := splitKey(row.Key)
		out.Hits = append(out.Hits, motcua.ProcedureHit{
			Procedure: p, Version: version,
			Cursor: cursors.At(paging.Cursor{Key: row.Key, Sort: row.SortKey}),
			Copies: v.copiesOf(copies[row.Key]),
		})
	}
	return nil
}

// fillByRelevance fills a page of ranked results.
func (r *request) fillByRelevance(out *motcua.ProcedureResult, v *view, all []result) error {
	start := 0
	if after := r.page.After; after != nil {
		start = v.following(after, all, r.Day)
	}
	if r.page.After != nil && start >= paging.Reach {
		return paging.ErrTooDeep
	}
	end := min(start+r.page.Limit, len(all), max(paging.Reach, start))
	cursors := r.cursors()
	for i := start; i < end; i++ {
		p, version := splitKey(v.cards[all[i].ordinal].key)
		score := all[i].score
		hit := motcua.ProcedureHit{
			Procedure: p, Version: version, Score: &score,
			Cursor: cursors.At(paging.Cursor{Key: v.cards[all[i].ordinal].key, Revision: v.revision(), Day: r.Day, Rank: i, Score: score}),
			Copies: v.copiesOf(all[i].copies),
		}
		if r.Explain {
			hit.Explained = v.explain(r.asked, all[i].ranked, int32(r.Day))
		}
		out.Hits = append(out.Hits, hit)
	}
	out.HasPrevious, out.HasNext = start > 0, end < out.Total
	return nil
}

// following gives the index of the first result behind the cursor. In another
// state of the data, or on another day, ranks have moved: then the result that
// the cursor names is looked for, also among the copies in another one's
// result, and where it is gone, its place by score.
func (v *view) following(c *paging.Cursor, all []result, day motcua.Date) int {
	if c.Revision == v.revision() && c.Day == day && c.Rank < len(all) && v.cards[all[c.Rank].ordinal].key == c.Key {
		return c.Rank + 1
	}
	named := func(o uint32) bool { return v.cards[o].key == c.Key }
	if i := slices.IndexFunc(all, func(r result) bool { return named(r.ordinal) || slices.ContainsFunc(r.copies, named) }); i >= 0 {
		return i + 1
	}
	i, _ := slices.BinarySearchFunc(all, c, func(r result, c *paging.Cursor) int {
		return cmp.Or(cmp.Compare(c.Score, r.score), strings.Compare(v.cards[r.ordinal].key, c.Key))
	})
	return i
}
