package search

import "sync"

// sheet notes what a question says of each word of the names, by the word's id.
// It is kept from search to search: only what was touched is cleared.
type sheet struct {
	places  []uint32  // where the word stands in the question, as bits
	meant   []float64 // how far the word is one of a meaning
	touched []uint32
}

var sheets = sync.Pool{New: func() any { return &sheet{} }}

func newSheet(words int) *sheet {
	s := sheets.Get().(*sheet)
	if len(s.places) < words {
		s.places, s.meant = make([]uint32, words), make([]float64, words)
	}
	return s
}

func (s *sheet) giveBack() {
	for _, id := range s.touched {
		s.places[id], s.meant[id] = 0, 0
	}
	s.touched = s.touched[:0]
	sheets.Put(s)
}

func (s *sheet) place(id uint32, at int) {
	s.places[id] |= 1 << at
	s.touched = append(s.touched, id)
}

func (s *sheet) mean(id uint32, weight float64) {
	s.meant[id] = max(s.meant[id], weight)
	s.touched = append(s.touched, id)
}
