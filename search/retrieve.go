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
	found   *evidence // valid as long as the tally that it is of
}

// evidence is what the postings said of a document.
type evidence struct {
	zones [zones]float32
	words uint32 // of the question that it holds, as bits
	some  bool   // anything was found
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

// giveBack clears the tally for the next search. Nothing that was found may be
// looked at afterwards.
func (t *tally) giveBack() {
	for _, o := range t.touched {
		t.of[o] = evidence{}
	}
	t.touched = t.touched[:0]
	tallies.Put(t)
}

func (t *tally) add(o uint32, z zone, score float32, words uint32) {
	e := &t.of[o]
	if !e.some {
		e.some = true
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
// it what its words weigh. The evidence of what it gives is in the tally.
func (v *view) retrieve(ctx context.Context, q *question, t *tuning, into *tally) ([]match, error) {
	r := retrieval{view: v, tune: t, tally: into}
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
	p, err := r.view.postings(ctx, l.field, l.key, l.field == fieldBodyPairs)
	if err != nil || p == nil {
		return err
	}
	weight := idf(p.count, r.view.documents())
	if l.zone != inAlias {
		r.know(l.words, weight)
	}
	weight *= l.weight
	switch lengths := r.view.norms[l.zone.lengthOf()]; {
	case l.zone == inCode:
		for _, o := range p.ordinals {
			r.tally.add(o, l.zone, float32(weight), l.words)
		}
	case p.times == nil:
		for _, o := range p.ordinals {
			r.tally.add(o, l.zone, float32(weight)*lengths.once[o], l.words)
		}
	default:
		for i, o := range p.ordinals {
			times := float32(p.times[i])
			r.tally.add(o, l.zone, float32(weight)*times*(saturate+1)/(times+lengths.norm[o]), l.words)
		}
	}
	return nil
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
	weigh := newScale(&r.known)
	all := max(weigh.of(1<<len(q.words)-1), 1e-9)
	best, holds := 0.0, uint32(0)
	for _, o := range r.tally.touched {
		words := r.tally.of[o].words
		if words == holds {
			continue
		}
		if share := weigh.of(words) / all; share > best {
			best, holds = share, words
		}
	}
	enough := sufficient(len(q.words))
	if best < enough {
		enough = best - relaxBy
		q.missing = ^holds
	}
	out := make([]match, 0, len(r.tally.touched))
	for _, o := range r.tally.touched {
		e := &r.tally.of[o]
		if weigh.of(e.words)/all < enough {
			continue
		}
		m := match{ordinal: o, found: e}
		for _, s := range e.zones {
			m.score += float64(s)
		}
		out = append(out, m)
	}
	return out
}

// scale weighs sets of words: the sums of all sets of eight are known.
type scale [maxWords / 8][256]float64

func newScale(weights *[maxWords]float64) *scale {
	s := &scale{}
	for b := range s {
		for set := 1; set < 256; set++ {
			first := bits.TrailingZeros(uint(set))
			s[b][set] = s[b][set&(set-1)] + weights[8*b+first]
		}
	}
	return s
}

func (s *scale) of(words uint32) float64 {
	return s[0][words&255] + s[1][words>>8&255] + s[2][words>>16&255] + s[3][words>>24]
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
