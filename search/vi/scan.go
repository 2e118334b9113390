package vi

import (
	"unicode"
	"unicode/utf8"
)

// Form says what a token is made of and where it stands.
type Form uint8

// The forms of a token, as bits.
const (
	// HasLetter: the token holds a letter.
	HasLetter Form = 1 << iota
	// HasDigit: the token holds a digit.
	HasDigit
	// HasMark: a letter carries a tone or a shape (đ included). A query none
	// of whose tokens has it was typed without marks.
	HasMark
	// HasRare: the token holds a letter, digit or mark that Vietnamese does
	// not use; its keys take the slow way through Unicode normalisation.
	HasRare
	// AfterBreak: a sentence, clause or line ended between the token before
	// and this one: a line break, a semicolon, or one of . ! ? … followed by
	// space. No bigram spans it.
	AfterBreak
)

// Token is a syllable or number: a run of letters, their combining marks and
// digits, of which text[Start:End] is the original. Invisible runes inside the
// run belong to it, those around it do not. Start and End are rune boundaries.
type Token struct {
	Start, End int
	Form       Form
}

// Is reports whether the token has all of the given forms.
func (t Token) Is(f Form) bool { return t.Form&f == f }

// Text is the token's slice of the text it was scanned from.
func (t Token) Text(text string) string { return text[t.Start:t.End] }

// Syllables scans text into tokens.
func Syllables(text string) []Token {
	if text == "" {
		return nil
	}
	return AppendTokens(make([]Token, 0, len(text)/5+1), text)
}

// AppendTokens appends the tokens of text to dst, in order and without overlap.
// It allocates only where dst is too small.
func AppendTokens(dst []Token, text string) []Token {
	var pending Form
	first := len(dst)
	for i := 0; i < len(text); {
		c, n := classAt(text, i)
		if !c.inToken() {
			if c == 0 && endsSentence(text, i, n) {
				pending = AfterBreak
			}
			i += n
			continue
		}
		t := scanToken(text, i)
		if len(dst) > first {
			t.Form |= pending
		}
		pending = 0
		i = t.End
		dst = append(dst, t)
	}
	return dst
}

// scanToken reads the token that starts at text[start].
func scanToken(text string, start int) Token {
	t := Token{Start: start, End: start}
	for i := start; i < len(text); {
		c, n := classAt(text, i)
		if c == 0 {
			break
		}
		i += n
		if c.kind() != kindSkip {
			t.Form |= formOf(c)
			t.End = i
		}
	}
	return t
}

func formOf(c class) Form {
	switch c.kind() {
	case kindLetter:
		if c>>8 != 0 {
			return HasLetter | HasMark
		}
		return HasLetter
	case kindDigit:
		return HasDigit
	case kindTone, kindShape:
		return HasMark
	}
	return HasLetter | HasRare
}

// endsSentence reports whether the separator of width n at text[i] ends a
// sentence or line. A full stop counts only before space, so that codes,
// amounts and dates stay whole; the end of the text needs no break.
func endsSentence(text string, i, n int) bool {
	switch text[i] {
	case '\n', '\r', ';':
		return true
	case '.', '!', '?':
	default:
		if n < 3 {
			return false
		}
		switch r, _ := utf8.DecodeRuneInString(text[i:]); r {
		case '\u2028', '\u2029':
			return true
		case '…':
		default:
			return false
		}
	}
	next, _ := utf8.DecodeRuneInString(text[i+n:])
	return unicode.IsSpace(next)
}
