package search

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua"
	"motcua/search/vi"
)

// The bounds of a question, applied before anything is looked up: the time of
// a search grows with its words. What is beyond them is cut.
const (
	maxRead  = 1000 // runes that are read at all; the longest question seen has 240
	maxRunes = 200  // runes of content words
	maxWords = 16   // content words; they are bits in a mask of 32
)

// question is a search text as it was understood.
type question struct {
	text    string
	words   []word            // content words, bounded
	weights [maxWords]float64 // of the words, by how rare they are; 0 for unknown ones
	pairs   []pair
	codes   []string // keys of what looks like a code, whole
	only    bool     // the question is one code and nothing else
	marked  bool     // somebody who types marks: unmarked syllables mean what they say
	cut     bool     // something was beyond the bounds
	dropped []string // words that ask rather than name
}

// pair is a bigram of two content words that stand together.
type pair struct {
	first         int // index of its first word
	exact, folded string
}

// ask understands a search text.
func ask(text string) *question {
	q := &question{}
	q.read(text)
	tokens := vi.Syllables(q.text)
	all := make([]word, len(tokens))
	for i, t := range tokens {
		all[i] = newWord(q.text, t)
		q.marked = q.marked || all[i].marked()
	}
	q.findCodes(tokens)
	q.choose(all)
	return q
}

// read composes the text and bounds it.
func (q *question) read(text string) {
	if limit := maxRead * 4 * utf8.UTFMax; len(text) > limit { // decomposed letters have up to three marks
		text, q.cut = text[:limit], true
	}
	text = norm.NFC.String(text)
	n := 0
	for i := range text {
		if n++; n > maxRead {
			q.text, q.cut = text[:i], true
			return
		}
	}
	q.text = text
}

// choose keeps the content words, within the bounds, and pairs neighbours.
func (q *question) choose(all []word) {
	drop := stopped(all, q.marked)
	if !slices.Contains(drop, false) {
		clear(drop) // nothing but stop words: they are what is asked for
	}
	runes, last := 0, -2
	for i, w := range all {
		raw := w.token.Text(q.text)
		if drop[i] {
			q.dropped = append(q.dropped, raw)
			continue
		}
		runes += utf8.RuneCountInString(raw)
		if len(q.words) == maxWords || runes > maxRunes {
			q.cut = true
			return
		}
		if w.folded == "" {
			continue
		}
		if last == i-1 && !w.token.Is(vi.AfterBreak) {
			q.addPair(w)
		}
		q.words = append(q.words, w)
		last = i
	}
}

func (q *question) addPair(w word) {
	before := q.words[len(q.words)-1]
	q.pairs = append(q.pairs, pair{
		first: len(q.words) - 1,
		exact: vi.Bigram(before.exact, w.exact), folded: vi.Bigram(before.folded, w.folded),
	})
}

// findCodes finds what is meant as a code: of several parts, or a national
// code. Numbers and licence classes (A1) are words.
func (q *question) findCodes(tokens []vi.Token) {
	for _, c := range vi.AppendCodes(nil, q.text, tokens) {
		if c.First == c.Last {
			continue
		}
		q.codes = append(q.codes, vi.CodeKey(c.Text(q.text)))
		q.only = c.First == 0 && c.Last == len(tokens)-1
	}
}

// nationalCodes are the national codes among the codes of the question.
func (q *question) nationalCodes() []string {
	var out []string
	for _, c := range q.codes {
		if code, ok := motcua.ParseCode(c); ok {
			out = append(out, code.National)
		}
	}
	return out
}
