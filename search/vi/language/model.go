package language

import (
	"motcua/search/vi"
)

// What was seen fewer times than this may be a slip of the pen. A syllable that
// is spelled well needs less proof than an abbreviation or foreign word.
const (
	knownSyllable = 3
	knownOther    = 5
)

// unseen stands for a token that is no word of the model.
const unseen = ^uint32(0)

// Model is a language model. It does not change, and serves any number of
// goroutines.
type Model struct {
	words    []word // sorted by folded key, then key; the first is the boundary
	groups   []group
	byFolded map[string]uint32 // folded key → index into groups

	// The pairs that begin with word w are followers[rows[w]:rows[w+1]], sorted.
	rows      []uint32
	followers []follower
	totals    []float64 // by first word: the sum of its row
	shares    []float64 // by second word: its probability where the first tells nothing
	common    uint32    // what a frequent word is seen at least
}

// word is a syllable or other word of the texts.
type word struct {
	key   string // exact key
	text  string // as mostly written, composed and in lower case
	count uint32
	marks marks
	form  wordForm
}

type wordForm uint8

const (
	isKnown    wordForm = 1 << iota
	isSyllable          // spelled as one
)

func (w *word) known() bool    { return w.form&isKnown != 0 }
func (w *word) syllable() bool { return w.form&isSyllable != 0 }

// group is the words of one folded key, words[start:end].
type group struct {
	folded     string
	start, end uint32
	count      uint32 // of known words
	letters    uint32 // a bit for each letter that occurs
	syllable   bool   // one of the known words is
}

// follower is a word with how often it came after another.
type follower struct {
	word, count uint32
}

// Words is the number of words in the model.
func (m *Model) Words() int { return len(m.words) - 1 }

// Pairs is the number of different pairs of words in the model.
func (m *Model) Pairs() int { return len(m.followers) }

// Known reports whether a known word has this folded key.
func (m *Model) Known(folded string) bool {
	g, ok := m.byFolded[folded]
	return ok && m.groups[g].count > 0
}

// KnownExact reports whether a known word has this exact key.
func (m *Model) KnownExact(key string) bool {
	w := m.find(key)
	return w != unseen && m.words[w].known()
}

// Count tells how often the word with this exact key was seen, by weight.
func (m *Model) Count(key string) int {
	if w := m.find(key); w != unseen {
		return int(m.words[w].count)
	}
	return 0
}

// Text gives the word with this exact key as it is mostly written, in lower case,
// and the key itself where there is none.
func (m *Model) Text(key string) string {
	if w := m.find(key); w != unseen {
		return m.words[w].text
	}
	return key
}

// find gives the index of a word, or unseen.
func (m *Model) find(key string) uint32 {
	var buf [64]byte
	g, ok := m.byFolded[string(vi.AppendFoldKey(buf[:0], key))]
	if !ok {
		return unseen
	}
	for w := m.groups[g].start; w < m.groups[g].end; w++ {
		if m.words[w].key == key {
			return w
		}
	}
	return unseen
}

// probability is that of second after first.
func (m *Model) probability(first, second uint32) float64 {
	if second == boundary || second == unseen {
		return 1 // nothing is known of it, whatever stands before
	}
	if first == unseen || m.totals[first] == 0 {
		return m.shares[second]
	}
	row := m.followers[m.rows[first]:m.rows[first+1]]
	rest := discount * float64(len(row)) * m.shares[second]
	if n := search(row, second); n > 0 {
		rest += float64(n) - discount
	}
	return rest / m.totals[first]
}

// search finds how often a word stands in a row. It is written out because most of
// the time of a query is spent here.
func search(row []follower, w uint32) uint32 {
	low, high := 0, len(row)
	for low < high {
		if mid := int(uint(low+high) / 2); row[mid].word < w {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(row) && row[low].word == w {
		return row[low].count
	}
	return 0
}

// discount is what every pair that was seen gives to those that were not, the
// usual value for text of this size.
const discount = 0.75
