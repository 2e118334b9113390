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

// Highlights marks what a search text asks for in the texts of a procedure:
// the name whole, then the passages that show most. The texts are analysed
// again, since the index holds none.
func (x *Index) Highlights(text string, p *motcua.Procedure) []motcua.Highlight {
	q := ask(text)
	if len(q.words) == 0 && len(q.codes) == 0 {
		return nil
	}
	name := lighter{words: q.keys(true), folded: q.foldedKeys(true)}
	body := lighter{words: q.keys(len(q.pairs) == 0)}
	var out []motcua.Highlight
	if h, ok := name.light(highlightName, p.Name, len(p.Name)); ok {
		out = append(out, h)
	}
	left := bodyBytes
	for field, text := range displayed(p) {
		if len(out) == maxHighlights || left <= 0 {
			break
		}
		if shows(out, field) {
			continue
		}
		text = cutAt(text, left)
		left -= len(text)
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
	set.AddCodes(q.codes...)
	return set
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
