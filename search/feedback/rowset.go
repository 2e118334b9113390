package feedback

import "github.com/RoaringBitmap/roaring/v2"

// rowSet is a set of rows as bits, for sets that are asked about hundreds of
// thousands of rows: a bit is found ten times faster than in a bitmap.
type rowSet []uint64

// setOf makes a set of a bitmap of rows.
func (v *view) setOf(rows *roaring.Bitmap) rowSet {
	set := make(rowSet, (v.rowCount()+63)/64)
	each(rows, func(row uint32) { set.add(row) })
	return set
}

func (s rowSet) add(row uint32) {
	if at := int(row >> 6); at < len(s) { // documents that are gone have no row
		s[at] |= 1 << (row & 63)
	}
}

func (s rowSet) has(row uint32) bool {
	at := int(row >> 6)
	return at < len(s) && s[at]&(1<<(row&63)) != 0
}

// each visits the numbers of a bitmap, many at a time.
func each(set *roaring.Bitmap, visit func(uint32)) {
	var buf [1024]uint32
	it := set.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, number := range buf[:n] {
			visit(number)
		}
	}
}
