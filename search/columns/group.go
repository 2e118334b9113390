package columns

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Groups says which rows of one generation of a view count as one, because they
// are copies of each other. Rows that are in no group count each. It never
// changes and may be used by several goroutines; nil groups nothing.
type Groups struct {
	of    map[uint32]uint32 // group by row
	rows  *roaring.Bitmap
	count int
}

// NewGroups makes groups of rows, by number. A row is in one group at most.
func NewGroups(groups [][]uint32) *Groups {
	g := &Groups{of: map[uint32]uint32{}, rows: roaring.New(), count: len(groups)}
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

// shared gives, for each group that has several of the rows, those that it has.
// Groups are few, so this is how everything that they change is counted: as rows
// first, less what their copies were counted too often.
func (g *Groups) shared(rows *roaring.Bitmap) [][]uint32 {
	if g == nil {
		return nil
	}
	byGroup := make([][]uint32, g.count)
	it := roaring.And(rows, g.rows).Iterator()
	for it.HasNext() {
		row := it.Next()
		group := g.of[row]
		byGroup[group] = append(byGroup[group], row)
	}
	return slices.DeleteFunc(byGroup, func(rows []uint32) bool { return len(rows) < 2 })
}

// CountGroups returns the number of rows, those of one group counted once.
func (s *Selection) CountGroups(g *Groups) uint64 {
	n := s.Count()
	for _, copies := range s.shared(g) {
		n -= uint64(len(copies) - 1)
	}
	return n
}
