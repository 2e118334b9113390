package feedback

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"

	"motcua"
	"motcua/search"
	"motcua/search/columns"
	"motcua/search/paging"
)

// Search answers a question: a list where it has no text, a search where it
// has. Totals and facets are exact, and count what the asker may see.
func (x *Indexes) Search(ctx context.Context, q motcua.FeedbackQuery) (*motcua.FeedbackResult, error) {
	r, err := newRequest(q)
	if err != nil {
		return nil, err
	}
	if r.search {
		r.wordings = x.wordings()
	}
	var out *motcua.FeedbackResult
	err = x.of(q.Asker).Ask(ctx, "search feedback", func(v *view) (err error) {
		out, err = r.answer(ctx, v)
		return err
	})
	return out, err
}

// of gives the index that an asker's questions are put to.
func (x *Indexes) of(a motcua.FeedbackAsker) *Index {
	if a.Public {
		return x.Public
	}
	return x.Official
}

// request is a checked query.
type request struct {
	motcua.FeedbackQuery
	page   paging.Page
	order  listOrder
	search bool
	filter columns.Filter
	// wordings are what words of the text may mean instead.
	wordings *search.Wordings
}

// listOrder is a checked [motcua.FeedbackOrder].
type listOrder struct {
	relevance bool
	order     int // of the columns
	desc      bool
}

var orders = map[motcua.FeedbackOrderField]int{
	motcua.FeedbackByDue:      orderDue,
	motcua.FeedbackByReceived: orderReceived,
	motcua.FeedbackByUpdated:  orderUpdated,
	motcua.FeedbackByRating:   orderRating,
}

func newRequest(q motcua.FeedbackQuery) (*request, error) {
	r := &request{FeedbackQuery: q, search: strings.TrimSpace(q.Text) != ""}
	var err error
	if r.order, err = orderOf(q.Order, r.search, q.Asker.Public); err != nil {
		return nil, err
	}
	if r.filter, err = filterOf(q.Filter, q.Asker, q.Day); err != nil {
		return nil, err
	}
	r.filter.Keys = keysOf(q.Only)
	r.page, err = paging.New(q.Page, r.order.relevance, r.binding())
	return r, err
}

func orderOf(o *motcua.FeedbackOrder, text, public bool) (listOrder, error) {
	switch {
	case o == nil && text:
		return listOrder{relevance: true}, nil
	case o == nil && public:
		return listOrder{order: orderUpdated, desc: true}, nil
	case o == nil:
		return listOrder{order: orderDue}, nil
	case o.Field == motcua.FeedbackByRelevance && text:
		return listOrder{relevance: true}, nil
	case o.Field == motcua.FeedbackByRelevance:
		return listOrder{}, motcua.Invalid("orderBy", "only a search can be ordered by relevance")
	case o.Field == motcua.FeedbackByDue && public:
		return listOrder{}, motcua.Invalid("orderBy", "nothing that is published is due")
	}
	order, ok := orders[o.Field]
	if !ok {
		return listOrder{}, motcua.Invalid("orderBy", "%q is not an order", o.Field)
	}
	return listOrder{order: order, desc: o.Direction == motcua.DirectionDesc}, nil
}

// binding is what the cursors of a request are good for: an order, or the
// results of one question. The filter is part of a search, whose ranks it
// changes; a list keeps its order under any filter.
func (r *request) binding() string {
	if !r.order.relevance {
		return fmt.Sprintf("f%d/%t/%t", r.order.order, r.order.desc, r.Asker.Public)
	}
	filter, err := json.Marshal(r.Filter)
	if err != nil {
		filter = nil // an enum that no table knows: the filter matches nothing, whatever the cursor
	}
	h := fnv.New64a()
	h.Write([]byte(r.Text))
	h.Write([]byte{0})
	h.Write(filter)
	fmt.Fprint(h, r.Asker.Public)
	return fmt.Sprintf("fq%016x", h.Sum64())
}

func (r *request) cursors() *paging.Cursors {
	return &paging.Cursors{Bound: r.binding, None: r.NoCursors}
}

