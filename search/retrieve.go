package search

import (
	"context"
	"math"
	"math/bits"
	"sync"
)

// match is a document that a question found.
type match struct {
	ordinal uint32
	score   float64
	found   *evidence
}

// evidence is what the postings said of a document.
type evidence struct {
	zones [zones]float32
	words uint32 // of the question that it holds, as bits
}

// tally collects evidence by ordinal. It is kept from search to search: only
// what was touched is cleared.
type tally struct {
	of      []evidence
	touched []uint32
}

var tallies = sync.Pool{New: func() any { return &tally{} }}

func newTally(documents int) *tally {
	t := tallies.Get().(*tally)
	if len(t.of) < documents {
		t.of = make([]evidence, documents)
	}
	return t
}

// giveBack clears the tally for the next search.
func (t *tally) giveBack() {
	for _, o := range t.touched {
		t.of[o] = evidence{}
	}
	t.touched = t.touched[:0]
	tallies.Put(t)
}

func (t *tally) add(o uint32, z zone, score float32, words uint32) {
	e := &t.of[o]
	if *e == (evidence{}) {
		t.touched = append(t.touched, o)
	}
	e.zones[z] += score
	e.words |= words
}

// retrieval is one question put to one view.
type retrieval struct {
	view  *view
	tune  *tuning
	tally *tally
	known [maxWords]float64 // what each word weighs; 0 where no document has it
}

// retrieve gives the documents that hold enough of the question, and notes in
// it what its words weigh.
func (v *view) retrieve(ctx context.Context, q *question, t *tuning) ([]match, error) {
	r := retrieval{view: v, tune: t, tally: newTally(len(v.cards))}
	defer r.tally.giveBack()
	for _, l := range q.leaves(t) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if l.weight <= 0 {
			continue
		}
		if err := r.collect(ctx, l); err != nil {
			return nil, err
		}
	}
	for i := range q.words {
		if w := &q.words[i]; w.common() {
			r.known[i] = t.shareOf(w) * v.idfOf(w.folded)
		}
	}
	q.weights = r.known
	return r.matches(q), nil
}

// collect adds what one leaf finds, as BM25 weighs it.
func (r *retrieval) collect(ctx context.Context, l leaf) error {
	weight := 0.0
	found := func(count int) {
		weight = idf(count, r.view.documents())
		if l.zone != inAlias {
			r.know(l.words, weight)
		}
		weight *= l.weight
	}
	if l.zone == inCode {
		return r.view.postings(ctx, l.field, l.key, false, found, func(o uint32, _ float64) {
			r.tally.add(o, l.zone, float32(weight), l.words)
		})
	}
	average := max(1, float64(l.zone.length(&r.view.totals))/float64(max(1, r.view.documents())))
	slope := saturate * lengthShare / average
	return r.view.postings(ctx, l.field, l.key, l.field == fieldBodyPairs, found, func(o uint32, times float64) {
		norm := saturate*(1-lengthShare) + slope*float64(l.zone.length(&r.view.lengths[o]))
		r.tally.add(o, l.zone, float32(weight*times*(saturate+1)/(times+norm)), l.words)
	})
}

// know notes what the words of a leaf weigh: as much as the rarest key that
// found one alone, and half of what found it together with its neighbour.
func (r *retrieval) know(words uint32, weight float64) {
	weight /= float64(bits.OnesCount32(words))
	for ; words != 0; words &= words - 1 {
		i := bits.TrailingZeros32(words)
		r.known[i] = max(r.known[i], weight)
	}
}

// idf is what a key says that so many of all documents hold.
func idf(holding, all int) float64 {
	return math.Log(1 + (float64(all-holding)+0.5)/(float64(holding)+0.5))
}

// matches are the documents that hold a sufficient share of the question.
// Where none does, those that hold most of it; what the best lacks was dropped.
func (r *retrieval) matches(q *question) []match {
	all := max(r.weigh(1<<len(q.words)-1), 1e-9)
	share, best, holds := make([]float64, len(r.tally.touched)), 0.0, uint32(0)
	for i, o := range r.tally.touched {
		share[i] = r.weigh(r.tally.of[o].words) / all
		if share[i] > best {
			best, holds = share[i], r.tally.of[o].words
		}
	}
	enough := sufficient(len(q.words))
	if best < enough {
		enough = best - relaxBy
		q.missing = ^holds
	}
	var out []match
	var kept []evidence
	for i, o := range r.tally.touched {
		if share[i] < enough {
			continue
		}
		kept = append(kept, r.tally.of[o])
		m := match{ordinal: o}
		for _, s := range kept[len(kept)-1].zones {
			m.score += float64(s)
		}
		out = append(out, m)
	}
	for i := range out {
		out[i].found = &kept[i]
	}
	return out
}

// sufficient is the part of a question's weight that a document must hold to
// be a result. Of few words most are meant. A long question tells a story, of
// which the name of the procedure has little.
func sufficient(words int) float64 {
	const (
		few  = 0.5
		many = 0.1
		fall = 0.05 // for each word beyond
		from = 3
	)
	return max(many, few-fall*float64(max(0, words-from)))
}

// relaxBy is how far behind the best document others may be where none holds a
// sufficient share.
const relaxBy = 0.1

// weigh is the weight of the words in a mask.
func (r *retrieval) weigh(mask uint32) float64 {
	sum := 0.0
	for ; mask != 0; mask &= mask - 1 {
		sum += r.known[bits.TrailingZeros32(mask)]
	}
	return sum
}
