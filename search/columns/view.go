package columns

import (
	"iter"

	"github.com/RoaringBitmap/roaring/v2"
)

// View is a table as it was after some batch. It never changes and may be used
// by several goroutines.
type View struct {
	schema     *Schema
	generation uint64
	n          uint32 // rows, dead ones too
	sealed     uint32 // rows below this number are sealed
	live       int
	dead       *roaring.Bitmap
	keys       blobs
	index      keyIndex // of sealed rows
	tailIndex  keyIndex // of the others, which come first
	dims       []dimension
	legal      dayColumn
	shown      dayColumn
	orders     []order
	days       *dayCache
}

func newView(schema *Schema, generation uint64) *View {
	v := &View{
		schema: schema, generation: generation, dead: roaring.New(),
		index: newKeyIndex(), tailIndex: newKeyIndex(),
		legal: newDayColumn(), shown: newDayColumn(),
		orders: make([]order, len(schema.Orders)),
		days:   newDayCache(),
	}
	for range schema.Dimensions {
		d := newDimension()
		d.seal(0, 0)
		v.dims = append(v.dims, d)
	}
	return v
}

// Generation changes when the table renumbers its rows. Within one generation a
// row number is never used for another row.
func (v *View) Generation() uint64 { return v.generation }

// Len returns the number of rows, whether shown on some day or not.
func (v *View) Len() int { return v.live }

// Keys iterates over the keys of all rows, in no particular order.
func (v *View) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for row := range v.n {
			if !v.dead.Contains(row) && !yield(v.key(row)) {
				return
			}
		}
	}
}

// RowNumber returns the number of the row with a key.
func (v *View) RowNumber(key string) (uint32, bool) {
	var buf [64]byte
	packed := packKey(buf[:0], key)
	row, ok := v.tailIndex.find(&v.keys, packed)
	if !ok {
		row, ok = v.index.find(&v.keys, packed)
	}
	return row, ok && !v.dead.Contains(row)
}

// Key returns the key of a row, or false if the view has no such row.
func (v *View) Key(row uint32) (string, bool) {
	if row >= v.n || v.dead.Contains(row) {
		return "", false
	}
	return v.key(row), true
}

func (v *View) key(row uint32) string {
	var buf [64]byte
	return string(unpackKey(buf[:0], v.keys.at(row)))
}

// Row returns the row with a key in the form of [Schema.Canonical].
func (v *View) Row(key string) (Row, bool) {
	number, ok := v.RowNumber(key)
	if !ok {
		return Row{}, false
	}
	row := Row{Key: key, Legal: v.legal.at(number), Shown: v.shown.at(number)}
	for i := range v.dims {
		row.Values = append(row.Values, v.dims[i].strings(v.dims[i].codes.at(number)))
	}
	for i := range v.orders {
		row.Sort = append(row.Sort, append([]byte(nil), v.orders[i].keys.at(number)...))
	}
	return v.schema.Canonical(row), true
}

func (v *View) bytes() int {
	size := v.keys.bytes() + v.index.bytes() + v.tailIndex.bytes() +
		v.legal.bytes() + v.shown.bytes() + v.days.bytes() + int(v.dead.GetSizeInBytes())
	for i := range v.dims {
		size += v.dims[i].bytes()
	}
	for i := range v.orders {
		size += v.orders[i].bytes()
	}
	return size
}