// answer puts the request to a view.
func (r *request) answer(ctx context.Context, v *view) (*motcua.FeedbackResult, error) {
	out := &motcua.FeedbackResult{Revision: v.Revision()}
	selected, found, err := r.selection(ctx, v, out)
	if err != nil {
		return nil, err
	}
	out.Total = int(selected.Count())
	if err := r.count(out, v, selected); err != nil {
		return nil, err
	}
	if r.order.relevance {
		return out, r.fillByRelevance(ctx, out, v, selected, found)
	}
	r.fillList(out, selected)
	return out, nil
}

// selection gives what the request is about, and what its text found.
func (r *request) selection(ctx context.Context, v *view, out *motcua.FeedbackResult) (*columns.Selection, *finding, error) {
	if !r.search && !r.placed() {
		return v.Columns.Select(int32(r.Day), r.filter), nil, nil
	}
	var found *finding
	rows := v.Columns.Select(int32(r.Day), columns.Filter{Scope: r.filter.Scope}).All()
	if r.search {
		reading := search.Read(r.Text, v.model, r.wordings, r.Day)
		var err error
		if found, err = v.find(ctx, reading, rows); err != nil {
			return nil, nil, fmt.Errorf("search feedback: %w", err)
		}
		if reading.Corrected {
			out.Corrected = &reading.Text
		}
		out.Aliases, out.Light, out.Dropped, rows = reading.Aliases, reading.Highlight, found.dropped, found.rows
	}
	if r.placed() {
		var err error
		if rows, err = v.placed(*r.Filter.Place, rows); err != nil {
			return nil, nil, fmt.Errorf("look up a place: %w", err)
		}
	}
	filter := r.filter
	filter.Scope = nil // what was found is within it
	return v.Columns.SelectWithin(int32(r.Day), filter, rows), found, nil
}

// placed says whether a place is asked for; one without words is none.
func (r *request) placed() bool { return r.Filter.Place != nil && len(placeWords(*r.Filter.Place)) > 0 }

// fillList fills a page in an order of the columns.
func (r *request) fillList(out *motcua.FeedbackResult, s *columns.Selection) {
	got := s.Page(columns.PageOptions{
		Order: r.order.order, Desc: r.order.desc, Limit: r.page.Limit, Last: r.page.Last,
		After: r.page.After.Place(), Before: r.page.Before.Place(),
	})
	out.HasNext, out.HasPrevious = got.HasNext, got.HasPrevious
	cursors := r.cursors()
	for _, row := range got.Rows {
		out.Hits = append(out.Hits, motcua.FeedbackHit{
			Feedback: motcua.ID(row.Key),
			Cursor:   cursors.At(paging.Cursor{Key: row.Key, Sort: row.SortKey}),
		})
	}
}

// fillByRelevance fills a page of ranked results.
func (r *request) fillByRelevance(ctx context.Context, out *motcua.FeedbackResult, v *view, s *columns.Selection, found *finding) error {
	if r.page.Limit == 0 {
		out.HasNext = out.Total > 0
		return nil
	}
	all, err := v.rank(ctx, found, s)
	if err != nil {
		return fmt.Errorf("rank feedback: %w", err)
	}
	start := 0
	if after := r.page.After; after != nil {
		if start = v.following(after, all, r.Day); start >= paging.Reach {
			return paging.ErrTooDeep
		}
	}
	end := min(start+r.page.Limit, len(all), max(paging.Reach, start))
	cursors := r.cursors()
	for i := start; i < end; i++ {
		key, _ := v.Columns.Key(all[i].row)
		score := float64(all[i].score)
		out.Hits = append(out.Hits, motcua.FeedbackHit{
			Feedback: motcua.ID(key), Score: &score,
			Cursor: cursors.At(paging.Cursor{Key: key, Revision: v.Revision(), Day: r.Day, Rank: i, Score: score}),
		})
	}
	out.HasPrevious, out.HasNext = start > 0, end < out.Total
	return nil
}

// following gives the index of the first result behind the cursor. In another
// state of the data ranks have moved: then the result that the cursor names is
// looked for, and where it is gone, its place by score.
func (v *view) following(c *paging.Cursor, all []ranked, day motcua.Date) int {
	row, ok := v.Columns.RowNumber(c.Key)
	if ok {
		if c.Revision == v.Revision() && c.Day == day && c.Rank < len(all) && all[c.Rank].row == row {
			return c.Rank + 1
		}
		for i := range all {
			if all[i].row == row {
				return i + 1
			}
		}
	}
	for i := range all {
		if float64(all[i].score) < c.Score {
			return i
		}
	}
	return len(all)
}
