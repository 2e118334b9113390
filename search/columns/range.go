package columns

import (
	"bytes"
	"sort"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Range is the half-open range [From, To) of sort keys; nil is unbounded.
type Range struct{ From, To []byte }

func (r Range) has(key []byte) bool {
	return (r.From == nil || bytes.Compare(key, r.From) >= 0) &&
		(r.To == nil || bytes.Compare(key, r.To) < 0)
}

// places is a range of an order: the places of its sealed rows, and the sort
// keys for the others.
type places struct {
	order    *order
	from, to uint32
	keys     Range
	inside   func() *roaring.Bitmap // the sealed rows in the range
	outside  func() *roaring.Bitmap // the others
}

func (v *View) places(index int, keys Range) *places {
	o := &v.orders[index]
	at := func(key []byte) uint32 {
		return uint32(sort.Search(len(o.sealed), func(i int) bool {
			return bytes.Compare(o.keys.at(o.sealed[i]), key) >= 0
		}))
	}
	p := &places{order: o, to: v.sealed, keys: keys}
	if keys.From != nil {
		p.from = at(keys.From)
	}
	if keys.To != nil {
		p.to = max(p.from, at(keys.To))
	}
	p.inside = sync.OnceValue(func() *roaring.Bitmap { return v.setOf(o.sealed[p.from:p.to]) })
	p.outside = sync.OnceValue(func() *roaring.Bitmap { return v.setOf(o.sealed[:p.from], o.sealed[p.to:]) })
	return p
}

// setOf returns the set of many rows in no sequence.
func (v *View) setOf(parts ...[]uint32) *roaring.Bitmap {
	dense := make([]uint64, (v.sealed+63)/64)
	for _, rows := range parts {
		for _, row := range rows {
			dense[row>>6] |= 1 << (row & 63)
		}
	}
	return roaring.FromDense(dense, true)
}

func (p *places) has(v *View, row uint32) bool {
	if row < v.sealed {
		place := p.order.rank[row]
		return place >= p.from && place < p.to
	}
	return p.keys.has(p.order.keys.at(row))
}

// restrict keeps the sealed rows within the range. It looks at whatever is
// least: the rows, the range or what is outside of it.
func (p *places) restrict(v *View, rows *roaring.Bitmap) *roaring.Bitmap {
	inside := uint64(p.to - p.from)
	outside := uint64(v.sealed) - inside
	switch {
	case rows.GetCardinality() < min(inside, outside)/4:
		return kept(rows, func(row uint32) bool { return p.has(v, row) })
	case inside < outside:
		rows.And(p.inside())
	default:
		rows.AndNot(p.outside())
	}
	return rows
}
