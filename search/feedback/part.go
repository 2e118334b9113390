package feedback

import (
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"motcua/search/replica"
)

// part is a segment of Bleve's with the rows of its documents. A segment never
// changes, and a row keeps its number: what is known of one stays true until
// the columns are numbered anew.
type part struct {
	id      uint64
	segment segment.Segment
	numbers []uint32 // rows by document
	*places
}

// places find the documents of rows.
type places struct {
	base   uint32   // below all rows
	bits   []uint64 // the rows from base on
	before []uint32 // how many rows are below each word of bits
	docs   []uint32 // in the sequence of their rows
}

// none is the row of a document that is gone.
const none = math.MaxUint32

func newPlaces(numbers []uint32) *places {
	first, end := uint32(none), uint32(0)
	for _, row := range numbers {
		if row != none {
			first, end = min(first, row), max(end, row+1)
		}
	}
	if end == 0 {
		return &places{}
	}
	p := &places{base: first &^ 63}
	p.bits = make([]uint64, (end-p.base+63)/64)
	for _, row := range numbers {
		if row != none {
			p.bits[(row-p.base)>>6] |= 1 << (row & 63)
		}
	}
	p.before = make([]uint32, len(p.bits))
	n := uint32(0)
	for i, word := range p.bits {
		p.before[i] = n
		n += uint32(bits.OnesCount64(word))
	}
	p.docs = make([]uint32, n)
	for doc, row := range numbers {
		if row != none {
			p.docs[p.place(row)] = uint32(doc)
		}
	}
	return p
}

// place is how many rows are below one.
func (p *places) place(row uint32) uint32 {
	at := (row - p.base) >> 6
	return p.before[at] + uint32(bits.OnesCount64(p.bits[at]&(1<<(row&63)-1)))
}

// docsOf gives the documents of those of some rows that are among these.
func (p *places) docsOf(rows []uint32) *roaring.Bitmap {
	var docs []uint32
	end := p.base + uint32(len(p.bits)*64)
	for _, row := range rows {
		if row >= p.base && row < end && p.bits[(row-p.base)>>6]&(1<<(row&63)) != 0 {
			docs = append(docs, p.docs[p.place(row)])
		}
	}
	return roaring.BitmapOf(docs...)
}

// large says whether what is read of the part is worth being kept.
func (p *part) large() bool { return len(p.numbers) >= leastHeld }

// rowsOf gives the rows of a list of documents.
func (p *part) rowsOf(list segment.PostingsList) (*roaring.Bitmap, error) {
	it := list.Iterator(false, false, false, nil)
	some, ok := it.(segment.OptimizablePostingsIterator)
	if !ok {
		return p.rowsOfEach(it)
	}
	if doc, single := some.DocNum1Hit(); single {
		return pack([]uint32{p.numbers[doc]}), nil
	}
	docs := some.ActualBitmap()
	switch {
	case docs == nil:
		return p.rowsOfEach(it)
	case p.large() && docs.GetCardinality() > uint64(len(p.numbers))/64:
		return p.spread(docs), nil
	}
	rows := make([]uint32, 0, docs.GetCardinality())
	each(docs, func(doc uint32) { rows = append(rows, p.numbers[doc]) })
	return pack(rows), nil
}

// rowsOfEach walks along a list of another sort, the empty one too.
func (p *part) rowsOfEach(it segment.PostingsIterator) (*roaring.Bitmap, error) {
	var rows []uint32
	next, err := it.Next()
	for ; next != nil && err == nil; next, err = it.Next() {
		rows = append(rows, p.numbers[next.Number()])
	}
	return pack(rows), err
}

// pack makes a set of a few rows in no sequence.
func pack(rows []uint32) *roaring.Bitmap {
	slices.Sort(rows)
	for len(rows) > 0 && rows[len(rows)-1] == none {
		rows = rows[:len(rows)-1]
	}
	set := roaring.New()
	set.AddMany(rows)
	return set
}

// spread makes a set of many rows: bits in an array are set ten times faster
// than in a bitmap. The array takes a bit for every row below the last, which is
// too much for the few of a small part.
func (p *part) spread(docs *roaring.Bitmap) *roaring.Bitmap {
	pooled := denseRows.Get().(*[]uint64)
	defer denseRows.Put(pooled)
	n := int(p.base>>6) + len(p.bits)
	*pooled = slices.Grow((*pooled)[:0], n)[:n]
	dense := *pooled
	clear(dense)
	each(docs, func(doc uint32) {
		if row := p.numbers[doc]; row != none {
			dense[row>>6] |= 1 << (row & 63)
		}
	})
	return roaring.FromDense(dense, true) // the set has its own copy
}

// denseRows are arrays that are used again: of a million rows one takes an
// eighth of a megabyte, and a question may need a dozen.
var denseRows = sync.Pool{New: func() any { return new([]uint64) }}

// partsOf gives the parts of a snapshot; what was known of a segment stays.
func partsOf(state replica.State, segments []replica.Segment, known map[uint64]*places) ([]part, map[uint64]*places) {
	var parts []part
	next := map[uint64]*places{}
	for i, s := range state.Reader.Segments() {
		numbers := segments[i].Numbers
		at := known[s.Id()]
		if at == nil {
			at = newPlaces(numbers)
		}
		next[s.Id()] = at
		parts = append(parts, part{s.Id(), s.Segment(), numbers, at})
	}
	return parts, next
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
