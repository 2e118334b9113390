package search

import (
	"slices"

	"motcua"
	"motcua/search/vi"
)

// wording is a form of the vocabulary with all that it may mean.
type wording struct {
	words    []word
	meanings []meaning
}

// meaning is one of the things that a wording may stand for. The words are
// none where it is not searched for.
type meaning struct {
	alias *motcua.Alias
	words []word
}

// newWordings makes aliases ready to be found, by their first folded word, the
// longest first.
func newWordings(aliases []motcua.Alias) map[string][]*wording {
	byForm := map[string]*wording{} // by its words: ly hôn and li hôn are one
	out := map[string][]*wording{}
	for i := range aliases {
		a := &aliases[i]
		form := wholeKey(a.Form)
		w := byForm[form]
		if w == nil {
			if w = (&wording{words: wordsOf(a.Form)}); len(w.words) == 0 {
				continue
			}
			byForm[form] = w
			first := w.words[0].folded
			out[first] = append(out[first], w)
		}
		m := meaning{alias: a}
		if a.Kind != motcua.AliasIntent && a.Kind != motcua.AliasNotAProcedure {
			m.words = wordsOf(a.Means)
		}
		w.meanings = append(w.meanings, m)
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b *wording) int { return len(b.words) - len(a.words) })
	}
	return out
}

func wordsOf(text string) []word {
	var out []word
	for _, t := range vi.Syllables(text) {
		if w := newWord(text, t); w.folded != "" {
			out = append(out, w)
		}
	}
	return out
}

// span is a wording that was found in a question, as words [start:end) of it.
type span struct {
	start, end int
	wording    *wording
	meanings   []*meaning // those that hold on the day
}

// match finds wordings in a question from its beginning on, the longest where
// several begin together.
func (l *lexicon) match(all []term, day motcua.Date) []span {
	var spans []span
	for i := 0; i < len(all); {
		s, ok := l.longest(all, i, day)
		if ok {
			spans = append(spans, s)
			i = s.end
		} else {
			i++
		}
	}
	return spans
}

func (l *lexicon) longest(all []term, i int, day motcua.Date) (span, bool) {
	for _, w := range l.wordings[all[i].folded] {
		if !l.stands(w, all[i:]) {
			continue
		}
		s := span{start: i, end: i + len(w.words), wording: w}
		for k := range w.meanings {
			if w.meanings[k].alias.Valid.Contains(day) {
				s.meanings = append(s.meanings, &w.meanings[k])
			}
		}
		if len(s.meanings) > 0 {
			return s, true
		}
	}
	return span{}, false
}

// stands says whether a wording begins here. Typed marks must not speak against
// it. A single syllable without marks must be the form itself: as typed, as
// most probably meant, or because it is no word at all.
func (l *lexicon) stands(w *wording, words []term) bool {
	if len(words) < len(w.words) {
		return false
	}
	for i := range w.words {
		if vi.AgreeKeys(words[i].exact, w.words[i].exact) == vi.Conflict {
			return false
		}
	}
	if len(w.words) > 1 || words[0].exact == w.words[0].exact {
		return true
	}
	return words[0].meant() == w.words[0].exact || !l.isWord(words[0].folded)
}

// alone says whether a token by itself is a wording.
func (l *lexicon) alone(raw string) bool {
	exact := vi.Exact(raw)
	return slices.ContainsFunc(l.wordings[vi.Folded(raw)], func(w *wording) bool {
		return len(w.words) == 1 && vi.AgreeKeys(exact, w.words[0].exact) != vi.Conflict
	})
}

// newPins gives the pins by the words of their queries.
func newPins(pins []motcua.Pin) map[string][]motcua.Pin {
	out := map[string][]motcua.Pin{}
	for _, p := range pins {
		key := wholeKey(p.Query)
		out[key] = append(out[key], p)
	}
	return out
}

// pinned gives the procedures that officials put first for exactly this text.
func (l *lexicon) pinned(text string, day motcua.Date) []motcua.ID {
	if len(l.pins) == 0 {
		return nil
	}
	var out []motcua.ID
	for _, p := range l.pins[wholeKey(text)] {
		if p.Valid.Contains(day) {
			out = append(out, p.Procedure)
		}
	}
	return out
}

// wholeKey compares texts as a whole: the exact keys of their words.
func wholeKey(text string) string {
	var out []byte
	for _, t := range vi.Syllables(text) {
		out = append(vi.AppendExact(out, t.Text(text)), vi.BigramSep)
	}
	return string(out)
}
