package language

import (
	"unicode/utf8"

	"motcua/search/vi"
)

// typed is what is known of a token of a query.
type typed struct {
	raw    string
	form   vi.Form
	key    string
	folded string
	group  int32  // of the folded key, -1 for none
	word   uint32 // of the exact key, or unseen
}

// has reports whether the token has all the given forms.
func (t *typed) has(f vi.Form) bool { return t.form&f == f }

// read looks a token up. What is no single word is a token without form.
func (m *Model) read(raw string) typed {
	t := typed{raw: raw, group: -1, word: unseen}
	if len(raw) > 4*maxWordBytes || !utf8.ValidString(raw) {
		return t
	}
	var buf [2]vi.Token
	tokens := vi.AppendTokens(buf[:0], raw)
	if len(tokens) != 1 {
		return t
	}
	t.raw = tokens[0].Text(raw)
	t.form = tokens[0].Form
	t.key, t.folded = vi.Exact(t.raw), vi.Folded(t.raw)
	g, ok := m.byFolded[t.folded]
	if !ok || !t.has(vi.HasLetter) {
		return t
	}
	t.group = int32(g)
	for w := m.groups[g].start; w < m.groups[g].end; w++ {
		if m.words[w].key == t.key {
			t.word = w
		}
	}
	return t
}

// readAll looks tokens up, up to maxTokens, and tells whether one has a mark.
func (m *Model) readAll(tokens []string) (all []typed, marked bool) {
	all = make([]typed, min(len(tokens), maxTokens))
	for i := range all {
		all[i] = m.read(tokens[i])
		marked = marked || all[i].has(vi.HasMark)
	}
	return all, marked
}

// maxTokens is how many tokens of a query are looked at. The longest question
// known has 46.
const maxTokens = 64

// unmarked reports whether marks can be restored: letters only, none with a mark.
func (t *typed) unmarked() bool { return t.form&^vi.AfterBreak == vi.HasLetter }

// last is the word that the token is for what follows it.
func (t *typed) last() uint32 {
	if !t.has(vi.HasLetter) {
		return boundary
	}
	return t.word
}
