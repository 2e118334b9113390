package columns

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Groups says which rows of one generation of a view count as one, because they
// are copies of each other. Rows that are in no group count each. It never
// changes and may be used by several goroutines; nil groups nothing.
type Groups struct {
	of   map[uint32]uint32 // group by row
	rows *roaring.Bitmap
}

// NewGroups makes groups of rows, by number. A row is in one group at most.
func NewGroups(groups [][]uint32) *Groups {
	g := &Groups{of: map[uint32]uint32{}, rows: roaring.New()}
	for i, rows := range groups {
		for _, row := range rows {
			g.of[row] = uint32(i)
			g.rows.Add(row)
		}
	}
	return g
}

// Of returns the group of a row, or false if it is in none.
func (g *Groups) Of(row uint32) (group uint32, ok bool) {
	if g == nil {
		return 0, false
	}
	group, ok = g.of[row]
	return group, ok
}

// among iterates over those of the rows that are in a group, each with its
// group. Groups are few, so this is how everything that they change is counted:
// as rows first, less what their copies were counted too often.
func (g *Groups) among(rows *roaring.Bitmap) func(yield func(row, group uint32) bool) {
	return func(yield func(uint32, uint32) bool) {
		if g == nil {
			return
		}
		it := roaring.And(rows, g.rows).Iterator()
		for it.HasNext() {
			row := it.Next()
			if !yield(row, g.of[row]) {
				return
			}
		}
	}
}

// surplus is by how much the rows are more than their groups.
func (g *Groups) surplus(rows *roaring.Bitmap) (n uint64) {
	var seen []uint32
	for _, group := range g.among(rows) {
		if slices.Contains(seen, group) {
			n++
		} else {
			seen = append(seen, group)
		}
	}
	return n
}

// CountGroups returns the number of rows, those of one group counted once.
func (s *Selection) CountGroups(g *Groups) uint64 { return s.Count() - g.surplus(s.rows) }
