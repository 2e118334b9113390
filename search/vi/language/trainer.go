package language

import (
	"strings"

	"motcua/search/vi"
)

const (
	// maxWordBytes bounds what counts as a word: the longest syllable takes 12
	// bytes composed and 16 decomposed. What is longer is a link or noise.
	maxWordBytes = 32

	// maxWords bounds the vocabulary, and with it memory, against texts that are
	// not language. The national catalogue has a tenth of it.
	maxWords = 1 << 17

	// boundary is the word before the first of a sentence. Numbers and codes are
	// boundaries too.
	boundary = 0
)

// Trainer counts texts. It serves one goroutine at a time.
type Trainer struct {
	spellings map[string]uint32 // token as written → index into spelled
	spelled   []spelling
	words     map[string]uint32 // exact key → index into counted
	counted   []counted
	pairs     pairs

	tokens []vi.Token // reused by Add
	codes  []vi.Code
}

// spelling is a way in which a word is written: "HOÀ", "hòa".
type spelling struct {
	text  string
	word  uint32
	count uint32
}

// counted is a word with its number of uses.
type counted struct {
	key      string
	count    uint32
	syllable bool // spelled as a syllable can be
}

// NewTrainer gives a trainer that has seen nothing.
func NewTrainer() *Trainer {
	return &Trainer{
		spellings: make(map[string]uint32),
		words:     make(map[string]uint32),
		counted:   make([]counted, 1), // the boundary
	}
}

// Add counts a text as often as weight says. Texts in the manner of what is to
// be understood later (names, for questions) may weigh more than others.
func (t *Trainer) Add(text string, weight int) {
	if weight <= 0 {
		return
	}
	n := uint32(weight)
	t.tokens = vi.AppendTokens(t.tokens[:0], text)
	t.codes = vi.AppendCodes(t.codes[:0], text, t.tokens)
	codes := t.codes
	before := uint32(boundary)
	for i, token := range t.tokens {
		if len(codes) > 0 && i > codes[0].Last {
			codes = codes[1:]
		}
		if token.Is(vi.AfterBreak) {
			before = boundary
		}
		if !isWord(token) || len(codes) > 0 && i >= codes[0].First {
			before = boundary
			continue
		}
		word := t.word(token.Text(text), n)
		if word != boundary {
			t.pairs.add(before, word, n)
		}
		before = word
	}
}

// isWord reports whether a token can be a word.
func isWord(t vi.Token) bool {
	return t.Is(vi.HasLetter) && !t.Is(vi.HasDigit) && !t.Is(vi.HasRare) && t.End-t.Start <= maxWordBytes
}

// word counts a use of the word that is written so, and gives its index.
func (t *Trainer) word(raw string, n uint32) uint32 {
	at, ok := t.spellings[raw]
	if !ok {
		word, ok := t.newWord(raw)
		if !ok {
			return boundary
		}
		at = uint32(len(t.spelled))
		raw = strings.Clone(raw) // or the whole text would stay in memory
		t.spelled = append(t.spelled, spelling{text: raw, word: word})
		t.spellings[raw] = at
	}
	s := &t.spelled[at]
	s.count = addCount(s.count, n)
	w := &t.counted[s.word]
	w.count = addCount(w.count, n)
	return s.word
}

// newWord finds or makes the word of a new spelling.
func (t *Trainer) newWord(raw string) (uint32, bool) {
	key := vi.Exact(raw)
	word, ok := t.words[key]
	if !ok {
		if key == "" || len(t.counted) >= maxWords || len(t.spelled) >= 4*maxWords {
			return boundary, false
		}
		word = uint32(len(t.counted))
		t.counted = append(t.counted, counted{key: key})
		t.words[key] = word
	}
	t.counted[word].syllable = t.counted[word].syllable || vi.IsSyllable(raw)
	return word, true
}

// addCount adds without running over.
func addCount(a, b uint32) uint32 {
	if a+b < a {
		return ^uint32(0)
	}
	return a + b
}
