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
	maxRunes = 240  // runes of the words that are searched for
	maxWords = 32   // words that are searched for; they are bits in a mask
	maxCodes = 8
)

// question is a search text as it was understood.
type question struct {
	text       string            // as searched for
	words      []term            // bounded
	weights    [maxWords]float64 // of the words, by how rare they are; 0 for unknown ones
	pairs      []pair
	expansions []expansion
	codes      []string // keys of what looks like a code, whole
	only       bool     // the question is one code and nothing else
	marked     bool     // somebody who types marks: unmarked syllables mean what they say
	cut        bool     // something was beyond the bounds
	corrected  bool     // text is not what was typed
	dropped    []string // words that ask rather than name
	missing    uint32   // words that the best document lacks, where none has enough; as bits
	pinned     []motcua.ID
	day        motcua.Date

	replaced      []motcua.Replacement
	aliases       []motcua.AppliedAlias
	intent        *motcua.Intent
	notAProcedure *motcua.NotAProcedure
}

// term is a word of a question.
type term struct {
	word
	part   part
	likely string  // the exact key it most probably stands for, where it has no marks
	sure   float64 // how probable that is
	held   bool    // an alias covers it
}

// meant is the exact key, with the marks that were probably meant.
func (w *term) meant() string {
	if w.likely != "" && w.sure >= evenly {
		return w.likely
	}
	return w.exact
}

// evenly is how sure restored marks must be to be taken for what was meant:
// more probable than all other readings together.
const evenly = 0.5

// pair is a bigram of two words that stand together.
type pair struct {
	first         int // index of its first word
	exact, folded string
}

// ask understands a search text by itself.
func ask(text string) *question { return (&lexicon{}).ask(text, 0) }

// ask understands a search text with the help of what is known of the language
// and of how people ask on that day.
func (l *lexicon) ask(text string, day motcua.Date) *question {
	q := &question{day: day}
	q.read(text)
	q.pinned = l.pinned(q.text, day)
	all := l.spell(q)
	tokens := make([]vi.Token, len(all))
	for i := range all {
		tokens[i] = all[i].token()
	}
	q.findCodes(tokens)
	setParts(all)
	q.choose(all, q.take(all, l.match(all, day)))
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

// choose keeps the words that are searched for, within the bounds, and pairs
// neighbours.
func (q *question) choose(all []term, spans []span) {
	if !slices.ContainsFunc(all, func(t term) bool { return t.part == content || t.held }) {
		for i := range all {
			all[i].part = content // nothing but stop words: they are what is asked for
		}
	}
	at := make([]int, len(all)) // place among the words
	for i := range at {
		at[i] = -1
	}
	runes, last := 0, -2
	for i := range all {
		t := all[i]
		raw := t.token().Text(q.text)
		if t.part == asking && !t.held || t.folded == "" {
			q.dropped = append(q.dropped, raw)
			continue
		}
		runes += utf8.RuneCountInString(raw)
		if len(q.words) == maxWords || runes > maxRunes {
			q.cut = true
			break
		}
		if last == i-1 && !t.token().Is(vi.AfterBreak) {
			q.addPair(t)
		}
		at[i] = len(q.words)
		q.words = append(q.words, t)
		last = i
	}
	for _, s := range spans {
		q.expand(s, at)
	}
}

func (q *question) addPair(w term) {
	before := q.words[len(q.words)-1]
	q.pairs = append(q.pairs, pair{
		first: len(q.words) - 1,
		exact: vi.Bigram(before.meant(), w.meant()), folded: vi.Bigram(before.folded, w.folded),
	})
}

// findCodes finds what is meant as a code: of several parts, or a national
// code. Numbers and licence classes (A1) are words.
func (q *question) findCodes(tokens []vi.Token) {
	for _, c := range vi.AppendCodes(nil, q.text, tokens) {
		if c.First == c.Last {
			continue
		}
		if key := vi.CodeKey(c.Text(q.text)); len(q.codes) < maxCodes && !slices.Contains(q.codes, key) {
			q.codes = append(q.codes, key)
		}
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
