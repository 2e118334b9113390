package portal

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// What a text must not hold: Postgres stores neither, and Go would turn the
// second into U+FFFD without a word.
const (
	flawNUL       = "the text holds a NUL (\\u0000), which cannot be stored"
	flawSurrogate = "the text holds half of a surrogate pair, which is no character"
)

// str reads the string that begins at byte i, for node at, and gives the byte
// after it. A string without escapes is a part of the document, not a copy.
func (t *tree) str(i int, at int32) (string, int) {
	i++
	end := t.quote(i)
	escape := strings.IndexByte(t.text[i:end], '\\')
	if escape < 0 {
		return t.text[i:end], end + 1
	}
	out := make([]byte, 0, end-i)
	for escape >= 0 {
		out = append(out, t.text[i:i+escape]...)
		out, i = t.escape(out, i+escape, at)
		if i > end { // that quote was an escaped one
			end = t.quote(i)
		}
		escape = strings.IndexByte(t.text[i:end], '\\')
	}
	return string(append(out, t.text[i:end]...)), end + 1
}

func (t *tree) quote(i int) int { return i + strings.IndexByte(t.text[i:], '"') }

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape appends what the escape at byte i stands for, and gives the byte
// after it.
func (t *tree) escape(out []byte, i int, at int32) ([]byte, int) {
	if c := t.text[i+1]; c != 'u' {
		return append(out, escapes[c]), i + 2
	}
	r := t.hex(i)
	i += 6
	switch {
	case r == 0:
		t.fault(at, flawNUL)
	case utf16.IsSurrogate(r):
		pair := utf8.RuneError
		if strings.HasPrefix(t.text[i:], `\u`) {
			pair = utf16.DecodeRune(r, t.hex(i))
		}
		if pair == utf8.RuneError {
			t.fault(at, flawSurrogate)
			break
		}
		return utf8.AppendRune(out, pair), i + 6
	}
	return utf8.AppendRune(out, r), i
}

func (t *tree) hex(i int) rune {
	n, _ := strconv.ParseUint(t.text[i+2:i+6], 16, 32) // four hexadecimal digits, as the validation saw
	return rune(n)
}

// fault keeps the first flaw.
func (t *tree) fault(at int32, flaw string) {
	if t.flaw == "" {
		t.flaw, t.faulty = flaw, at
	}
}
