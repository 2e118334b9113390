package columns

import "github.com/RoaringBitmap/roaring/v2"

// Column reads a dimension whose rows have one value at most.
type Column struct{ d *dimension }

// Column gives the column of a dimension.
func (v *View) Column(dim int) Column { return Column{&v.dims[dim]} }

// Codes is how many codes there are; all are below.
func (c Column) Codes() int { return len(c.d.listEnds) }

// Code gives the code of a row's value.
func (c Column) Code(row uint32) uint32 { return c.d.codes.at(row) }

// Value gives the value of a code, [None] for rows without one.
func (c Column) Value(code uint32) string { return c.d.values[c.d.list(code)[0]] }

// Histogram counts the live rows of each code. It takes time by the rows that
// are dead or not sealed.
func (v *View) Histogram(dim int) []uint64 {
	d := &v.dims[dim]
	counts := make([]uint64, len(d.listEnds))
	copy(counts, d.counts)
	for row := v.sealed; row < v.n; row++ {
		counts[d.codes.at(row)]++
	}
	for row := range roaring.Values(v.dead) {
		counts[d.codes.at(row)]--
	}
	return counts
}

// Rows makes a set of row numbers that come in no sequence. Numbers of no row
// are left out.
func (v *View) Rows(numbers ...[]uint32) *roaring.Bitmap {
	dense := make([]uint64, (v.n+63)/64)
	for _, part := range numbers {
		for _, row := range part {
			if row < v.n {
				dense[row>>6] |= 1 << (row & 63)
			}
		}
	}
	return roaring.FromDense(dense, true)
}

// First gives the numbers of the first rows of the selection in an order.
func (s *Selection) First(order int, desc bool, limit int) []uint32 {
	l := list{s: s, order: &s.view.orders[order]}
	return l.take(l.span(nil, nil), limit, desc)
}

// Before says which of two rows comes first in an order.
func (v *View) Before(order int, a, b uint32) bool {
	return v.compareRows(&v.orders[order], a, b) < 0
}

// All gives the set of the selected rows. It must not be changed.
func (s *Selection) All() *roaring.Bitmap { return s.rows }

// Numbered is above all row numbers of the view.
func (v *View) Numbered() int { return int(v.n) }
