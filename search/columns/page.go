package columns

import (
	"bytes"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// Cursor is the place of a row in an order. The row need not exist any more.
type Cursor struct {
	SortKey []byte
	Key     string
}

// PageOptions say which part of a selection to list.
type PageOptions struct {
	Order  int
	Desc   bool    // all of it backwards, keys of equal rank too
	After  *Cursor // only what follows this place in the list
	Before *Cursor // only what precedes this place in the list
	Limit  int
	Last   bool // the last rows between After and Before, not the first
}

// Page is a part of a list.
type Page struct {
	Rows        []Cursor // in list order
	HasPrevious bool     // the list has rows before these
	HasNext     bool     // the list has rows after these
}

// Page lists a part of the selection in an order.
func (s *Selection) Page(options PageOptions) Page {
	l := list{s: s, order: &s.view.orders[options.Order]}
	low, high := options.After, options.Before
	if options.Desc {
		low, high = high, low
	}
	span := l.span(low, high)
	down := options.Desc != options.Last
	limit := max(options.Limit, 0)
	rows := l.take(span, limit+1, down)
	more := len(rows) > limit
	rows = rows[:min(limit, len(rows))]

	// What lies beyond the page in the direction of the walk, and behind it.
	behind, ahead := l.span(nil, nil), l.span(nil, nil)
	behind.hi, behind.tailHi = span.lo, span.tailLo
	ahead.lo, ahead.tailLo = span.hi, span.tailHi
	if down {
		behind, ahead = ahead, behind
	}
	page := Page{
		HasPrevious: len(l.take(behind, 1, !down)) > 0,
		HasNext:     more || len(l.take(ahead, 1, down)) > 0,
	}
	if options.Last {
		page.HasPrevious, page.HasNext = page.HasNext, page.HasPrevious
		slices.Reverse(rows)
	}
	for _, row := range rows {
		page.Rows = append(page.Rows, s.cursor(l.order, row))
	}
	return page
}

func (s *Selection) cursor(o *order, row uint32) Cursor {
	return Cursor{SortKey: bytes.Clone(o.keys.at(row)), Key: s.view.key(row)}
}

// list is a selection in an order.
type list struct {
	s     *Selection
	order *order
}

// span is a range of places in the sealed part and in the tail of an order.
type span struct{ lo, hi, tailLo, tailHi int }

// span returns the places between two cursors, which are not in it.
func (l list) span(low, high *Cursor) span {
	p := span{hi: len(l.order.sealed), tailHi: len(l.order.tail)}
	if low != nil {
		p.lo = l.place(l.order.sealed, low, 1)
		p.tailLo = l.place(l.order.tail, low, 1)
	}
	if high != nil {
		p.hi = max(p.lo, l.place(l.order.sealed, high, 0))
		p.tailHi = max(p.tailLo, l.place(l.order.tail, high, 0))
	}
	return p
}

// place returns the first place whose row compares with the cursor as least or
// more: 0 is the cursor's own place, 1 the one behind it.
func (l list) place(rows []uint32, c *Cursor, least int) int {
	packed := packKey(nil, c.Key)
	return sort.Search(len(rows), func(i int) bool {
		order := bytes.Compare(l.order.keys.at(rows[i]), c.SortKey)
		if order == 0 {
			order = compareKeys(l.s.view.keys.at(rows[i]), packed)
		}
		return order >= least
	})
}

// take returns the first selected rows of a span, or the last ones backwards.
func (l list) take(p span, limit int, down bool) []uint32 {
	sealed := l.takeSealed(p.lo, p.hi, limit, down)
	tail, _ := l.walk(l.order.tail[p.tailLo:p.tailHi], limit, p.tailHi-p.tailLo, down)
	if len(tail) == 0 {
		return sealed
	}
	rows := append(sealed, tail...)
	slices.SortFunc(rows, func(a, b uint32) int {
		if down {
			a, b = b, a
		}
		return l.s.view.compareRows(l.order, a, b)
	})
	return rows[:min(limit, len(rows))]
}

// takeSealed walks along the order if that promises to be short. If not, or if
// the walk meets fewer rows than chance would have it, it looks at every row of
// the selection. Neither takes more steps than a few times the selection.
func (l list) takeSealed(lo, hi, limit int, down bool) []uint32 {
	if lo == hi {
		return nil
	}
	selected := int(l.s.Count())
	if limit*(hi-lo) < selected*selected || hi-lo <= selected {
		rows, done := l.walk(l.order.sealed[lo:hi], limit, 2*selected, down)
		if done {
			return rows
		}
	}
	return l.collect(uint32(lo), uint32(hi), limit, down)
}

// walk goes along rows in order until it has enough. It gives up after so many
// steps.
func (l list) walk(rows []uint32, limit, steps int, down bool) (found []uint32, done bool) {
	for i := 0; i < len(rows) && len(found) < limit; i++ {
		if i == steps {
			return nil, false
		}
		row := rows[i]
		if down {
			row = rows[len(rows)-1-i]
		}
		if l.s.rows.Contains(row) {
			found = append(found, row)
		}
	}
	return found, true
}

// collect looks up the place of every selected row and keeps the nearest.
func (l list) collect(lo, hi uint32, limit int, down bool) []uint32 {
	nearest := nearest{limit: limit, bound: hi - lo}
	for row := range roaring.Values(l.s.rows) {
		if row >= l.s.view.sealed {
			break
		}
		place := l.order.rank[row]
		if place < lo || place >= hi {
			continue
		}
		if down {
			nearest.add(hi - 1 - place)
		} else {
			nearest.add(place - lo)
		}
	}
	distances := nearest.sorted()
	for i, distance := range distances {
		if down {
			distances[i] = l.order.sealed[hi-1-distance]
		} else {
			distances[i] = l.order.sealed[lo+distance]
		}
	}
	return distances
}

// nearest keeps the smallest numbers of many. It sorts when it has twice as
// many as it needs, and from then on refuses most at a glance.
type nearest struct {
	limit int
	bound uint32 // what is not below cannot be among them
	kept  []uint32
}

func (n *nearest) add(distance uint32) {
	if distance >= n.bound {
		return
	}
	n.kept = append(n.kept, distance)
	if len(n.kept) >= 2*n.limit+64 {
		n.kept = n.sorted()
		if len(n.kept) > 0 {
			n.bound = n.kept[len(n.kept)-1]
		}
	}
}

func (n *nearest) sorted() []uint32 {
	slices.Sort(n.kept)
	return n.kept[:min(n.limit, len(n.kept))]
}
