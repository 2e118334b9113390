package columns

import "github.com/RoaringBitmap/roaring/v2"

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

	// Keys are the keys that pass.
	Keys []string

	// Scope is what the caller may see: rows that fit at least one of its
	// elements, each a filter like In. No facet ever leaves it out.
	Scope []map[int][]string
}

// Range is the half-open range [From, To) of sort keys; nil is unbounded.
type Range struct{ From, To []byte }

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
	sealed *roaring.Bitmap
}

func (v *View) clauses(in map[int][]string) []clause {
	var clauses []clause
	for dim, values := range in {
		if values == nil {
			continue
		}
		codes := v.dims[dim].find(values)
		clauses = append(clauses, clause{dim, codes, v.dims[dim].union(codes)})
	}
	return clauses
}

// fits tells whether a row passes all clauses but those of one dimension.
func (v *View) fits(row uint32, clauses []clause, except int) bool {
	for _, c := range clauses {
		if c.dim != except && !v.dims[c.dim].has(row, c.values) {
			return false
		}
	}
	return true
}

// places is a range of an order: the places of its sealed rows, and the sort
// keys for the others.
type places struct {
	order    *order
	from, to uint32
	keys     Range
}

func (p *places) has(v *View, row uint32) bool {
	if row < v.sealed {
		place := p.order.rank[row]
		return place >= p.from && place < p.to
	}
	return p.keys.has(p.order.keys.at(row))
}
