package search

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"sync"
)

// match is a document that a question found.
type match struct {
	ordinal uint32
	score   float64
}

// found collects what the postings say, by ordinal. It is kept from search to
// search: only what was touched is cleared.
type found struct {
	score   []float64
	words   []uint32 // of the question that it holds, as bits
	touched []uint32
}

var founds = sync.Pool{New: func() any { return &found{} }}

func newFound(documents int) *found {
	f := founds.Get().(*found)
	if len(f.score) < documents {
		f.score, f.words = make([]float64, documents), make([]uint32, documents)
	}
	return f
}

// giveBack clears the collection for the next search.
func (f *found) giveBack() {
	for _, o := range f.touched {
		f.score[o], f.words[o] = 0, 0
	}
	f.touched = f.touched[:0]
	founds.Put(f)
}

// leaf is a key that is asked for in a field.
type leaf struct {
	field  string
	key    string
	weight float64
	words  uint32 // content words that it stands for, as bits
	length func(*lengths) int
}

// retrieval is one question put to one view.
type retrieval struct {
	view  *view
	found *found
	known [maxWords]float64 // what each content word weighs; 0 where no document has it
}

// retrieve gives the documents that hold enough of the question, and notes in
// it what its words weigh.
func (v *view) retrieve(ctx context.Context, q *question) ([]match, error) {
	r := retrieval{view: v, found: newFound(len(v.cards))}
	defer r.found.giveBack()
	for _, l := range q.leaves() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := r.collect(ctx, l); err != nil {
			return nil, err
		}
	}
	q.weights = r.known
	return r.matches(len(q.words)), nil
}

// collect adds what one leaf finds.
func (r *retrieval) collect(ctx context.Context, l leaf) error {
	average := 1.0
	if l.length != nil {
		average = max(1, float64(l.length(&r.view.totals))/float64(max(1, r.view.documents())))
	}
	weight := 0.0
	found := func(count int) {
		weight = idf(count, r.view.documents())
		r.know(l.words, weight)
		weight *= l.weight
	}
	return r.view.postings(ctx, l.field, l.key, l.field == fieldBodyPairs, found, func(o uint32, times float64) {
		score := weight
		if l.length != nil {
			score *= saturation(times, float64(l.length(&r.view.cards[o].lengths))/average)
		}
		r.found.add(o, score, l.words)
	})
}

// postings gives the documents that hold a key in a field: how many there are,
// then each with the number of times, which is 1 where it is not asked for.
func (v *view) postings(ctx context.Context, field, key string, frequency bool, count func(int), each func(o uint32, times float64)) error {
	reader, err := v.reader.TermFieldReader(ctx, []byte(key), field, frequency, false, false)
	if err != nil {
		return fmt.Errorf("look up %q in %s: %w", key, field, err)
	}
	defer reader.Close()
	n := reader.Count()
	if n == 0 {
		return nil
	}
	count(int(n))
	at := cursor{v.segments}
	doc, err := reader.Next(nil)
	for ; doc != nil && err == nil; doc, err = reader.Next(doc) {
		if o := at.ordinal(doc.ID); o != none {
			times := 1.0
			if frequency {
				times = float64(doc.Freq)
			}
			each(o, times)
		}
	}
	return err
}

func (f *found) add(o uint32, score float64, words uint32) {
	if f.score[o] == 0 {
		f.touched = append(f.touched, o)
	}
	f.score[o] += score
	f.words[o] |= words
}

// know notes what the words of a leaf weigh: as much as the rarest key that
// found one alone, and half of what found it together with its neighbour.
func (r *retrieval) know(words uint32, weight float64) {
	weight /= float64(bits.OnesCount32(words))
	for i := range r.known {
		if words&(1<<i) != 0 {
			r.known[i] = max(r.known[i], weight)
		}
	}
}

// idf is what a key says that so many of all documents hold.
func idf(holding, all int) float64 {
	return math.Log(1 + (float64(all-holding)+0.5)/(float64(holding)+0.5))
}

// saturation is what BM25 makes of the times a key occurs in a field that is
// so many times as long as the average.
func saturation(times, length float64) float64 {
	return times * (saturate + 1) / (times + saturate*(1-lengthShare+lengthShare*length))
}

// matches are the documents that hold a sufficient share of the question.
// Where none does, those that hold most of it.
func (r *retrieval) matches(words int) []match {
	all := 0.0
	for _, w := range r.known[:words] {
		all += w
	}
	share, best := make([]float64, len(r.found.touched)), 0.0
	for i, o := range r.found.touched {
		share[i] = r.weigh(r.found.words[o]) / max(all, 1e-9)
		best = max(best, share[i])
	}
	enough := sufficient(words)
	if best < enough {
		enough = best - relaxBy
	}
	var out []match
	for i, o := range r.found.touched {
		if share[i] >= enough {
			out = append(out, match{o, r.found.score[o]})
		}
	}
	return out
}

// weigh is the weight of the words in a mask.
func (r *retrieval) weigh(mask uint32) float64 {
	sum := 0.0
	for ; mask != 0; mask &= mask - 1 {
		sum += r.known[bits.TrailingZeros32(mask)]
	}
	return sum
}
