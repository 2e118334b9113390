package language

import (
	"cmp"
	"math"

	"motcua/search/vi"
	"slices"
)

// maxDoubted bounds the work for a query of which nothing is known, and
// maxKnownDoubted that for one of which all is.
const (
	maxDoubted      = 8
	maxKnownDoubted = 5
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
