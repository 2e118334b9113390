package search

import (
	"cmp"
	"slices"
	"strings"

	"motcua"
	"motcua/search/vi"
)

// completion is an agency, sector or decision in the form in which it is completed.
type completion struct {
	kind motcua.SuggestionKind
	text string
	code string
	line string // see lineOf
}

// completions lists the agencies, sectors and decisions among labels, each name once.
func completions(byID map[labelKey]*labelEntry) []completion {
	kinds := map[int]motcua.SuggestionKind{
		dimSector: motcua.SuggestionSector, dimPromulgatedBy: motcua.SuggestionAgency, dimExecutedBy: motcua.SuggestionAgency,
		dimDecision: motcua.SuggestionDecision,
	}
	type named struct {
		kind motcua.SuggestionKind
		line string
	}
	first := map[named]completion{}
	for key, entry := range byID {
		kind, ok := kinds[key.dim]
		if !ok {
			continue
		}
		c := completion{kind: kind, text: entry.best.Name, code: entry.best.Code, line: lineOf(entry.best.Name)}
		at := named{kind, c.line}
		if old, ok := first[at]; !ok || cmp.Or(strings.Compare(c.text, old.text), strings.Compare(c.code, old.code)) < 0 {
			first[at] = c
		}
	}
	out := make([]completion, 0, len(first))
	for _, c := range first {
		out = append(out, c)
	}
	return out
}

// lineOf writes each word of a text, folded, behind a separator, so that the
// beginning of words is found as a part of it. Every y is an i: whether it is
// one cannot be told before the word is complete.
func lineOf(text string) string {
	var line []byte
	for _, t := range vi.Syllables(text) {
		line = appendLine(line, t.Text(text))
	}
	return string(line)
}

func appendLine(line []byte, raw string) []byte {
	line = append(line, vi.BigramSep)
	from := len(line)
	line = vi.AppendCodeKey(line, raw)
	for i := from; i < len(line); i++ {
		if line[i] == 'y' {
			line[i] = 'i'
		}
	}
	return line
}

// completes says whether what is typed stands in the name at the beginning of a
// word. Numbers of decisions are typed from their beginning, once they are told
// from counts: by two digits.
func (c *completion) completes(t typed) bool {
	if c.kind != motcua.SuggestionDecision {
		return strings.Contains(c.line, t.line)
	}
	return len(t.line) > 2 && strings.HasPrefix(c.line, t.line)
}

// complete finds agencies, sectors and decisions.
func (l *labels) complete(t typed, first int) []motcua.Suggestion {
	var found []completion
	for _, c := range l.list {
		if c.completes(t) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b completion) int {
		return cmp.Or(cmp.Compare(strings.Index(a.line, t.line), strings.Index(b.line, t.line)),
			cmp.Compare(len(a.text), len(b.text)), strings.Compare(a.text, b.text), cmp.Compare(a.kind, b.kind))
	})
	var out []motcua.Suggestion
	for _, c := range found[:min(first, len(found))] {
		s := motcua.Suggestion{Text: c.text, Kind: c.kind}
		if c.code != "" {
			s.Code = &c.code
		}
		out = append(out, s)
	}
	return out
}
