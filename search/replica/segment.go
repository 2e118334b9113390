package replica

import (
	"fmt"
	"math"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Segment translates the document numbers of a part of Bleve's snapshot into
// the kind's own numbers. Those stay; document numbers change with every merge.
type Segment struct {
	First   uint64 // number of its first document in the snapshot
	Numbers []uint32
}

// Segments remembers the numbers of the documents in each of Bleve's segments,
// which are looked up once for each: segments never change, but for documents
// that die. The zero value knows none.
type Segments struct{ known map[uint64][]uint32 }

// Translate gives the segments of a snapshot; number finds a document's number
// by its key. Documents that are gone already have the largest number there is.
func (t *Segments) Translate(reader *scorch.IndexSnapshot, number func(key []byte) uint32) ([]Segment, error) {
	var out []Segment
	var first uint64
	known := map[uint64][]uint32{}
	for _, s := range reader.Segments() {
		size := uint64(s.FullSize())
		numbers, ok := t.known[s.Id()]
		if !ok || uint64(len(numbers)) != size {
			numbers = make([]uint32, size)
			gone := s.Deleted()
			for n := range size {
				if gone != nil && gone.Contains(uint32(n)) { // its key may be a newer document's
					numbers[n] = math.MaxUint32
					continue
				}
				key, err := s.DocID(n)
				if err != nil {
					return nil, fmt.Errorf("read a document's key: %w", err)
				}
				numbers[n] = number(key)
			}
		}
		known[s.Id()] = numbers
		out = append(out, Segment{first, numbers})
		first += size
	}
	t.known = known
	return out, nil
}

// Reset forgets all numbers.
func (t *Segments) Reset() { t.known = nil }
