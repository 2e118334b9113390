package search

import "motcua/search/vi"

// zone is where evidence comes from; each is summed for itself.
type zone uint8

const (
	inName  zone = iota // words and pairs of the name
	inExact             // the same with their marks
	inAbout             // sector, results, keywords
	inBody              // steps, papers, conditions
	inAlias             // a meaning, in the name
	inCode              // a code or number
	zones
)

// leaf is a key that is asked for in a field.
type leaf struct {
	field  string
	key    string
	weight float64
	words  uint32 // words of the question that it stands for, as bits
	zone   zone
}

// leaves are the keys that the question asks for. Exact fields are asked for
// what was typed with marks or most probably meant: to raw unmarked words they
// would answer with the rare names that have none.
func (q *question) leaves(t *tuning) []leaf {
	out := make([]leaf, 0, 8*len(q.words)+8)
	shares := q.shares(t)
	for i := range q.words {
		out = q.words[i].leaves(out, q.text, uint32(1)<<i, shares[i], t)
	}
	for i := range q.pairs {
		p := &q.pairs[i]
		share := (shares[p.first] + shares[p.first+1]) / 2
		out = p.leaves(out, &q.words[p.first], &q.words[p.first+1], share, t)
	}
	for i := range q.expansions {
		for k := range q.expansions[i].alts {
			out = q.expansions[i].alts[k].leaves(out, q.expansions[i].mask, t)
		}
	}
	for _, c := range q.codes {
		out = append(out, leaf{fieldCode, c, weightCode, 0, inCode}, leaf{fieldReference, c, weightReference, 0, inCode})
	}
	return out
}

// What a code is worth among words, and what a number of an act is.
const (
	weightCode      = 6.0
	weightReference = 2.0
)

// shares are what is left of each word beside what it may mean instead.
func (q *question) shares(t *tuning) (out [maxWords]float64) {
	for i := range q.words {
		out[i] = t.shareOf(&q.words[i])
	}
	for i := range q.expansions {
		e := &q.expansions[i]
		for p := range q.words {
			if e.mask&(1<<p) != 0 {
				out[p] *= 1 - t.replaced*e.weight()
			}
		}
	}
	return out
}

func (w *term) leaves(out []leaf, text string, bit uint32, share float64, t *tuning) []leaf {
	if w.common() {
		return out // in every other document: its pairs tell, alone it costs time and says nothing
	}
	out = append(out,
		leaf{fieldNameFolded, w.folded, t.name * share, bit, inName},
		leaf{fieldAbout, w.folded, t.about * share, bit, inAbout})
	if key, sure := w.exactly(t); sure > 0 {
		out = append(out, leaf{fieldNameExact, key, t.exact * share * sure, bit, inExact})
	}
	if w.token().Is(vi.HasDigit) {
		out = append(out, leaf{fieldCode, vi.CodeKey(w.token().Text(text)), weightReference, bit, inCode})
	}
	return out
}

// common says that a word says nothing alone.
func (w *term) common() bool { return !w.held && w.part != content }

// exactly gives the key that is asked for with its marks, and how sure it is.
func (w *term) exactly(t *tuning) (string, float64) {
	if w.marked() || w.likely == w.exact && w.likely != "" {
		return w.exact, 1
	}
	return w.likely, t.restored * w.sure
}

func (p *pair) leaves(out []leaf, a, b *term, share float64, t *tuning) []leaf {
	if a.common() && b.common() {
		return out
	}
	bits := uint32(3) << p.first
	out = append(out,
		leaf{fieldNameFolds, p.folded, t.namePair * share, bits, inName},
		leaf{fieldAboutPairs, p.folded, t.aboutPair * share, bits, inAbout},
		leaf{fieldBodyPairs, p.folded, t.bodyPair * share, bits, inBody})
	_, sureA := a.exactly(t)
	_, sureB := b.exactly(t)
	if sure := max(sureA, sureB); sure > 0 {
		out = append(out, leaf{fieldNamePairs, p.exact, t.exactPair * share * sure, bits, inExact})
	}
	return out
}

// leaves of a meaning ask its words in names alone: elsewhere they are said of
// too much. One word of several does not stand for the question's words, two
// together do.
func (a *alternative) leaves(out []leaf, mask uint32, t *tuning) []leaf {
	weight := t.alias * a.weight / (1 + t.long*float64(len(a.words)-1))
	for i, w := range a.words {
		alone := uint32(0)
		if len(a.words) == 1 {
			alone = mask
		}
		out = append(out,
			leaf{fieldNameFolded, w.folded, t.name * weight, alone, inAlias},
			leaf{fieldNameExact, w.exact, t.exact * weight, alone, inAlias})
		if i == 0 {
			continue
		}
		before := a.words[i-1]
		out = append(out,
			leaf{fieldNameFolds, vi.Bigram(before.folded, w.folded), t.namePair * weight, mask, inAlias},
			leaf{fieldNamePairs, vi.Bigram(before.exact, w.exact), t.exactPair * weight, mask, inAlias})
	}
	return out
}
