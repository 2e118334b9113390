package language

import (
	"cmp"
	"slices"
)

// Reading is a word that a token may stand for.
type Reading struct {
	Key         string  // exact key
	Text        string  // as mostly written, in lower case
	Probability float64 // in the context of the query
}

// Restored is the word that an unmarked token most probably stands for, in the
// likeliest reading of the whole query, and what else it may be. The Key is
// empty where nothing was to be restored: the token has marks or digits, or no
// known word looks like it.
type Restored struct {
	Reading
	Others []Reading // likeliest first, none below leastProbability
}

const (
	// leastProbability is what a proposal must have: below, it is more probably
	// noise than a help.
	leastProbability = 0.02

	// maxOthers bounds the readings beside the first.
	maxOthers = 3
)

// Restore proposes marks for each token that has none: with tokens of the query,
// as typed, in order, one result each. Marked tokens are taken as they are. In a
// query with marks, an unmarked token is first of all what it says. Tokens after
// the 64th are left alone.
func (m *Model) Restore(tokens []string) []Restored {
	out := make([]Restored, len(tokens))
	all, marked := m.readAll(tokens)
	if len(all) == 0 {
		return out
	}
	l := m.newLattice(len(all))
	for i := range all {
		l.begin()
		l.addReadings(i, &all[i], marked)
	}
	l.solve()
	for _, i := range l.way() {
		l.report(&out[l.arcs[i].from], i, &all[l.arcs[i].from])
	}
	return out
}

// forgets is how probable it is that a syllable loses its marks in a query that
// has marks elsewhere, against its being typed as meant.
const forgets = 0.02

// addReadings adds the arcs of a token whose letters are right.
func (l *lattice) addReadings(at int, t *typed, marked bool) {
	if !t.unmarked() || t.group < 0 || l.m.groups[t.group].count == 0 {
		l.add(at, t.word, t)
		return
	}
	g := l.m.groups[t.group]
	for w := g.start; w < g.end; w++ {
		if !l.m.words[w].known() {
			continue
		}
		weight := 1.0
		if marked && l.m.words[w].key != t.key {
			weight = forgets
		}
		l.arcs = append(l.arcs, arc{from: int32(at), to: int32(at + 1), first: w, last: w, weight: weight})
	}
}

// add adds the arc of a token that stays as it is.
func (l *lattice) add(at int, w uint32, t *typed) {
	l.arcs = append(l.arcs, arc{from: int32(at), to: int32(at + 1), first: w, last: t.last(), weight: 1})
}

// report writes what was found for a token.
func (l *lattice) report(out *Restored, chosen int32, t *typed) {
	if !t.unmarked() || l.arcs[chosen].first == unseen {
		return
	}
	out.Reading = l.reading(&l.arcs[chosen])
	first := l.starts[l.arcs[chosen].from]
	for i := range l.from(int(l.arcs[chosen].from)) {
		k := first + int32(i)
		if k != chosen && l.arcs[k].posterior >= leastProbability {
			out.Others = append(out.Others, l.reading(&l.arcs[k]))
		}
	}
	slices.SortFunc(out.Others, likelier)
	out.Others = out.Others[:min(len(out.Others), maxOthers)]
}

func (l *lattice) reading(a *arc) Reading {
	w := &l.m.words[a.first]
	return Reading{Key: w.key, Text: w.text, Probability: a.posterior}
}

func likelier(a, b Reading) int {
	return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Key, b.Key))
}
