package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"motcua"
)

// rerankDepth is how many of the best matches are looked at closely: 167
// of the 171 relevant documents of the judged questions are among the first 50
// of the first look, and 200 found no more than 100 do.
const rerankDepth = 100

// Those that were looked at closely stand above the others, what officials put
// first above all.
const (
	worthLook = 1.0
	worthPin  = 100.0
)

// ranked is a match in its place. Its match is found anew in every question;
// a key stands for the document beyond it.
type ranked struct {
	match
	score float64
}

// rank orders the best matches by score, then key, at least so many of them;
// fewer are all. Those among the best that may matter were looked at closely.
func (v *view) rank(q *question, matches []match, day int32, first int) []ranked {
	return v.rankBy(&ranking, q, matches, day, first)
}

func (v *view) rankBy(t *tuning, q *question, matches []match, day int32, first int) []ranked {
	best := 0.0
	for i := range matches {
		best = max(best, matches[i].score)
	}
	first = max(first, rerankDepth)
	if q != nil && len(q.pinned) > 0 {
		first = len(matches) // a pin raises from any place
	}
	out := v.best(matches, first)
	for i := range out {
		out[i].score /= max(best, 1e-9) * 2
	}
	if q == nil {
		return out
	}
	look := v.newCloseLook(q, t)
	defer look.giveBack()
	for i := range out[:min(rerankDepth, len(out))] {
		out[i].score = worthLook
		for k, x := range look.at(out[i].match, day) {
			out[i].score += x * t.features[k]
		}
	}
	v.putFirst(q.pinned, out)
	slices.SortFunc(out, v.byScore)
	return out
}

// best gives the n matches of the highest scores, ordered. It sorts when it
// has twice as many: most of thousands of matches are worth less than the last
// of the best and are never ordered.
func (v *view) best(matches []match, n int) []ranked {
	out := make([]ranked, 0, min(2*n, len(matches)))
	least := math.Inf(-1)
	cut := func() {
		slices.SortFunc(out, v.byScore)
		if len(out) > n {
			out = out[:n]
			least = out[n-1].score
		}
	}
	for i := range matches {
		if matches[i].score < least {
			continue
		}
		if len(out) == cap(out) {
			cut()
		}
		out = append(out, ranked{match: matches[i], score: matches[i].score})
	}
	cut()
	return out
}

func (v *view) byScore(a, b ranked) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return strings.Compare(v.cards[a.ordinal].key, v.cards[b.ordinal].key)
}

// putFirst raises pinned procedures, the first of several highest.
func (v *view) putFirst(pinned []motcua.ID, all []ranked) {
	for i, p := range pinned {
		for k := range all {
			if v.cards[all[k].ordinal].procedure() == p {
				all[k].score += worthPin * float64(len(pinned)-i)
			}
		}
	}
}

// explain gives the parts of a result's score.
func (v *view) explain(q *question, r ranked, day int32) *motcua.Explanation {
	e := &motcua.Explanation{}
	left := r.score
	add := func(name string, value float64) {
		if value != 0 {
			e.Parts = append(e.Parts, motcua.ScorePart{Name: name, Value: value})
			left -= value
		}
	}
	if r.score >= worthLook/2 && r.found != nil {
		look := v.newCloseLook(q, &ranking)
		defer look.giveBack()
		for k, x := range look.at(r.match, day) {
			add(featureNames[k], x*ranking.features[k])
		}
	}
	add("first look", left) // what is no feature: the place among the best, or a pin
	return e
}

// A question is ambiguous where so many results are so close to the best that
// nothing but chance orders them.
const (
	tied     = 4
	tiedWith = 0.03 // of a score; the judged questions' best is ahead by 0.1 and more
)

func ambiguous(all []result) bool {
	return len(all) >= tied && all[0].score-all[tied-1].score < tiedWith
}
