package columns

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// spanFacet stands for the spans of an order where a part of the filter is left out.
func spanFacet(order int) int { return statusFacet - 1 - order }

// spanClause is the part of a filter that names spans of an order: rows in any
// of them pass.
type spanClause struct {
	facet  int
	places []*places
	inside func() *roaring.Bitmap // the sealed rows
}

func (v *View) spanClauses(spans map[int][]Range) []spanClause {
	var out []spanClause
	for order, alternatives := range spans {
		if alternatives == nil {
			continue
		}
		c := spanClause{facet: spanFacet(order)}
		for _, span := range alternatives {
			c.places = append(c.places, v.places(order, span))
		}
		c.inside = sync.OnceValue(func() *roaring.Bitmap {
			rows := roaring.New()
			for _, p := range c.places {
				rows.Or(p.inside())
			}
			return rows
		})
		out = append(out, c)
	}
	return out
}

func (c *spanClause) has(v *View, row uint32) bool {
	for _, p := range c.places {
		if p.has(v, row) {
			return true
		}
	}
	return false
}

// restrict keeps the sealed rows within the spans. One span is a range; of few
// rows each is looked at.
func (c *spanClause) restrict(v *View, rows *roaring.Bitmap) *roaring.Bitmap {
	switch {
	case len(c.places) == 1:
		return c.places[0].restrict(v, rows)
	case rows.GetCardinality() < uint64(v.sealed)/8:
		return kept(rows, func(row uint32) bool { return c.has(v, row) })
	}
	rows.And(c.inside())
	return rows
}

// FacetSpans counts the rows in each of some spans of an order. It leaves out
// the filter's spans of that order.
func (s *Selection) FacetSpans(order int, spans []Range) []uint64 {
	numbers := s.without(spanFacet(order))
	l := s.view.locate(order, spans)
	counts := make([]uint64, len(spans))
	for _, row := range numbers() {
		if i := l.span(row); i >= 0 {
			counts[i]++
		}
	}
	return counts
}

// without gives the rows that pass when one part of the filter is left out.
func (s *Selection) without(except int) func() []uint32 {
	if slices.ContainsFunc(s.spans, func(c spanClause) bool { return c.facet == except }) {
		return s.choose(except).ToArray
	}
	return s.numbers
}

// locator finds the span in which a row lies.
type locator struct {
	view  *View
	order *order
	spans []*places
}

func (v *View) locate(order int, spans []Range) locator {
	l := locator{view: v, order: &v.orders[order]}
	for _, span := range spans {
		l.spans = append(l.spans, v.places(order, span))
	}
	return l
}

// span gives the index of the first span that has the row, -1 where none does.
func (l *locator) span(row uint32) int {
	if row < l.view.sealed {
		place := l.order.rank[row]
		for i, p := range l.spans {
			if place >= p.from && place < p.to {
				return i
			}
		}
		return -1
	}
	for i, p := range l.spans {
		if p.has(l.view, row) {
			return i
		}
	}
	return -1
}

// Cell counts the rows with one value that lie in one span and have one status.
type Cell struct {
	Value  string
	Span   int
	Status Status
	Count  uint64
}

// Cross counts the selected rows by the values of a dimension, the spans of an
// order and the status on the day, together. Rows outside of all spans are not
// counted; cells without rows are left out.
func (s *Selection) Cross(dim, order int, spans []Range) []Cell {
	v, d, l := s.view, &s.view.dims[dim], s.view.locate(order, spans)
	status := make([]Status, len(v.legal.days))
	for code, days := range v.legal.days {
		status[code] = days.On(s.day)
	}
	width := len(spans) * statuses
	counts := make([]uint64, len(d.listEnds)*width)
	for _, row := range s.numbers() {
		if span := l.span(row); span >= 0 {
			counts[int(d.codes.at(row))*width+span*statuses+int(status[v.legal.codes.at(row)])]++
		}
	}
	byValue := map[Cell]uint64{}
	for at, count := range counts {
		if count == 0 {
			continue
		}
		for _, value := range d.list(uint32(at / width)) {
			byValue[Cell{Value: d.values[value], Span: at % width / statuses, Status: Status(at % statuses)}] += count
		}
	}
	out := make([]Cell, 0, len(byValue))
	for cell, count := range byValue {
		cell.Count = count
		out = append(out, cell)
	}
	return out
}
