package language

import (
	"cmp"
	"slices"
)

// Options say what Correct may do.
type Options struct {
	// Keep marks tokens that stay as they are, by index: those that another table
	// knows (abbreviations, aliases). It may be shorter than the tokens.
	Keep []bool
	// Doubt lets known syllables be corrected too. It finds slips that gave
	// another syllable ("kha sinh"), and harms more: for questions that found
	// nothing.
	Doubt bool
	// Limit is how many proposals there are for one place; 0 is 3.
	Limit int
}

// Correction proposes words for the tokens from Start to before End: one for one,
// two or more for one that was glued together, one for two that were torn apart.
type Correction struct {
	Start, End  int
	Keys        []string // exact keys
	Text        string   // as mostly written
	Probability float64  // in the context of the query, against the other proposals and no change
	Cost        float64  // of the slips, 1 for an unexpected letter
}

// Correct proposes corrections for tokens of a query, as typed, in order; those
// of one place with the likeliest first. Nothing is proposed where every
// token is a known syllable, unless the options doubt them. Marks are restored
// in the same step. Tokens after the 64th are left alone, and of those not known
// only the first maxDoubted are looked at.
func (m *Model) Correct(tokens []string, opts Options) []Correction {
	all, marked := m.readAll(tokens)
	doubted := m.doubts(all, opts)
	if !slices.Contains(doubted, true) && !m.torn(all) {
		return nil
	}
	l := m.newLattice(len(all))
	for i := range all {
		l.begin()
		l.addTyped(i, &all[i], marked, doubted[i])
		if !doubted[i] {
			continue
		}
		l.addSlips(i, &all[i], marked, opts.Doubt)
		if m.uses(&all[i]) == 0 {
			l.addSplits(i, &all[i], marked)
		}
	}
	l.addJoins(all, opts, marked)
	l.solve()
	return l.corrections(cmp.Or(opts.Limit, 3))
}

// addTyped adds the token as it is, in all its marks if it has none.
func (l *lattice) addTyped(at int, t *typed, marked, doubted bool) {
	if !doubted || l.m.sure(t) {
		l.addReadings(at, t, marked)
		return
	}
	l.arcs = append(l.arcs, arc{
		from: int32(at), to: int32(at + 1), first: unseen, last: unseen, weight: t.unknown(),
	})
}

// corrections lists the arcs that change something, a few for each place.
func (l *lattice) corrections(limit int) []Correction {
	var out []Correction
	for place := range l.places - 1 {
		first := len(out)
		for i := range l.from(place) {
			if a := &l.from(place)[i]; a.cost > 0 && a.posterior >= leastProbability {
				out = append(out, l.correction(a))
			}
		}
		slices.SortStableFunc(out[first:], func(a, b Correction) int { return cmp.Compare(b.Probability, a.Probability) })
		out = out[:min(len(out), first+limit)]
	}
	return out
}

func (l *lattice) correction(a *arc) Correction {
	c := Correction{Start: int(a.from), End: int(a.to), Probability: a.posterior, Cost: a.cost}
	words := a.inner
	if words == nil {
		words = []uint32{a.first}
	}
	for i, w := range words {
		if i > 0 {
			c.Text += " "
		}
		c.Text += l.m.words[w].text
		c.Keys = append(c.Keys, l.m.words[w].key)
	}
	return c
}
