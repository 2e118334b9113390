package search

import (
	"cmp"
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

// ranked is a match in its place.
type ranked struct {
	match
	key   string
	score float64
}

// rank orders matches by score, then key. All of them are in the result; the
// best were looked at closely.
func (v *view) rank(q *question, matches []match, day int32) []ranked {
	return v.rankBy(&ranking, q, matches, day)
}

func (v *view) rankBy(t *tuning, q *question, matches []match, day int32) []ranked {
	best := 0.0
	for _, m := range matches {
		best = max(best, m.score)
	}
	out := make([]ranked, len(matches))
	for i, m := range matches {
		out[i] = ranked{match: m, key: v.cards[m.ordinal].key, score: m.score / max(best, 1e-9) / 2}
	}
	slices.SortFunc(out, byScore)
	if q == nil {
		return out
	}
	top := out[:min(rerankDepth, len(out))]
	look := v.newCloseLook(q, t)
	for i := range top {
		top[i].score = worthLook
		for k, x := range look.at(top[i].match, day) {
			top[i].score += x * t.features[k]
		}
	}
	v.putFirst(q.pinned, out)
	slices.SortFunc(out, byScore)
	return out
}

func byScore(a, b ranked) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}

// putFirst raises pinned procedures, the first of several highest.
func (v *view) putFirst(pinned []motcua.ID, all []ranked) {
	for i, p := range pinned {
		for k := range all {
			if id, _ := splitKey(all[k].key); id == p {
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
		for k, x := range v.newCloseLook(q, &ranking).at(r.match, day) {
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
