package vi

import "strings"

// breakSep stands on the line between tokens that are no neighbours.
const breakSep = '\n'

// Line writes the folded keys of a text, each between separators, so that
// whether a key is in it is a search for a part of a text. It takes about as
// much memory as the text.
func Line(text string) string {
	line := make([]byte, 0, len(text)+2)
	line = append(line, BigramSep)
	for _, t := range Syllables(text) {
		if t.Is(AfterBreak) {
			line = append(line, breakSep, BigramSep)
		}
		line = append(AppendFolded(line, t.Text(text)), BigramSep)
	}
	return string(line)
}

// On says whether a key may match in the text of a line. It is a look that
// costs little, before Fragment takes the text apart.
func (s *KeySet) On(line string) bool {
	if len(s.codes) > 0 {
		return true // their keys are not on the line
	}
	for form := range s.forms {
		if s.on(line, form) {
			return true
		}
	}
	return false
}

func (s *KeySet) on(line, form string) bool {
	for from := 0; ; {
		at := strings.Index(line[from:], form)
		if at < 0 {
			return false
		}
		at += from
		if line[at-1] == BigramSep && line[at+len(form)] == BigramSep {
			return true
		}
		from = at + 1
	}
}

// Fork gives a set of the same keys for another goroutine. No more keys may be
// added to either.
func (s *KeySet) Fork() *KeySet {
	return &KeySet{exact: s.exact, folded: s.folded, codes: s.codes, forms: s.forms, syllables: s.syllables}
}
