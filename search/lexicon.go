package search

import (
	"strings"

	"motcua"
	"motcua/search/vi"
	"motcua/search/vi/language"
)

// lexicon is what helps to understand a question: the model of the texts'
// language, the words of all names, and the vocabulary that officials keep.
// It never changes. An empty one knows nothing.
type lexicon struct {
	model    *language.Model   // nil before the first rebuild
	ids      map[string]uint32 // of the folded words of names
	idf      []float64         // what each of them says, by id
	wordings map[string][]*wording
	pins     map[string][]motcua.Pin
}

// mendSure is how probable a correction must be to be made. It may be less
// than even: the word as it was typed finds nothing.
const mendSure = 0.3

// spell gives the words of a question, keystrokes decoded, slips mended and
// marks restored.
func (l *lexicon) spell(q *question) []term {
	tokens := vi.Syllables(q.text)
	if l.model != nil {
		if l.decode(q, tokens) {
			tokens = vi.Syllables(q.text)
		}
		if l.mend(q, tokens) {
			tokens = vi.Syllables(q.text)
		}
	}
	all := make([]term, len(tokens))
	raw := make([]string, len(tokens))
	for i, t := range tokens {
		all[i].word = newWord(q.text, t)
		raw[i] = t.Text(q.text)
		q.marked = q.marked || all[i].marked()
	}
	if l.model != nil {
		for i, r := range l.model.Restore(raw) {
			all[i].likely, all[i].sure = r.Key, r.Probability
		}
	}
	return all
}

// decode replaces tokens that are the keystrokes of a syllable, and no word by
// themselves.
func (l *lexicon) decode(q *question, tokens []vi.Token) bool {
	var a amendment
	for _, t := range tokens {
		raw := t.Text(q.text)
		if l.holds(vi.Folded(raw)) || l.alone(raw) {
			continue
		}
		if s, ok := l.model.Decode(raw); ok {
			a.replace(t.Start, t.End, s)
		}
	}
	return a.apply(q)
}

// mend replaces what no text has by what was most probably meant. Codes and
// what the vocabulary knows stay.
func (l *lexicon) mend(q *question, tokens []vi.Token) bool {
	raw := make([]string, len(tokens))
	opts := language.Options{Keep: make([]bool, len(tokens)), Limit: 1}
	for i, t := range tokens {
		raw[i] = t.Text(q.text)
		opts.Keep[i] = l.alone(raw[i]) || l.holds(vi.Folded(raw[i])) && !l.model.Known(vi.Folded(raw[i]))
	}
	for _, c := range vi.AppendCodes(nil, q.text, tokens) {
		for i := c.First; i <= c.Last; i++ {
			opts.Keep[i] = true
		}
	}
	var a amendment
	end := 0
	for _, c := range l.model.Correct(raw, opts) {
		if c.Start >= end && c.Probability >= mendSure {
			a.replace(tokens[c.Start].Start, tokens[c.End-1].End, c.Text)
			end = c.End
		}
	}
	return a.apply(q)
}

// holds says whether a name has a folded word.
func (l *lexicon) holds(folded string) bool {
	_, ok := l.ids[folded]
	return ok
}

// isWord says whether any text has a folded word.
func (l *lexicon) isWord(folded string) bool {
	return l.holds(folded) || l.model != nil && l.model.Known(folded)
}

// amendment collects replacements in a text, in order.
type amendment struct{ parts []replacement }

type replacement struct {
	start, end int
	text       string
}

func (a *amendment) replace(start, end int, text string) {
	a.parts = append(a.parts, replacement{start, end, text})
}

func (a *amendment) apply(q *question) bool {
	if len(a.parts) == 0 {
		return false
	}
	var out strings.Builder
	at := 0
	for _, p := range a.parts {
		out.WriteString(q.text[at:p.start])
		out.WriteString(p.text)
		at = p.end
	}
	out.WriteString(q.text[at:])
	q.text, q.corrected = out.String(), true
	return true
}
