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
	// Tree is of values that form one: each row with a value counts in all above
	// it too, once.
	Tree   *Tree
	Groups *Groups // rows that count as one
}

// Facet counts the rows by their values in a dimension, the most frequent
// first. It leaves out the dimension's own part of the filter, so each count is
// the total after choosing that value, alone, in this dimension.
func (s *Selection) Facet(dim int, options FacetOptions) []Count {
	t := s.tally(dim, options)
	var occurs []bool
	if options.Zero {
		occurs = t.occur()
	}
	var facet []Count
	for node, count := range t.counts {
		if node == 0 && !options.None {
			continue
		}
		if count > 0 || options.Zero && occurs[node] {
			facet = append(facet, Count{t.name(node), count})
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
// order of their constants, those of one group once. It leaves out the filter's
// Status.
func (s *Selection) FacetStatus(groups *Groups) []StatusCount {
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
	for _, copies := range groups.shared(rows) {
		var seen [statuses]bool
		for _, row := range copies {
			status := v.legal.at(row).On(s.day)
			if seen[status] {
				counts[status].Count--
			}
			seen[status] = true
		}
	}
	return counts
}

// tally counts by value, through the bitmaps or through the column, whichever
// is estimated to be faster.
func (s *Selection) tally(dim int, options FacetOptions) *tally {
	d := &s.view.dims[dim]
	rows, numbers, shared := s.rows, s.numbers, s.shared
	if slices.ContainsFunc(s.clauses, func(c clause) bool { return c.dim == dim }) {
		rows = s.choose(dim)
		numbers, shared = rows.ToArray, func(g *Groups) [][]uint32 { return g.shared(rows) }
	}
	t := newTally(s.view, d, options.Tree)
	if options.Tree == nil && uint64(d.countCost) < rows.GetCardinality() {
		t.addSets(rows)
	} else {
		t.addRows(numbers())
	}
	t.merge(shared(options.Groups))
	return t
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
func (v *View) occurs(d *dimension) func(value uint32) bool {
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
