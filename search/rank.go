package search

import (
	"cmp"
	"slices"
	"strings"

	"motcua/search/columns"
	"motcua/search/vi"
)

// rerankDepth is how many of the best matches are looked at closely: a page
// shows 20, and what a person wants is seldom behind the first hundred.
const rerankDepth = 200

// The parts of the close look, each from 0 to 1 before it is weighed.
const (
	rankScore    = 1.0  // what the postings said, as a share of the best
	rankCoverage = 0.8  // the share of the question that the name holds
	rankFocus    = 0.35 // the share of the name that was asked for: prefers the plain procedure to its special cases
	rankMarks    = 0.4  // how well the marks agree
	rankRun      = 0.3  // the longest run of the question's words in the name, in order
	rankInForce  = 0.1  // breaks ties for what can be done today
)

// The worth of agreeing marks, by what agrees: typed marks that are all there
// may come from a lazy hand, marks that differ are another word.
var agreement = [...]float64{vi.Same: 1, vi.Subset: 0.9, vi.Conflict: 0.4}

// ranked is a match in its place. Those that were looked at closely have scores
// above 1, the others below.
type ranked struct {
	match
	key   string
	score float64
}

// rank orders matches by score, then key. All of them are in the result; the
// best were looked at closely.
func (v *view) rank(q *question, matches []match, day int32) []ranked {
	best := 0.0
	for _, m := range matches {
		best = max(best, m.score)
	}
	out := make([]ranked, len(matches))
	for i, m := range matches {
		out[i] = ranked{match: m, key: v.cards[m.ordinal].key, score: m.score / max(best, 1e-9) / 2}
	}
	slices.SortFunc(out, byScore)
	top := out[:min(rerankDepth, len(out))]
	look := newCloseLook(q)
	for i := range top {
		c := v.cards[top[i].ordinal]
		top[i].score = 1 + rankScore*top[i].score*2 + look.at(c)
		if c.legal.On(day) == columns.InForce {
			top[i].score += rankInForce
		}
	}
	slices.SortFunc(top, byScore)
	return out
}

func byScore(a, b ranked) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}

// closeLook compares names with a question.
type closeLook struct {
	q      *question
	places map[string][]int // places in the question by folded word
}

func newCloseLook(q *question) *closeLook {
	l := &closeLook{q: q, places: map[string][]int{}}
	for i, w := range q.words {
		l.places[w.folded] = append(l.places[w.folded], i)
	}
	return l
}

// at gives the worth of a name.
func (l *closeLook) at(c *card) float64 {
	if len(l.q.words) == 0 || len(c.words) == 0 {
		return 0
	}
	var covered uint32
	var agree [maxWords]float64
	asked, content, run, longest, last := 0, 0, 0, 0, -2
	for _, w := range c.words {
		places := l.places[w.folded]
		if !w.stop {
			content++
		}
		if len(places) == 0 {
			run, last = 0, -2
			continue
		}
		if !w.stop {
			asked++
		}
		at := places[0]
		if slices.Contains(places, last+1) {
			at = last + 1
			run++
		} else {
			run = 1
		}
		last, longest = at, max(longest, run)
		for _, p := range places {
			covered |= 1 << p
			agree[p] = max(agree[p], agreement[vi.AgreeKeys(l.q.words[p].exact, w.exact)])
		}
	}
	all, marks, held := 0.0, 0.0, 0.0
	for p := range l.q.words {
		weight := l.q.weights[p]
		all += weight
		if covered&(1<<p) != 0 {
			held += weight
			marks += weight * agree[p]
		}
	}
	if held == 0 {
		return 0
	}
	return rankCoverage*held/all + rankMarks*marks/all +
		rankRun*float64(longest)/float64(len(l.q.words)) + rankFocus*float64(asked)/float64(max(content, 1))
}
