package language

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/search/vi"
)

// Model makes a model of all that was added. The trainer can go on: the next
// model holds this one's texts too. Of the order of the texts nothing is left.
func (t *Trainer) Model() *Model {
	words, ids := t.sorted()
	m := &Model{words: words}
	m.setFollowers(&t.pairs, ids)
	m.complete()
	return m
}

// sorted gives the words in the order of the model, and for each of the trainer's
// words its place among them.
func (t *Trainer) sorted() ([]word, []uint32) {
	type keyed struct {
		folded string
		old    uint32
	}
	order := make([]keyed, len(t.counted))
	for i, c := range t.counted {
		order[i] = keyed{vi.FoldKey(c.key), uint32(i)}
	}
	slices.SortFunc(order, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.folded, b.folded), cmp.Compare(t.counted[a.old].key, t.counted[b.old].key))
	})
	texts := t.texts()
	words := make([]word, len(order))
	ids := make([]uint32, len(order))
	for i, k := range order {
		c := t.counted[k.old]
		words[i] = word{key: c.key, text: texts[k.old], count: c.count}
		if c.syllable {
			words[i].form = isSyllable
		}
		ids[k.old] = uint32(i)
	}
	return words, ids
}

// texts gives for each of the trainer's words how it is mostly written.
func (t *Trainer) texts() []string {
	type written struct {
		word uint32
		text string
	}
	counts := make(map[written]uint32, len(t.spelled))
	for _, s := range t.spelled {
		w := written{s.word, norm.NFC.String(strings.ToLower(s.text))}
		counts[w] = addCount(counts[w], s.count)
	}
	texts := make([]string, len(t.counted))
	best := make([]uint32, len(t.counted))
	for w, n := range counts {
		if n > best[w.word] || n == best[w.word] && w.text < texts[w.word] {
			texts[w.word], best[w.word] = w.text, n
		}
	}
	return texts
}

// setFollowers sorts the pairs into rows.
func (m *Model) setFollowers(p *pairs, ids []uint32) {
	m.rows = make([]uint32, len(m.words)+1)
	p.each(func(first, _, _ uint32) { m.rows[ids[first]+1]++ })
	for i := range m.words {
		m.rows[i+1] += m.rows[i]
	}
	m.followers = make([]follower, p.used)
	next := slices.Clone(m.rows)
	p.each(func(first, second, n uint32) {
		at := &next[ids[first]]
		m.followers[*at] = follower{ids[second], n}
		*at++
	})
	for i := range m.words {
		row := m.followers[m.rows[i]:m.rows[i+1]]
		slices.SortFunc(row, func(a, b follower) int { return cmp.Compare(a.word, b.word) })
	}
}

// complete derives from words, rows and followers everything else.
func (m *Model) complete() {
	for i := range m.words[1:] {
		w := &m.words[i+1]
		w.marks = marksOf(w.key)
		if w.syllable() && w.count >= knownSyllable || w.count >= knownOther {
			w.form |= isKnown
		}
	}
	m.setGroups()
	m.setShares()
}

func (m *Model) setGroups() {
	m.byFolded = make(map[string]uint32)
	for i := 1; i < len(m.words); i++ {
		w := &m.words[i]
		folded := vi.FoldKey(w.key)
		if n := len(m.groups); n == 0 || m.groups[n-1].folded != folded {
			m.byFolded[folded] = uint32(n)
			m.groups = append(m.groups, group{folded: folded, start: uint32(i), letters: lettersOf(folded)})
		}
		g := &m.groups[len(m.groups)-1]
		g.end = uint32(i + 1)
		if w.known() {
			g.count = addCount(g.count, w.count)
			g.syllable = g.syllable || w.syllable()
		}
	}
}

// setShares computes what is expected of a word in no context: half by how often
// it was seen, half by after how many different words. The second alone is
// better after a word that is known, the first after one that is not.
func (m *Model) setShares() {
	m.totals = make([]float64, len(m.words))
	m.shares = make([]float64, len(m.words))
	var sum float64
	before := make([]float64, len(m.words))
	for i := range m.words {
		sum += float64(m.words[i].count)
		for _, f := range m.followers[m.rows[i]:m.rows[i+1]] {
			m.totals[i] += float64(f.count)
			before[f.word]++
		}
	}
	m.common = max(knownSyllable, uint32(min(sum*commonPiece, math.MaxUint32)))
	for i := 1; i < len(m.words); i++ {
		m.shares[i] = float64(m.words[i].count) / sum / 2
		if len(m.followers) > 0 {
			m.shares[i] += before[i] / float64(len(m.followers)) / 2
		}
	}
}
