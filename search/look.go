package search

import (
	"math/bits"
	"slices"

	"motcua"
	"motcua/search/columns"
	"motcua/search/vi"
)

// feature is something that speaks for a document, or against it.
type feature uint8

const (
	featureExact feature = iota // evidence of the postings, a share of the question's weight
	featureAbout
	featureBody
	featureAlias
	featureCited
	featureCode     // it bears the code
	featureCoverage // the share of the question that the name holds
	featureFocus    // the share of the name that was asked for
	featureExcess   // how much of the name was not
	featureOrder    // the longest run of the question in the name
	featureMarks    // how well the marks agree
	featureHead     // how much of the name's beginning was asked for
	featureOther    // words of another deed in the name
	featureInForce
	featureCommune
	featureStandard
	features
)

var featureNames = [features]string{
	"marked words", "subject", "content", "alias", "number", "code", "coverage", "focus", "excess", "order", "marks",
	"beginning", "other deed", "in force", "commune", "national",
}

// The worth of agreeing marks, by what agrees: typed marks that are all there
// may come from a lazy hand, marks that differ are another word.
var agreement = [...]float64{vi.Same: 1, vi.Subset: 0.9, vi.Conflict: 0.4}

const (
	headWords = 4   // content words at the beginning of a name say what is done to what
	stopWorth = 0.2 // of a word in a name that is in every name
	halfRest  = 20  // the weight of unasked words at which excess is a half: about four rare ones
	otherMost = 3   // more other deeds than these say nothing more
)

// deeds make another procedure of one: where one is in a name and was not asked
// for, it is probably not the one that was meant.
var deeds = exactKeys(`lại đổi hạn hồi sửa chỉnh dứt hủy xóa ngừng ngoài biên lưu nội thay tiếp khôi phục chuyển bổ`)

func exactKeys(list string) map[string]bool {
	out := map[string]bool{}
	for _, t := range vi.Syllables(list) {
		out[vi.Exact(t.Text(list))] = true
	}
	return out
}

// closeLook compares documents with a question.
type closeLook struct {
	q     *question
	v     *view
	codes []string
	words [maxWords]float64 // weights of its words, those of spans as their meanings'
	all   float64
	alts  []altLook
	*sheet
}

// altLook is a meaning beside the words that it stands for.
type altLook struct {
	mask   uint32
	weight float64
	words  []uint32 // ids, each once
	idf    []float64
	all    float64 // weight of its words, those that no name has included
}

// newCloseLook is given back after use.
func (v *view) newCloseLook(q *question, t *tuning) *closeLook {
	l := &closeLook{q: q, v: v, words: q.weights, codes: q.nationalCodes(), sheet: newSheet(len(v.lexicon.idf))}
	for i := range q.words {
		if id, ok := v.lexicon.ids[q.words[i].folded]; ok {
			l.place(id, i)
		}
	}
	for i := range q.expansions {
		l.addExpansion(&q.expansions[i], t)
	}
	for i := range l.alts {
		for _, id := range l.alts[i].words {
			l.mean(id, l.alts[i].weight)
		}
	}
	for i := range q.words {
		l.all += l.words[i]
	}
	return l
}

// addExpansion makes the words of a span together weigh what its weightiest
// meaning does, if that is more: nobody's name has "sổ đỏ".
func (l *closeLook) addExpansion(e *expansion, t *tuning) {
	own, best, n := 0.0, 0.0, 0.0
	for p := range l.q.words {
		if e.mask&(1<<p) != 0 {
			own += l.q.weights[p]
			n++
		}
	}
	for _, a := range e.alts {
		x := l.newAlt(e.mask, a, t)
		best = max(best, x.all*a.weight)
		l.alts = append(l.alts, x)
	}
	for p := range l.q.words {
		switch {
		case e.mask&(1<<p) == 0:
		case own > 0:
			l.words[p] = l.q.weights[p] * max(own, best) / own
		default:
			l.words[p] = best / n
		}
	}
}

func (l *closeLook) newAlt(mask uint32, a alternative, t *tuning) altLook {
	x := altLook{mask: mask, weight: a.weight}
	for i, w := range a.words {
		if slices.ContainsFunc(a.words[:i], func(b word) bool { return b.folded == w.folded }) {
			continue
		}
		weight := l.v.idfOf(w.folded)
		if isFunction(w) {
			weight *= t.function
		}
		x.all += weight
		if id, ok := l.v.lexicon.ids[w.folded]; ok {
			x.words, x.idf = append(x.words, id), append(x.idf, weight)
		}
	}
	return x
}

