package columns

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"sort"
)

// order holds the rows sorted by sort key, then key; dead ones too.
type order struct {
	keys   blobs    // sort keys by row
	sealed []uint32 // sealed rows in order
	rank   []uint32 // by sealed row: its place in sealed
	tail   []uint32 // the other rows in order
}

// compareRows compares two rows by sort key, then key.
func (v *View) compareRows(o *order, a, b uint32) int {
	if c := bytes.Compare(o.keys.at(a), o.keys.at(b)); c != 0 {
		return c
	}
	return compareKeys(v.keys.at(a), v.keys.at(b))
}

// sortRows returns the rows from first to end in order.
func (v *View) sortRows(o *order, first, end uint32) []uint32 {
	// The first bytes of the key beside the row decide nearly always, without
	// a jump to the key's own memory.
	type prefixed struct {
		prefix uint64
		row    uint32
	}
	items := make([]prefixed, 0, end-first)
	for row := first; row < end; row++ {
		items = append(items, prefixed{prefix(o.keys.at(row)), row})
	}
	slices.SortFunc(items, func(a, b prefixed) int {
		if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
			return c
		}
		return v.compareRows(o, a.row, b.row)
	})
	rows := make([]uint32, len(items))
	for i, item := range items {
		rows[i] = item.row
	}
	return rows
}

func prefix(key []byte) uint64 {
	var first [8]byte
	copy(first[:], key)
	return binary.BigEndian.Uint64(first[:])
}

// merge returns a new slice with the rows of both in order. It is made for a
// small b: each of its rows is looked up in a, the rest is copied in pieces.
func (v *View) merge(o *order, a, b []uint32) []uint32 {
	if len(a) == 0 {
		return b
	}
	merged := make([]uint32, 0, len(a)+len(b))
	for _, row := range b {
		at := sort.Search(len(a), func(i int) bool { return v.compareRows(o, a[i], row) > 0 })
		merged = append(append(merged, a[:at]...), row)
		a = a[at:]
	}
	return append(merged, a...)
}

// sealTail moves the tail into the sealed part.
func (v *View) sealTail(o *order) {
	o.sealed = v.merge(o, o.sealed, o.tail)
	o.tail = nil
	o.setRanks()
}

func (o *order) setRanks() {
	o.rank = make([]uint32, len(o.sealed))
	for place, row := range o.sealed {
		o.rank[row] = uint32(place)
	}
}

func (o *order) bytes() int {
	return o.keys.bytes() + 4*(cap(o.sealed)+cap(o.rank)+cap(o.tail))
}
