package vi

import "strings"

// KeySet is a set of keys to find in texts: what a query asked for. Its methods
// share buffers, so it serves one goroutine at a time; build one for a request.
type KeySet struct {
	exact, folded map[string]int // key to the number of its folded form
	codes         map[string]int
	forms         map[string]int
	syllables     map[string]bool // folded, of all keys but codes
	line, keys    []byte          // of the text: folded, and exact where it may matter
	tokens        []Token
	marks         []mark
	found         []Code
}

// mark is what was found at one token.
type mark struct {
	form int  // number of the matched folded form, 0 for none
	glue bool // a match spans this token and the one before
}

// NewKeySet gives an empty set.
func NewKeySet() *KeySet {
	return &KeySet{
		exact: map[string]int{}, folded: map[string]int{},
		codes: map[string]int{}, forms: map[string]int{}, syllables: map[string]bool{},
	}
}

// AddExact adds exact keys, of single tokens or bigrams.
func (s *KeySet) AddExact(keys ...string) {
	for _, k := range keys {
		s.add(s.exact, k, FoldKey(k))
		s.addSyllables(FoldKey(k))
	}
}

// AddFolded adds folded keys, of single tokens or bigrams.
func (s *KeySet) AddFolded(keys ...string) {
	for _, k := range keys {
		s.add(s.folded, k, k)
		s.addSyllables(k)
	}
}

// AddCodes adds the keys of codes that are to be marked as a whole.
func (s *KeySet) AddCodes(keys ...string) {
	for _, k := range keys {
		s.add(s.codes, k, k)
	}
}

// add numbers keys by their folded form, so that a syllable asked for with and
// without marks counts as one.
func (s *KeySet) add(m map[string]int, key, form string) {
	if key == "" {
		return
	}
	n, ok := s.forms[form]
	if !ok {
		n = len(s.forms) + 1
		s.forms[form] = n
	}
	m[key] = n
}

func (s *KeySet) addSyllables(form string) {
	for syllable := range strings.SplitSeq(form, string(BigramSep)) {
		s.syllables[syllable] = true
	}
}

// Range is a part of a text in bytes, at rune boundaries.
type Range struct{ Start, End int }

// AppendRanges appends to dst the parts of text that match a key, in order.
// Neighbouring matches with only space between them are one range.
func (s *KeySet) AppendRanges(dst []Range, text string) []Range {
	s.match(text)
	return s.appendRanges(dst, text, 0, len(s.tokens))
}

// appendRanges gives the ranges among the tokens from first up to last.
func (s *KeySet) appendRanges(dst []Range, text string, first, last int) []Range {
	for i := first; i < last; i++ {
		if s.marks[i].form == 0 {
			continue
		}
		t := s.tokens[i]
		if i > first && s.marks[i-1].form != 0 && s.joined(text, i) {
			dst[len(dst)-1].End = t.End
			continue
		}
		dst = append(dst, Range{t.Start, t.End})
	}
	return dst
}

// joined reports whether matches of tokens i-1 and i are shown as one.
func (s *KeySet) joined(text string, i int) bool {
	if s.marks[i].glue {
		return true
	}
	gap := text[s.tokens[i-1].End:s.tokens[i].Start]
	return !s.tokens[i].Is(AfterBreak) && strings.TrimSpace(gap) == ""
}

// match scans text and fills tokens and marks.
func (s *KeySet) match(text string) {
	s.tokens = AppendTokens(s.tokens[:0], text)
	s.marks = append(s.marks[:0], make([]mark, len(s.tokens))...)
	s.matchKeys(text)
	if len(s.codes) > 0 {
		s.matchCodes(text)
	}
}

// matchKeys looks closely only at syllables that a key has: few of a text are.
func (s *KeySet) matchKeys(text string) {
	s.line, s.keys = s.line[:0], s.keys[:0]
	folded, exact := 0, 0 // where the keys of the token before begin
	before := false       // that one is a syllable of a key
	for i, t := range s.tokens {
		from, fromExact := len(s.line), len(s.keys)
		s.line = AppendFolded(s.line, t.Text(text))
		here := s.syllables[string(s.line[from:])]
		if here {
			s.keys = AppendExact(s.keys, t.Text(text))
			s.markOne(i, s.keys[fromExact:], s.line[from:])
			if before && !t.Is(AfterBreak) {
				s.markPair(i, s.exact[string(s.keys[exact:])])
				s.markPair(i, s.folded[string(s.line[folded:])])
			}
			s.keys = append(s.keys, BigramSep)
		}
		s.line = append(s.line, BigramSep)
		folded, exact, before = from, fromExact, here
	}
}

// markOne marks a token that is asked for by itself.
func (s *KeySet) markOne(i int, exact, folded []byte) {
	if n := s.exact[string(exact)]; n != 0 {
		s.marks[i].form = n
	}
	if n := s.folded[string(folded)]; n != 0 {
		s.marks[i].form = n
	}
}

// markPair marks tokens i-1 and i as matched by a bigram. A syllable asked for
// by itself keeps its own number.
func (s *KeySet) markPair(i, form int) {
	if form == 0 {
		return
	}
	for _, m := range []*mark{&s.marks[i-1], &s.marks[i]} {
		if m.form == 0 {
			m.form = form
		}
	}
	s.marks[i].glue = true
}

func (s *KeySet) matchCodes(text string) {
	s.found = AppendCodes(s.found[:0], text, s.tokens)
	for _, c := range s.found {
		s.keys = AppendCodeKey(s.keys[:0], c.Text(text))
		n := s.codes[string(s.keys)]
		if n == 0 {
			continue
		}
		for i := c.First; i <= c.Last; i++ {
			s.marks[i] = mark{form: n, glue: i > c.First}
		}
	}
}
