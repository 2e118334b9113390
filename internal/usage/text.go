package usage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// maxRunes of a text that is counted. Longer ones tell a story, which is
// somebody's own; they are dropped and not cut, because half a number no longer
// looks like one.
const maxRunes = 100

// textOf brings a text into the form in which it is counted: NFC, lower case,
// single spaces. ok is false where it is not counted: codes, which name a
// record and no wish, and what looks personal.
func textOf(typed string) (text string, ok bool) {
	if len(typed) > 2*maxRunes*utf8.UTFMax || !utf8.ValidString(typed) {
		return "", false
	}
	text = strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(typed)), " "))
	counted := strings.ContainsFunc(text, unicode.IsLetter) && utf8.RuneCountInString(text) <= maxRunes &&
		!strings.ContainsFunc(text, isInvisible) && !isCode(text) && !isPersonal(text)
	return text, counted
}

func isInvisible(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// isCode says whether a text is the code of a procedure or the number of a
// document: one word in which digits and signs stand together.
func isCode(text string) bool {
	if _, ok := motcua.ParseCode(text); ok {
		return true
	}
	return !strings.Contains(text, " ") && strings.ContainsFunc(text, unicode.IsDigit) && strings.ContainsAny(text, "./-")
}
