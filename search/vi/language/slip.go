package language

import (
	"cmp"
	"math"

	"motcua/search/vi"
	"slices"
)

// slipRate turns costs into probabilities: exp(-slipRate) is that of a given
// wrong letter.
const slipRate = 5.0

// knownSlip is how much rarer a slip is that gives another known syllable: most
// people see it.
const knownSlip = 0.02

func slipWeight(cost float64) float64 { return math.Exp(-slipRate * cost) }

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
