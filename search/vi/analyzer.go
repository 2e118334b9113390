package vi

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// The names under which the analyzers are registered with Bleve. Each is one
// pass over the bytes, with no character filter, so that offsets are those of
// the original.
const (
	// ExactAnalyzer gives the exact key of every token.
	ExactAnalyzer = "vi_exact"
	// FoldedAnalyzer gives the folded key of every token.
	FoldedAnalyzer = "vi_folded"
	// ExactBigramAnalyzer gives the exact bigrams, and nothing for a lone token.
	ExactBigramAnalyzer = "vi_exact_bigram"
	// FoldedBigramAnalyzer gives the folded bigrams.
	FoldedBigramAnalyzer = "vi_folded_bigram"
	// CodeAnalyzer gives the codes, their parts, and the letters and digits of
	// mixed parts. A code shares the position of its first part.
	CodeAnalyzer = "vi_code"
)

func init() {
	for name, pass := range map[string]pass{
		ExactAnalyzer:        (*stream).exact,
		FoldedAnalyzer:       (*stream).folded,
		ExactBigramAnalyzer:  (*stream).exactBigrams,
		FoldedBigramAnalyzer: (*stream).foldedBigrams,
		CodeAnalyzer:         (*stream).codes,
	} {
		register(name, pass)
	}
}

// register panics where the name is taken: two analyzers of one name would
// silently index and query with different keys.
func register(name string, p pass) {
	err := registry.RegisterAnalyzer(name,
		func(map[string]interface{}, *registry.Cache) (analysis.Analyzer, error) { return p, nil })
	if err != nil {
		panic(err)
	}
}

// pass is an analyzer: it adds its tokens to a stream.
type pass func(*stream)

// Analyze implements [analysis.Analyzer].
func (p pass) Analyze(input []byte) analysis.TokenStream {
	if len(input) == 0 {
		return nil
	}
	text := string(input)
	tokens := Syllables(text)
	s := stream{
		text:   text,
		tokens: tokens,
		arena:  make([]byte, 0, len(text)+len(text)/4+8),
		out:    make([]analysis.Token, 0, len(tokens)),
	}
	p(&s)
	return s.done()
}

// stream collects the tokens of one text. Terms lie in one arena and tokens in
// one slice: an allocation for each would cost more than the analysis.
type stream struct {
	text   string
	tokens []Token
	arena  []byte
	out    []analysis.Token
}

func (s *stream) done() analysis.TokenStream {
	if len(s.out) == 0 {
		return nil
	}
	ts := make(analysis.TokenStream, len(s.out))
	for i := range s.out {
		ts[i] = &s.out[i]
	}
	return ts
}

// add adds the term that arena[from:] holds. When the arena moves, earlier
// terms keep the old one, which nobody writes to any more.
func (s *stream) add(from, start, end, position int) {
	term := s.arena[from:len(s.arena):len(s.arena)]
	if len(term) == 0 {
		return // a token of nothing but foreign marks has no folded key
	}
	s.out = append(s.out, analysis.Token{
		Start: start, End: end, Term: term, Position: position, Type: analysis.AlphaNumeric,
	})
}

type appendKey func(dst []byte, token string) []byte

func (s *stream) exact()         { s.keys(AppendExact) }
func (s *stream) folded()        { s.keys(AppendFolded) }
func (s *stream) exactBigrams()  { s.bigrams(AppendExact) }
func (s *stream) foldedBigrams() { s.bigrams(AppendFolded) }

func (s *stream) keys(key appendKey) {
	for i, t := range s.tokens {
		from := len(s.arena)
		s.arena = key(s.arena, t.Text(s.text))
		s.add(from, t.Start, t.End, i+1)
	}
}

func (s *stream) bigrams(key appendKey) {
	var buf [64]byte
	prev := buf[:0]
	for i, t := range s.tokens {
		if i > 0 && !t.Is(AfterBreak) {
			from := len(s.arena)
			s.arena = append(append(s.arena, prev...), BigramSep)
			second := len(s.arena)
			s.arena = key(s.arena, t.Text(s.text))
			prev = append(prev[:0], s.arena[second:]...)
			s.add(from, s.tokens[i-1].Start, t.End, i)
			continue
		}
		prev = key(prev[:0], t.Text(s.text))
	}
}

func (s *stream) codes() {
	for _, c := range AppendCodes(nil, s.text, s.tokens) {
		from := len(s.arena)
		s.arena = AppendCodeKey(s.arena, c.Text(s.text))
		s.add(from, c.Start, c.End, c.First+1)
		for i := c.First; i <= c.Last; i++ {
			s.codePart(i, c.First != c.Last)
		}
	}
}

// codePart adds token i as a part of its code, and the parts of the token.
func (s *stream) codePart(i int, whole bool) {
	t := s.tokens[i]
	if whole {
		s.codeTerm(t.Start, t.End, i+1)
	}
	splitMixed(t.Text(s.text), t.Form, func(from, to int) {
		s.codeTerm(t.Start+from, t.Start+to, i+1)
	})
}

func (s *stream) codeTerm(start, end, position int) {
	from := len(s.arena)
	s.arena = AppendCodeKey(s.arena, s.text[start:end])
	s.add(from, start, end, position)
}
