package feedback

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// shares collects by row how much of some keys' weight it has. It is kept from
// question to question: only what was touched is cleared.
type shares struct {
	of      []float32
	touched []uint32
}

var sharesPool = sync.Pool{New: func() any { return &shares{} }}

func newShares(rows int) *shares {
	s := sharesPool.Get().(*shares)
	if len(s.of) < rows {
		s.of = make([]float32, rows+rows/8)
	}
	return s
}

// giveBack clears the shares for the next question.
func (s *shares) giveBack() {
	for _, row := range s.touched {
		s.of[row] = 0
	}
	s.touched = s.touched[:0]
	sharesPool.Put(s)
}

func (s *shares) add(row uint32, weight float32) {
	if s.of[row] == 0 {
		s.touched = append(s.touched, row)
	}
	s.of[row] += weight
}

func (s *shares) best() (best float32) {
	for _, row := range s.touched {
		best = max(best, s.of[row])
	}
	return best
}

// share weighs the rows of a set by the keys that they have; 1 has all. The
// rarest keys are looked at first, and only as many as can be read in time; a
// key that nothing has counts too: what is asked for is not there.
func (v *view) share(keys []*postings, among *roaring.Bitmap) *shares {
	keys = slices.Clone(keys)
	slices.SortStableFunc(keys, func(a, b *postings) int { return cmp.Compare(a.count, b.count) })
	all, read := 0.0, 0
	for i, k := range keys {
		if read += k.count; read > maxPartly && i > 0 {
			keys = keys[:i]
			break
		}
		all += v.idf(k.count)
	}
	s := newShares(v.rowCount())
	for _, k := range keys {
		s.addAll(k, among, float32(v.idf(k.count)/max(all, 1e-9)))
	}
	return s
}

// addAll adds the weight of a key to those of some rows that hold it.
func (s *shares) addAll(k *postings, among *roaring.Bitmap, weight float32) {
	for _, rows := range k.rows {
		if !rows.IsEmpty() {
			each(roaring.And(rows, among), func(row uint32) { s.add(row, weight) })
		}
	}
}

// rowCount is above all row numbers.
func (v *view) rowCount() int { return v.Columns.Numbered() }

// idf is what a key says that so many of all documents hold.
func (v *view) idf(holding int) float64 {
	return math.Log(1 + (float64(v.Columns.Len()-holding)+0.5)/(float64(holding)+0.5))
}

// most gives the rows with the greatest shares.
func (s *shares) most(limit int) []uint32 {
	rows := s.touched
	if len(rows) > limit {
		sorted := make([]float32, len(rows))
		for i, row := range rows {
			sorted[i] = s.of[row]
		}
		slices.Sort(sorted)
		least := sorted[len(sorted)-limit]
		rows = slices.DeleteFunc(slices.Clone(rows), func(row uint32) bool { return s.of[row] < least })
	}
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b uint32) int { return cmp.Or(cmp.Compare(s.of[b], s.of[a]), cmp.Compare(a, b)) })
	return rows[:min(limit, len(rows))]
}
