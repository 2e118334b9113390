package language

import (
	"cmp"
	"math"
	"slices"

	"motcua/search/vi"
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
	if !slices.Contains(doubted, true) && !slices.ContainsFunc(all, func(t typed) bool { return t.isLetters() && !m.isSyllable(&t) }) {
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

// maxDoubted bounds the work for a query of which nothing is known, and
// maxKnownDoubted that for one of which all is.
const (
	maxDoubted      = 12
	maxKnownDoubted = 8
)

// doubts says of each token whether it may be wrong: those that are not known,
// and if the options say so, the rarest of the others.
func (m *Model) doubts(all []typed, opts Options) []bool {
	doubted := make([]bool, len(all))
	var known []int
	n := 0
	for i := range all {
		switch t := &all[i]; {
		case opts.keeps(i) || !t.isLetters() || len(t.folded) < 2:
		case m.sure(t):
			known = append(known, i)
		case n < maxDoubted:
			doubted[i] = true
			n++
		}
	}
	if opts.Doubt {
		slices.SortStableFunc(known, func(a, b int) int { return cmp.Compare(m.uses(&all[a]), m.uses(&all[b])) })
		for _, i := range known[:min(len(known), maxKnownDoubted, maxDoubted-n)] {
			doubted[i] = true
		}
	}
	return doubted
}

func (o *Options) keeps(i int) bool { return i < len(o.Keep) && o.Keep[i] }

// isLetters reports whether a token is Vietnamese letters and nothing else.
func (t *typed) isLetters() bool {
	return t.has(vi.HasLetter) && !t.has(vi.HasDigit) && !t.has(vi.HasRare)
}

// isSyllable reports whether the letters of a token are those of a known syllable.
func (m *Model) isSyllable(t *typed) bool { return t.group >= 0 && m.groups[t.group].syllable }

// uses is how often the folded key of a token was seen.
func (m *Model) uses(t *typed) uint32 {
	if t.group < 0 {
		return 0
	}
	return m.groups[t.group].count
}

// sure reports whether a token is a known word: with its marks, or, without any,
// under some marks.
func (m *Model) sure(t *typed) bool {
	if t.has(vi.HasMark) {
		return t.word != unseen && m.words[t.word].known()
	}
	return m.uses(t) > 0
}

// The probability of a token that is no word of the model is unknownToken times
// unknownLetter for each letter: a short one is often an abbreviation, a long one
// hardly ever. One that is spelled as a syllable can be is rather a name or a
// rare word than a slip.
const (
	unknownToken    = 1e-5
	unknownLetter   = 0.2
	unknownSyllable = 100
)

// unknown is the probability of a token that is no word of the model.
func (t *typed) unknown() float64 {
	p := unknownToken * math.Pow(unknownLetter, float64(len(t.folded)))
	if vi.IsSyllable(t.raw) {
		p *= unknownSyllable
	}
	return p
}

// slipRate turns costs into probabilities: exp(-slipRate) is that of a given
// wrong letter.
const slipRate = 5.0

// knownSlip is how much rarer a slip is that gives another known syllable: most
// people see it.
const knownSlip = 0.02

func slipWeight(cost float64) float64 { return math.Exp(-slipRate * cost) }

// addTyped adds the token as it is, in all its marks if it has none.
func (l *lattice) addTyped(at int, t *typed, marked, doubted bool) {
	if !doubted || l.m.sure(t) {
		l.addReadings(at, t, marked)
		return
	}
	l.arcs = append(l.arcs, arc{from: int32(at), to: int32(at + 1), first: unseen, last: unseen, weight: t.unknown(), plain: true})
}

// maxGroups is how many folded keys are looked at for a token, and maxArcs how
// many words in all.
const (
	maxGroups = 12
	maxArcs   = 40
)

// candidate is a folded key that may have been meant.
type candidate struct {
	group uint32
	cost  int // in the unit of distance
}

// addSlips adds the words that the token may be a slip of.
func (l *lattice) addSlips(at int, t *typed, marked, doubt bool) {
	typedMarks := marksOf(t.key)
	first := len(l.arcs)
	base := 1.0
	if l.m.sure(t) {
		base = knownSlip
	}
	for _, c := range l.m.candidates(t, doubt) {
		g := &l.m.groups[c.group]
		for w := g.start; w < g.end && len(l.arcs)-first < maxArcs; w++ {
			cost := float64(c.cost)/costLetter + markCost(typedMarks, l.m.words[w].marks, marked)
			if !l.m.words[w].known() || w == t.word || c.cost == 0 && !t.has(vi.HasMark) {
				continue // what differs in nothing is there already
			}
			l.arcs = append(l.arcs, arc{
				from: int32(at), to: int32(at + 1), first: w, last: w, weight: base * slipWeight(cost), cost: cost,
			})
		}
	}
}

// markCost is the cost of typing the marks of one word for those of another. In
// a query without any, missing ones cost nothing.
func markCost(typed, meant marks, marked bool) float64 {
	wrong, missing := typed.compare(meant)
	if !marked {
		return 0
	}
	return 0.8*float64(wrong) + 0.6*float64(missing)
}

// candidates gives the folded keys nearest to a token, nearest and then most
// frequent first. Where the letters are known and only the marks are not, the
// letters stand: such a token is more often a name than a slip.
func (m *Model) candidates(t *typed, doubt bool) []candidate {
	if !doubt && m.uses(t) > 0 {
		return []candidate{{group: uint32(t.group)}}
	}
	limit := twoSlips
	if len(t.folded) <= 3 || m.sure(t) {
		limit = oneSlip // with two, a short or known one may be anything
	}
	letters := lettersOf(t.folded)
	var found []candidate
	for i := range m.groups {
		g := &m.groups[i]
		if !g.syllable || !near(letters, g, len(t.folded)) {
			continue
		}
		if cost := distance(t.folded, g.folded, limit); cost < limit {
			found = append(found, candidate{uint32(i), cost})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(m.groups[b.group].count, m.groups[a.group].count),
			cmp.Compare(a.group, b.group))
	})
	return found[:min(len(found), maxGroups)]
}

// costTorn is the cost of a space within a syllable.
const costTorn = 1.2

// addJoins adds the words that two neighbouring tokens make together.
func (l *lattice) addJoins(all []typed, opts Options, marked bool) {
	joins := make([][]arc, len(all))
	for i := range len(all) - 1 {
		if opts.keeps(i) || opts.keeps(i+1) || !all[i].isLetters() || !all[i+1].isLetters() {
			continue
		}
		weight := 1.0
		if l.m.isSyllable(&all[i]) && l.m.isSyllable(&all[i+1]) {
			if weight = knownSlip; !opts.Doubt {
				continue
			}
		}
		joins[i] = l.m.joined(i, all[i].raw+all[i+1].raw, marked, weight)
	}
	l.insert(joins)
}

// joined gives the arcs of the two tokens from a place, written as one.
func (m *Model) joined(at int, raw string, marked bool, weight float64) []arc {
	t := m.read(raw)
	if t.group < 0 || !m.groups[t.group].syllable {
		return nil
	}
	var arcs []arc
	for w := m.groups[t.group].start; w < m.groups[t.group].end; w++ {
		if !m.words[w].known() {
			continue
		}
		cost := costTorn + markCost(marksOf(t.key), m.words[w].marks, marked)
		arcs = append(arcs, arc{
			from: int32(at), to: int32(at + 2), first: w, last: w, weight: weight * slipWeight(cost), cost: cost,
		})
	}
	return arcs
}

// insert adds arcs to those of their places.
func (l *lattice) insert(more [][]arc) {
	var arcs []arc
	var starts []int32
	for i, m := range more {
		starts = append(starts, int32(len(arcs)))
		end := len(l.arcs)
		if i+1 < len(l.starts) {
			end = int(l.starts[i+1])
		}
		arcs = append(append(arcs, l.arcs[l.starts[i]:end]...), m...)
	}
	l.arcs, l.starts = arcs, starts
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
