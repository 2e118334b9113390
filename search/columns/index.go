package columns

import (
	"bytes"
	"hash/maphash"
	"math/bits"
)

// keyIndex finds the newest row of a key: an open hash table of row numbers
// that compares with the keys in their column, so it stores no key itself.
type keyIndex struct {
	seed  maphash.Seed
	slots []uint32 // row number + 1, 0 is free
	used  int
}

func newKeyIndex() keyIndex { return keyIndex{seed: maphash.MakeSeed()} }

func (x *keyIndex) clone() keyIndex {
	y := *x
	y.slots = append([]uint32(nil), x.slots...)
	return y
}

// find returns the row of a packed key. The row may be dead.
func (x *keyIndex) find(keys *blobs, packed []byte) (uint32, bool) {
	if len(x.slots) == 0 {
		return 0, false
	}
	slot := x.slots[x.probe(keys, packed)]
	return slot - 1, slot != 0
}

// insert makes row the one that its key is found by.
func (x *keyIndex) insert(keys *blobs, row uint32) {
	if 4*(x.used+1) > 3*len(x.slots) {
		x.resize(keys, x.used+1)
	}
	at := x.probe(keys, keys.at(row))
	if x.slots[at] == 0 {
		x.used++
	}
	x.slots[at] = row + 1
}

// resize rehashes into a table that is two thirds full with n keys.
func (x *keyIndex) resize(keys *blobs, n int) {
	old := x.slots
	x.slots = make([]uint32, n+n/2+16)
	for _, slot := range old {
		if slot != 0 {
			x.slots[x.probe(keys, keys.at(slot-1))] = slot
		}
	}
}

// probe returns the slot that holds the key or the free one where it belongs.
func (x *keyIndex) probe(keys *blobs, packed []byte) int {
	high, _ := bits.Mul64(maphash.Bytes(x.seed, packed), uint64(len(x.slots)))
	at := int(high)
	for {
		slot := x.slots[at]
		if slot == 0 || bytes.Equal(keys.at(slot-1), packed) {
			return at
		}
		if at++; at == len(x.slots) {
			at = 0
		}
	}
}

func (x *keyIndex) bytes() int { return 4 * cap(x.slots) }

// reserve makes room for n more keys at once.
func (x *keyIndex) reserve(keys *blobs, n int) {
	if 4*(x.used+n) > 3*len(x.slots) {
		x.resize(keys, x.used+n)
	}
}
