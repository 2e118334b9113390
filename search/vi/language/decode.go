package language

import (
	"strings"

	"motcua/search/vi"
)

// Decode reads a token as the keystrokes of a syllable, typed without an input
// method ("thur", "d9a8ng"), and reports whether it is: only where the token
// itself is no known word and the syllable is. Licence classes (A1) and numbers
// stay.
func (m *Model) Decode(token string) (string, bool) {
	t := m.read(token)
	if !t.has(vi.HasLetter) || t.has(vi.HasMark) || t.has(vi.HasRare) || t.group >= 0 && m.groups[t.group].count > 0 {
		return "", false
	}
	if t.has(vi.HasDigit) && len(t.raw) < 3 {
		return "", false
	}
	for _, decode := range []func(string) (string, bool){vi.DecodeTelex, vi.DecodeVNI} {
		s, ok := decode(t.raw)
		if w := m.read(s); ok && s != strings.ToLower(t.raw) && w.word != unseen && m.words[w.word].known() {
			return s, true
		}
	}
	return "", false
}
