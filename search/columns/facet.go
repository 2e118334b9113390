package columns

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// Count is a value of a facet and the number of rows that have it.
type Count struct {
	Value string
	Count uint64
}

// StatusCount is a status and the number of rows that have it.
type StatusCount struct {
	Status Status
	Count  uint64
}

// FacetOptions say what a facet returns besides the values that occur.
type FacetOptions struct {
	Zero  bool // values too that only rows outside the selection have
	None  bool // the rows without a value too, as value None
	Limit int  // at most so many values, 0 is all
}

// Facet counts the rows by their values in a dimension, the most frequent
// first. It leaves out the dimension's own part of the filter, so each count is
// the total after choosing that value, alone, in this dimension.
func (s *Selection) Facet(dim int, options FacetOptions) []Count {
	counts := s.countValues(dim)
	d := &s.view.dims[dim]
	var facet []Count
	var occurs func(uint32) bool
	if options.Zero {
		occurs = s.view.occurs(dim)
	}
	for value, count := range counts {
		if value == 0 && !options.None {
			continue
		}
		if count > 0 || options.Zero && occurs(uint32(value)) {
			facet = append(facet, Count{d.values[value], count})
		}
	}
	slices.SortFunc(facet, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	if options.Limit > 0 && len(facet) > options.Limit {
		facet = facet[:options.Limit]
	}
	return facet
}

// FacetStatus counts the rows by their status on the day: all three, in the
// order of their constants. It leaves out the filter's Status.
func (s *Selection) FacetStatus() []StatusCount {
	v := s.view
	rows := s.rows
	if s.status != nil {
		rows = s.choose(statusFacet)
	}
	counts := make([]StatusCount, statuses)
	for i := range counts {
		counts[i] = StatusCount{Status(i), s.days.status[i].AndCardinality(rows)}
	}
	for row := range v.tailOf(rows) {
		counts[v.legal.at(row).On(s.day)].Count++
	}
	return counts
}

// countValues counts by value code, through the bitmaps or through the column,
// whichever is estimated to be faster.
func (s *Selection) countValues(dim int) []uint64 {
	d := &s.view.dims[dim]
	rows, numbers := s.rows, s.numbers
	if slices.ContainsFunc(s.clauses, func(c clause) bool { return c.dim == dim }) {
		rows = s.choose(dim)
		numbers = rows.ToArray
	}
	if uint64(d.countCost) < rows.GetCardinality() {
		return s.view.countSets(d, rows)
	}
	byList := make([]uint32, len(d.listEnds))
	d.codes.countRows(numbers(), byList)
	counts := make([]uint64, len(d.values))
	for list, count := range byList {
		if count > 0 {
			for _, value := range d.list(uint32(list)) {
				counts[value] += uint64(count)
			}
		}
	}
	return counts
}

func (v *View) countSets(d *dimension, rows *roaring.Bitmap) []uint64 {
	counts := make([]uint64, len(d.values))
	for value, set := range d.sealed {
		counts[value] = set.AndCardinality(rows)
	}
	for row := range v.tailOf(rows) {
		for _, value := range d.list(d.codes.at(row)) {
			counts[value]++
		}
	}
	return counts
}

// tailOf iterates over those of the rows that are not sealed.
func (v *View) tailOf(rows *roaring.Bitmap) func(yield func(uint32) bool) {
	return func(yield func(uint32) bool) {
		it := rows.Iterator()
		it.AdvanceIfNeeded(v.sealed)
		for it.HasNext() {
			if !yield(it.Next()) {
				return
			}
		}
	}
}

// occurs returns a function that tells whether any live row has a value: a
// dictionary remembers values longer than their rows.
func (v *View) occurs(dim int) func(value uint32) bool {
	d := &v.dims[dim]
	tail := make([]bool, len(d.values))
	for row := v.sealed; row < v.n; row++ {
		if !v.dead.Contains(row) {
			for _, value := range d.list(d.codes.at(row)) {
				tail[value] = true
			}
		}
	}
	return func(value uint32) bool {
		if tail[value] || int(value) >= len(d.sealed) {
			return tail[value]
		}
		set := d.sealed[value]
		return set.AndCardinality(v.dead) < set.GetCardinality()
	}
}
