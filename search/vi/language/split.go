package language

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	// costGlued is the cost of a space left out.
	costGlued = 0.8

	// costGluedMore is that of each further one: it is a habit, or the token is
	// from an address.
	costGluedMore = 0.2

	// maxGlued is the longest token that is taken apart, in letters: six
	// syllables or so.
	maxGlued = 32

	// maxPiece is the longest syllable: nghiêng.
	maxPiece = 7

	// maxBeam is how many ways of reading the beginning of a glued token are
	// kept at each letter, and of the whole in the end.
	maxBeam = 6

	// commonPiece is the share of all words that a syllable must have to be taken
	// out of a longer token: rare ones would explain anything.
	commonPiece = 1e-5
)

// partial is a way of reading the first letters of a token as words.
type partial struct {
	words  []uint32
	weight float64 // of the words after the first, and of the marks
	cost   float64
}

// addSplits adds the readings of a token as several words glued together.
func (l *lattice) addSplits(at int, t *typed, marked bool) {
	letters := []rune(norm.NFC.String(strings.ToLower(t.raw)))
	if len(letters) < 4 || len(letters) > maxGlued {
		return
	}
	beams := make([][]partial, len(letters)+1)
	beams[0] = []partial{{weight: 1}}
	for from := range letters {
		for to := from + 1; to <= min(len(letters), from+maxPiece); to++ {
			if len(beams[from]) > 0 && (from > 0 || to < len(letters)) {
				beams[to] = append(beams[to], l.m.extend(beams[from], string(letters[from:to]), marked)...)
			}
		}
		beams[from+1] = l.m.best(beams[from+1])
	}
	for _, p := range beams[len(letters)] {
		l.arcs = append(l.arcs, arc{
			from: int32(at), to: int32(at + 1), first: p.words[0], last: p.words[len(p.words)-1], inner: p.words,
			weight: p.weight * slipWeight(p.cost), cost: p.cost,
		})
	}
}

// extend reads a piece as a word after each of the partial readings.
func (m *Model) extend(beam []partial, piece string, marked bool) []partial {
	t := m.read(piece)
	if t.group < 0 || !m.groups[t.group].syllable || len(piece) == 1 && piece != "y" {
		return nil
	}
	var out []partial
	for w := m.groups[t.group].start; w < m.groups[t.group].end; w++ {
		if m.words[w].count < m.common || !m.words[w].syllable() {
			continue
		}
		cost := markCost(marksOf(t.key), m.words[w].marks, marked)
		for i := range beam {
			out = append(out, m.then(&beam[i], w, cost))
		}
	}
	return out
}

// then adds a word to a partial reading.
func (m *Model) then(p *partial, w uint32, cost float64) partial {
	next := partial{words: append(slices.Clip(p.words), w), weight: p.weight, cost: p.cost + cost}
	switch len(p.words) {
	case 0:
		return next
	case 1:
		next.cost += costGlued
	default:
		next.cost += costGluedMore
	}
	next.weight *= m.probability(p.words[len(p.words)-1], w)
	return next
}

// best keeps the likeliest readings.
func (m *Model) best(beam []partial) []partial {
	slices.SortStableFunc(beam, func(a, b partial) int { return cmp.Compare(m.chance(b), m.chance(a)) })
	return beam[:min(len(beam), maxBeam)]
}

// chance is how likely a partial reading is without its context.
func (m *Model) chance(p partial) float64 {
	return p.weight * m.shares[p.words[0]] * slipWeight(p.cost)
}
