package search

import (
	"cmp"
	"slices"
	"strings"

	"motcua"
	"motcua/search/vi"
)

// maxReadings bounds in how many ways what is typed is read with aliases.
const maxReadings = 3

// minForm is how many letters of a form must have been typed before it is
// taken for one.
const minForm = 2

// forms are the aliases as completion needs them: who has typed the beginning
// of one is shown what it means. It never changes; nil has none.
type forms struct {
	list   []aliasForm // by line
	byLine map[string][]int
}

type aliasForm struct {
	line  string // see lineOf
	alias motcua.Alias
}

// newForms leaves out what only asks for a part of a record: it completes to
// nothing.
func newForms(v *motcua.Vocabulary) *forms {
	f := &forms{byLine: map[string][]int{}}
	for _, a := range v.Aliases {
		if line := lineOf(a.Form); line != "" && a.Kind != motcua.AliasIntent {
			f.list = append(f.list, aliasForm{line, a})
		}
	}
	slices.SortStableFunc(f.list, func(a, b aliasForm) int {
		return cmp.Or(strings.Compare(a.line, b.line), cmp.Compare(b.alias.Weight, a.alias.Weight), strings.Compare(a.alias.Means, b.alias.Means))
	})
	for i := range f.list {
		f.byLine[f.list[i].line] = append(f.byLine[f.list[i].line], i)
	}
	return f
}

// reading is a way to understand what is typed.
type reading struct {
	typed
	penalty int
	phrase  string // what to suggest instead of procedures
}

// readings gives what is typed, and what it may mean by its aliases on a day:
// the longest form first.
func (f *forms) readings(t typed, day motcua.Date) []reading {
	out := []reading{{typed: t}}
	if f == nil {
		return out
	}
	n := len(t.raw)
	for size := n; size > 0; size-- {
		for from := 0; from+size <= n; from++ {
			for _, i := range f.within(t, from, from+size) {
				if len(out) > maxReadings {
					return out
				}
				out = f.list[i].read(out, t, from, from+size, day)
			}
		}
	}
	return out
}

// within gives the aliases whose form is these words; of the last words, which
// are being typed, those whose form begins with them.
func (f *forms) within(t typed, from, to int) []int {
	line := lineOf(strings.Join(t.raw[from:to], " "))
	if to < len(t.raw) {
		return f.byLine[line]
	}
	if len(line) < 1+minForm {
		return nil
	}
	first, _ := slices.BinarySearchFunc(f.list, line, func(a aliasForm, line string) int { return strings.Compare(a.line, line) })
	var out []int
	for i := first; i < len(f.list) && strings.HasPrefix(f.list[i].line, line); i++ {
		out = append(out, i)
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(len(f.list[a].line), len(f.list[b].line)) })
	return out[:min(len(out), maxReadings)]
}

// read adds what is typed with the alias's meaning in the place of its form.
func (a *aliasForm) read(out []reading, t typed, from, to int, day motcua.Date) []reading {
	if !a.alias.Valid.Contains(day) {
		return out
	}
	if a.alias.Kind == motcua.AliasNotAProcedure {
		if from > 0 || to < len(t.raw) {
			return out
		}
		return append(out, reading{phrase: a.alias.Form})
	}
	words := slices.Concat(t.raw[:from], []string{a.alias.Means}, t.raw[to:])
	meant, ok := newTyped(strings.Join(words, " "))
	if !ok || slices.ContainsFunc(out, func(r reading) bool { return r.line == meant.line }) {
		return out
	}
	return append(out, reading{typed: meant, penalty: worthAlias + int((1-a.alias.Weight)*worthDoubt)})
}

// rawWords are the syllables of a text as they were typed.
func rawWords(text string, tokens []vi.Token) []string {
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = t.Text(text)
	}
	return out
}
