package search

import (
	"unicode/utf8"

	"motcua"
	"motcua/search/vi"
)

const (
	fragmentRunes = 200 // about two lines of a result
	maxHighlights = 3   // fields that are shown for a result, the name among them
	// bodyBytes bounds the body text that is analysed for one result. The
	// longest body has 130 KB; a page of 20 must not wait for all of it, and
	// what is far down tells little.
	bodyBytes = 4 << 10
)

// The fields of highlights, as the API calls them.
const (
	highlightName         = "name"
	highlightDescription  = "description"
	highlightResults      = "results"
	highlightRequirements = "requirements"
	highlightSteps        = "steps"
	highlightComponents   = "components"
	highlightKeywords     = "keywords"
)

// marker marks what a question asks for in the texts of procedures.
type marker struct {
	name, body lighter
	lines      linesCache
}

func newMarker(q *question, lines linesCache) *marker {
	if len(q.words) == 0 && len(q.codes) == 0 {
		return nil
	}
	return &marker{
		name:  lighter{words: q.keys(true), folded: q.foldedKeys(true)},
		body:  lighter{words: q.keys(len(q.pairs) == 0)},
		lines: lines,
	}
}

// mark gives the name whole, then the passages that show most. The texts are
// analysed again, since the index holds none. It may be called by several
// goroutines.
func (m *marker) mark(p *motcua.Procedure) []motcua.Highlight {
	if m == nil {
		return nil
	}
	var out []motcua.Highlight
	name, body := m.name.fork(), m.body.fork()
	if h, ok := name.light(highlightName, p.Name, len(p.Name)); ok {
		out = append(out, h)
	}
	lines, left, i := m.lines.of(p), bodyBytes, -1
	for field, text := range displayed(p) {
		i++
		if len(out) == maxHighlights || left <= 0 {
			break
		}
		if shows(out, field) {
			continue
		}
		text = cutAt(text, left)
		left -= len(text)
		if i < len(lines) && !body.on(lines[i]) {
			continue
		}
		if h, ok := body.light(field, text, fragmentRunes); ok {
			out = append(out, h)
		}
	}
	return out
}

// shows says whether a field has a highlight already.
func shows(hs []motcua.Highlight, field string) bool {
	return len(hs) > 0 && hs[len(hs)-1].Field == field
}

// cutAt gives at most so many bytes of a text, whole runes.
func cutAt(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// displayed gives the texts to look into, the most telling first.
func displayed(p *motcua.Procedure) func(yield func(field, text string) bool) {
	return func(yield func(string, string) bool) {
		give := func(field string, text *string) bool {
			return text == nil || *text == "" || yield(field, *text)
		}
		if !give(highlightKeywords, p.Keywords) || !give(highlightDescription, p.Description) {
			return
		}
		for i := range p.Results {
			if !yield(highlightResults, p.Results[i].Name) {
				return
			}
		}
		if !give(highlightRequirements, p.Requirements) {
			return
		}
		for i := range p.Steps {
			if !give(highlightSteps, p.Steps[i].Title) || !give(highlightSteps, p.Steps[i].Text) {
				return
			}
		}
		for i := range p.Cases {
			for j := range p.Cases[i].Components {
				if !yield(highlightComponents, p.Cases[i].Components[j].Name) {
					return
				}
			}
		}
	}
}

// lighter marks with the keys as typed, and where those mark nothing, without
// regard to marks.
type lighter struct {
	words, folded *vi.KeySet
}

// fork gives one for another goroutine.
func (l lighter) fork() lighter {
	l.words = l.words.Fork()
	if l.folded != nil {
		l.folded = l.folded.Fork()
	}
	return l
}

// on says whether anything may be marked in the text of a line.
func (l lighter) on(line string) bool {
	return l.words.On(line) || l.folded != nil && l.folded.On(line)
}

func (l lighter) light(field, text string, runes int) (motcua.Highlight, bool) {
	for _, keys := range []*vi.KeySet{l.words, l.folded} {
		if keys == nil {
			continue
		}
		h := motcua.Highlight{Field: field}
		marked := false
		for _, part := range keys.Fragment(text, runes).Parts {
			marked = marked || part.Marked
			h.Fragments = append(h.Fragments, motcua.Fragment{Text: part.Text, Marked: part.Marked})
		}
		if marked {
			return h, true
		}
	}
	return motcua.Highlight{}, false
}

// keys are the question's keys as they were typed: exact where there are
// marks. Single words are left out of long texts, which hold each of them
// somewhere.
func (q *question) keys(single bool) *vi.KeySet {
	set := vi.NewKeySet()
	if single {
		for _, w := range q.words {
			if w.marked() {
				set.AddExact(w.exact)
			} else {
				set.AddFolded(w.folded)
			}
		}
	}
	for _, p := range q.pairs {
		if q.words[p.first].marked() && q.words[p.first+1].marked() {
			set.AddExact(p.exact)
		} else {
			set.AddFolded(p.folded)
		}
	}
	for i := range q.expansions {
		for _, a := range q.expansions[i].alts {
			a.addKeys(set)
		}
	}
	set.AddCodes(q.codes...)
	return set
}

// addKeys adds what an alias means: its words together, or its one word. One
// alone of several says little ("giấy" of "giấy chứng nhận …").
func (a *alternative) addKeys(set *vi.KeySet) {
	if len(a.words) == 1 {
		set.AddExact(a.words[0].exact)
	}
	for i := 1; i < len(a.words); i++ {
		set.AddExact(vi.Bigram(a.words[i-1].exact, a.words[i].exact))
	}
}

// foldedKeys are the same keys without marks, nil where that is what they are.
func (q *question) foldedKeys(single bool) *vi.KeySet {
	if !q.marked {
		return nil
	}
	set := vi.NewKeySet()
	if single {
		for _, w := range q.words {
			set.AddFolded(w.folded)
		}
	}
	for _, p := range q.pairs {
		set.AddFolded(p.folded)
	}
	return set
}