func isFunction(w word) bool {
	return slices.ContainsFunc(phraseParts[w.folded], func(p phrase) bool {
		return p.part == function && len(p.keys) == 1 && p.keys[0] == w.exact
	})
}

// idfOf is what a folded word of a name says.
func (v *view) idfOf(folded string) float64 {
	if id, ok := v.lexicon.ids[folded]; ok {
		return v.lexicon.idf[id]
	}
	return idf(0, v.documents())
}

// at gives the features of a document.
func (l *closeLook) at(m match, day int32) (f [features]float64) {
	c := l.v.cards[m.ordinal]
	set := func(k feature, yes bool) {
		if yes {
			f[k] = 1
		}
	}
	if m.found != nil {
		share := func(z zone) float64 { return float64(m.found.zones[z]) / max(l.all, 1) }
		f[featureExact], f[featureAbout], f[featureBody] = share(inExact), share(inAbout), share(inBody)
		f[featureAlias], f[featureCited] = share(inAlias), share(inCode)
	}
	set(featureCode, len(l.codes) > 0 && slices.Contains(l.codes, motcua.NationalCode(c.code)))
	set(featureInForce, c.legal.On(day) == columns.InForce)
	set(featureCommune, c.commune)
	set(featureStandard, c.standard)
	if len(c.words) > 0 && l.all > 0 {
		l.compare(c, &f)
	}
	return f
}

// compare fills in the features of the name.
func (l *closeLook) compare(c *card, f *[features]float64) {
	n := nameLook{l: l}
	for i := range c.words {
		n.word(&c.words[i])
	}
	held, marks := l.held(c, &n)
	f[featureCoverage], f[featureMarks] = held/l.all, marks/l.all
	f[featureFocus] = n.asked / max(n.own, 1e-9)
	f[featureExcess] = (n.own - n.asked) / (n.own - n.asked + halfRest)
	f[featureOrder] = n.longest / l.all
	f[featureHead] = n.headAsked / max(n.head, 1e-9)
	f[featureOther] = min(float64(n.others), otherMost) / otherMost
}

// nameLook goes along a name.
type nameLook struct {
	l               *closeLook
	covered         uint32
	agree           [maxWords]float64
	own, asked      float64 // weight of the name, and what was asked for
	head, headAsked float64
	heads, others   int
	run, longest    float64
	last            int // place in the question of the word before, plus one
}

func (n *nameLook) word(w *word) {
	weight := n.l.v.lexicon.idf[w.id]
	if w.stop {
		weight *= stopWorth
	}
	places := n.l.places[w.id]
	got := 1.0
	if places == 0 {
		got = n.l.meant[w.id]
	}
	n.own += weight
	n.asked += weight * got
	if !w.stop && n.heads < headWords {
		n.heads++
		n.head += weight
		n.headAsked += weight * got
	}
	if got == 0 && w.deed {
		n.others++
	}
	n.place(w, places)
}

// place follows the run of words that stand as in the question.
func (n *nameLook) place(w *word, places uint32) {
	if places == 0 {
		n.run, n.last = 0, 0
		return
	}
	at := bits.TrailingZeros32(places)
	if n.last > 0 && n.last < maxWords && places&(1<<n.last) != 0 {
		at = n.last
	} else {
		n.run = 0
	}
	n.last = at + 1
	n.run += n.l.words[at]
	n.longest = max(n.longest, n.run)
	n.covered |= places
	for ; places != 0; places &= places - 1 {
		p := bits.TrailingZeros32(places)
		n.agree[p] = max(n.agree[p], agreement[vi.AgreeKeys(n.l.q.words[p].meant(), w.exact)])
	}
}

// held gives the weight of the question that a name holds, by its words or by
// what they mean, and the same by how well the marks agree.
func (l *closeLook) held(c *card, n *nameLook) (held, marks float64) {
	var cover [maxWords]float64
	for p := range l.q.words {
		if n.covered&(1<<p) != 0 {
			cover[p] = 1
			marks += l.words[p] * n.agree[p]
		}
	}
	for i := range l.alts {
		a := &l.alts[i]
		have := 0.0
		for k, w := range a.words {
			if c.has(w) {
				have += a.idf[k]
			}
		}
		for p := range l.q.words {
			if a.mask&(1<<p) != 0 {
				cover[p] = max(cover[p], a.weight*have/max(a.all, 1e-9))
			}
		}
	}
	for p := range l.q.words {
		held += l.words[p] * cover[p]
	}
	return held, marks
}

func (c *card) has(id uint32) bool {
	return slices.ContainsFunc(c.words, func(w word) bool { return w.id == id })
}
