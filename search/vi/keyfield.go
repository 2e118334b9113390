package vi

import (
	"sync"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// Words are the texts of one document, scanned once for all its fields. They are
// used by one goroutine.
type Words struct {
	texts  []string
	tokens [][]Token
}

// NewWords takes texts that are one field together. No bigram spans two of them.
func NewWords(texts []string) *Words { return &Words{texts: texts} }

// scan makes the tokens, when they are first asked for.
func (w *Words) scan() {
	if w.tokens != nil {
		return
	}
	w.tokens = make([][]Token, len(w.texts))
	for i, text := range w.texts {
		w.tokens[i] = Syllables(text)
	}
}

// Keys are the sorts of keys that a field may have.
type Keys int

// The sorts, and the analyzers that make the same keys.
const (
	FoldedKeys    Keys = iota // [FoldedAnalyzer]
	FoldedBigrams             // [FoldedBigramAnalyzer]
	ExactBigrams              // [ExactBigramAnalyzer]
)

// KeyField is a field for Bleve that counts its keys while it makes them. The
// index gets what the analyzer would have given it for each text in turn; but
// Bleve would make a token of every word and count these for every text, which
// takes twice the time and three times the memory.
type KeyField struct {
	name        string
	keys        Keys
	words       *Words
	within      []int // bytes of each text that are looked at; nil: all
	options     index.FieldIndexingOptions
	frequencies index.TokenFrequencies
	length      int
}

var _ document.Field = (*KeyField)(nil)

// NewKeyField makes a field that is indexed and not stored. Of each text it
// takes the words within the first so many bytes, nil for all. Frequency keeps
// how often each key occurs.
func NewKeyField(name string, keys Keys, words *Words, within []int, frequency bool) *KeyField {
	f := &KeyField{name: name, keys: keys, words: words, within: within, options: index.IndexField}
	if !frequency {
		f.options |= index.SkipFreqNorm
	}
	return f
}

// Name and the methods below implement [document.Field].
func (f *KeyField) Name() string                                     { return f.name }
func (f *KeyField) ArrayPositions() []uint64                         { return nil }
func (f *KeyField) Options() index.FieldIndexingOptions              { return f.options }
func (f *KeyField) Value() []byte                                    { return nil }
func (f *KeyField) NumPlainTextBytes() uint64                        { return 0 }
func (f *KeyField) Size() int                                        { return 0 }
func (f *KeyField) EncodedFieldType() byte                           { return 't' }
func (f *KeyField) AnalyzedLength() int                              { return f.length }
func (f *KeyField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.frequencies }

// made are keys one behind the other.
type made struct {
	arena []byte
	ends  []int
}

var madePool = sync.Pool{New: func() any { return &made{} }}

// Analyze makes and counts the keys.
func (f *KeyField) Analyze() {
	f.words.scan()
	m := madePool.Get().(*made)
	defer madePool.Put(m)
	m.arena, m.ends = m.arena[:0], m.ends[:0]
	for i, text := range f.words.texts {
		tokens := f.words.tokens[i]
		if f.within != nil {
			for n := len(tokens); n > 0 && tokens[n-1].End > f.within[i]; n-- {
				tokens = tokens[:n-1]
			}
		}
		switch f.keys {
		case FoldedKeys:
			m.singles(text, tokens)
		case FoldedBigrams:
			m.bigrams(text, tokens, AppendFolded)
		case ExactBigrams:
			m.bigrams(text, tokens, AppendExact)
		}
	}
	f.count(m)
}

// count makes the form that Bleve wants: keys share one string, and counts are
// made many at a time.
func (f *KeyField) count(m *made) {
	const together = 64
	all := string(m.arena)
	var counts []index.TokenFreq
	f.length = len(m.ends)
	f.frequencies = make(index.TokenFrequencies, len(m.ends))
	from := 0
	for _, end := range m.ends {
		key := all[from:end]
		from = end
		c := f.frequencies[key]
		if c == nil {
			if len(counts) == 0 {
				counts = make([]index.TokenFreq, together)
			}
			c, counts = &counts[0], counts[1:]
			f.frequencies[key] = c
		}
		if !f.options.SkipFreqNorm() {
			c.SetFrequency(c.Frequency() + 1)
		}
	}
}

// end closes a key; an empty one is none.
func (m *made) end() {
	last := 0
	if n := len(m.ends); n > 0 {
		last = m.ends[n-1]
	}
	if len(m.arena) > last {
		m.ends = append(m.ends, len(m.arena))
	}
}

func (m *made) singles(text string, tokens []Token) {
	for _, t := range tokens {
		m.arena = AppendFolded(m.arena, t.Text(text))
		m.end()
	}
}

func (m *made) bigrams(text string, tokens []Token, key appendKey) {
	var buf [64]byte
	prev := buf[:0]
	for i, t := range tokens {
		if i == 0 || t.Is(AfterBreak) {
			prev = key(prev[:0], t.Text(text))
			continue
		}
		m.arena = append(append(m.arena, prev...), BigramSep)
		second := len(m.arena)
		m.arena = key(m.arena, t.Text(text))
		prev = append(prev[:0], m.arena[second:]...)
		m.end()
	}
}
