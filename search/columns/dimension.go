package columns

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// dimension is the column of one dimension. A row has the code of a list of
// values, a list has the codes of its values; most lists have one value. Code 0
// is the list with no published value, whose one value is None with code 0.
type dimension struct {
	codes     codes             // by row, of lists
	lists     []uint32          // codes of values, all lists one after another
	listEnds  []uint32          // by list code
	values    []string          // by value code
	sealed    []*roaring.Bitmap // by value code, of sealed rows
	counts    []uint64          // by list code, of sealed rows; dead ones too
	countCost int               // of counting with the bitmaps, in steps of a scan
	names     *names
	unions    *unions
	listCodes map[string]uint32 // for the writer only
}

// names finds the code of a value. It is shared by all views and only grows; a
// code that a view does not have yet is beyond its values.
type names struct {
	mu    sync.RWMutex
	codes map[string]uint32
}

func (n *names) find(value string) (uint32, bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	code, ok := n.codes[value]
	return code, ok
}

func (n *names) set(value string, code uint32) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.codes[value] = code
}

func newDimension() dimension {
	d := dimension{
		names:     &names{codes: map[string]uint32{None: 0}},
		values:    []string{None},
		listCodes: map[string]uint32{},
	}
	d.listCode([]uint32{0})
	return d
}

// append adds the values of the next row, in canonical form.
func (d *dimension) append(values []string) { d.codes.append(d.listOf(values)) }

// listOf returns the code of a list of values, a new one if need be.
func (d *dimension) listOf(values []string) uint32 {
	var buf [8]uint32
	codes := buf[:0]
	for _, value := range values {
		codes = append(codes, d.valueCode(value))
	}
	if len(codes) == 0 {
		codes = append(codes, 0)
	}
	return d.listCode(codes)
}

func (d *dimension) valueCode(value string) uint32 {
	if code, ok := d.names.find(value); ok {
		return code
	}
	code := uint32(len(d.values))
	d.values = append(d.values, value)
	d.names.set(value, code)
	return code
}

func (d *dimension) listCode(values []uint32) uint32 {
	var buf [32]byte
	id := buf[:0]
	for _, value := range values {
		id = binary.LittleEndian.AppendUint32(id, value)
	}
	if code, ok := d.listCodes[string(id)]; ok {
		return code
	}
	code := uint32(len(d.listEnds))
	d.lists = append(d.lists, values...)
	d.listEnds = append(d.listEnds, uint32(len(d.lists)))
	d.listCodes[string(id)] = code
	return code
}

// list returns the codes of the values of a list.
func (d *dimension) list(code uint32) []uint32 {
	start := uint32(0)
	if code > 0 {
		start = d.listEnds[code-1]
	}
	return d.lists[start:d.listEnds[code]]
}

// strings returns the values of a list, nil for the one without.
func (d *dimension) strings(code uint32) []string {
	if code == 0 {
		return nil
	}
	var values []string
	for _, value := range d.list(code) {
		values = append(values, d.values[value])
	}
	return values
}

// has tells whether a row has any of the values.
func (d *dimension) has(row uint32, values []uint32) bool {
	for _, value := range d.list(d.codes.at(row)) {
		if slices.Contains(values, value) {
			return true
		}
	}
	return false
}

// find returns the codes of those values that the view knows.
func (d *dimension) find(values []string) []uint32 {
	var codes []uint32
	for _, value := range values {
		if code, ok := d.names.find(value); ok && int(code) < len(d.values) {
			codes = append(codes, code)
		}
	}
	return codes
}

// union returns the sealed rows that have any of the values. The caller must
// not change it.
func (d *dimension) union(values []uint32) *roaring.Bitmap {
	if len(values) < keptUnion {
		return d.unite(values)
	}
	return d.unions.of(values, d.unite)
}

func (d *dimension) unite(values []uint32) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, value := range values {
		if int(value) < len(d.sealed) {
			sets = append(sets, d.sealed[value])
		}
	}
	if len(sets) == 1 {
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

// seal adds the rows from first to end to the bitmaps of their values, which
// are copied first: older views still read them.
func (d *dimension) seal(first, end uint32) {
	added := make([][]uint32, len(d.values))
	counts := make([]uint64, len(d.listEnds))
	copy(counts, d.counts)
	d.counts = counts
	for row := first; row < end; row++ {
		list := d.codes.at(row)
		counts[list]++
		for _, value := range d.list(list) {
			added[value] = append(added[value], row)
		}
	}
	sealed := make([]*roaring.Bitmap, len(d.values))
	copy(sealed, d.sealed)
	d.countCost = 0
	for value, rows := range added {
		switch {
		case sealed[value] == nil:
			sealed[value] = packed(rows)
		case len(rows) > 0:
			sealed[value] = sealed[value].Clone()
			sealed[value].AddMany(rows)
		}
		d.countCost += countCost(sealed[value], end)
	}
	d.sealed, d.unions = sealed, newUnions()
}

// packed returns a bitmap of the rows without room to grow.
func packed(rows []uint32) *roaring.Bitmap {
	bitmap := roaring.BitmapOf(rows...)
	bitmap.RunOptimize()
	return bitmap.Clone()
}

// countCost estimates an intersection in steps of a scan. A container of up to
// 65,536 rows is a bit set if it has more than 4,096 and then takes as long as
// 500 steps; if not, each of its rows takes somewhat more than a step.
func countCost(bitmap *roaring.Bitmap, rows uint32) int {
	containers := int(rows>>16) + 1
	if n := int(bitmap.GetCardinality()); n <= 4096*containers {
		return n + n/2
	}
	return 500 * containers
}

func (d *dimension) bytes() int {
	size := d.codes.bytes() + 4*cap(d.lists) + 4*cap(d.listEnds) + 8*cap(d.counts)
	for _, value := range d.values {
		size += 2*16 + 16 + len(value) // header here and in the map, map slot
	}
	size += 48*len(d.listEnds) + 4*len(d.lists) // in the map, which is the writer's: slot and key
	for _, bitmap := range d.sealed {
		size += int(bitmap.GetSizeInBytes())
	}
	return size + d.unions.bytes()
}
