package columns

import (
	"cmp"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Filter says which rows pass: those that every part lets through. A part that
// is nil lets all through, one that is empty lets none through.
type Filter struct {
	// In has, by dimension, the values of which a row must have at least one.
	// [None] stands for no value. A facet leaves out its own dimension's part.
	In map[int][]string

	// Status are the states of Legal on the day that pass. FacetStatus leaves
	// this part out.
	Status []Status

	// Range has, by order, the sort keys that pass.
	Range map[int]Range

	// Spans has, by order, spans of sort keys of which a row must lie in one.
	// FacetSpans leaves out its own order's part.
	Spans map[int][]Range

	// Keys are the keys that pass.
	Keys []string

	// Scope is what the caller may see: rows that fit at least one of its
	// elements, each a filter like In. No facet ever leaves it out.
	Scope []map[int][]string
}

// noFacet and statusFacet stand in the place of a dimension where a part of the
// filter is left out.
const (
	noFacet     = -1
	statusFacet = -2
)

// clause is a dimension's part of a filter, with its values as codes.
type clause struct {
	dim    int
	values []uint32
	known  []bool // by value code; nil where the values are few
	size   uint64 // at most so many sealed rows have one of the values
	sealed func() *roaring.Bitmap
}

func (v *View) clauses(in map[int][]string) []clause {
	var clauses []clause
	for dim, values := range in {
		if values == nil {
			continue
		}
		d := &v.dims[dim]
		c := clause{dim: dim, values: d.find(values)}
		if len(c.values) > fewValues {
			c.known = make([]bool, len(d.values))
		}
		for _, value := range c.values {
			if c.known != nil {
				c.known[value] = true
			}
			if int(value) < len(d.sealed) {
				c.size += d.sealed[value].GetCardinality()
			}
		}
		c.sealed = sync.OnceValue(func() *roaring.Bitmap { return d.union(c.values) })
		clauses = append(clauses, c)
	}
	slices.SortFunc(clauses, func(a, b clause) int { return cmp.Compare(a.size, b.size) })
	return clauses
}

// fewValues is how many values are compared one after another rather than
// looked up.
const fewValues = 8

// has tells whether a row has one of the values.
func (c *clause) has(d *dimension, row uint32) bool {
	if c.known == nil {
		return d.has(row, c.values)
	}
	for _, value := range d.list(d.codes.at(row)) {
		if c.known[value] {
			return true
		}
	}
	return false
}

// restrict keeps those of the sealed rows that have one of the values. For few
// rows it looks into the column, which spares the union of the values' bitmaps.
func (c *clause) restrict(v *View, rows *roaring.Bitmap) *roaring.Bitmap {
	if n := rows.GetCardinality(); len(c.values) < 2 || n > uint64(v.sealed)/32 {
		rows.And(c.sealed())
		return rows
	}
	d := &v.dims[c.dim]
	return kept(rows, func(row uint32) bool { return c.has(d, row) })
}

// kept returns the rows that pass.
func kept(rows *roaring.Bitmap, pass func(uint32) bool) *roaring.Bitmap {
	numbers := slices.DeleteFunc(rows.ToArray(), func(row uint32) bool { return !pass(row) })
	bitmap := roaring.New()
	bitmap.AddMany(numbers)
	return bitmap
}

// fits tells whether a row passes all clauses but those of one dimension.
func (v *View) fits(row uint32, clauses []clause, except int) bool {
	for _, c := range clauses {
		if c.dim != except && !c.has(&v.dims[c.dim], row) {
			return false
		}
	}
	return true
}
