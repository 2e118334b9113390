package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// appendRareExact is AppendExact for tokens with runes outside the table.
func appendRareExact(dst []byte, token string) []byte {
	w := exactWriter{lenient: true}
	s := expand(token)
	for i := 0; i < len(s); {
		c, n := classAt(s, i)
		w.put(c, s[i:i+n])
		i += n
	}
	w.flush()
	w.dst = norm.NFC.Bytes(w.dst)
	start := len(dst)
	w.dst = fixY(append(dst, w.dst...), start)
	return w.appendTone()
}

// appendRareLetters is appendLetters for tokens with runes outside the table.
// Combining marks go; marks that take room of their own stay, since in the
// scripts that have them they are vowels.
func appendRareLetters(dst []byte, token string) []byte {
	var out []byte
	s := expand(token)
	for i := 0; i < len(s); {
		c, n := classAt(s, i)
		raw := s[i : i+n]
		i += n
		switch c.kind() {
		case kindLetter:
			out = append(out, c.base())
		case kindDigit, kindRare:
			out = append(out, raw...)
		case kindRareMark:
			if unicode.Is(unicode.Mc, []rune(raw)[0]) {
				out = append(out, raw...)
			}
		}
	}
	return append(dst, norm.NFC.Bytes(out)...)
}

// expand decomposes a token, lower-cases it and replaces look-alikes. Runes
// that no key holds go first, because some of them decompose into marks.
func expand(token string) string {
	s := strings.Map(keyRunes(), token)
	s = strings.Map(keyRunes(), norm.NFKD.String(s)) // some letters decompose to space and mark
	if mixesScripts(s) {
		s = strings.Map(latinLookAlike, s)
	}
	return norm.NFKD.String(strings.Map(unicode.ToLower, s))
}

// keyRunes gives a mapping that drops what no key holds: separators, the marks
// that stand on them, and invisible runes.
func keyRunes() func(rune) rune {
	joined := false
	return func(r rune) rune {
		c := classify(r)
		if c.kind() == kindSkip {
			return -1
		}
		joined = c.inToken() || joined && c.isMark()
		if !joined {
			return -1
		}
		return r
	}
}

// mixesScripts reports whether Latin letters or digits stand beside Greek or
// Cyrillic ones. Only then are the latter slips for the Latin letters they
// look like (the P of NĐ-CP is often Cyrillic); a Russian word stays Russian.
func mixesScripts(s string) bool {
	var latin, other bool
	for _, r := range s {
		latin = latin || classify(r).inToken() && r < 0x250
		other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek)
	}
	return latin && other
}

// lookAlikes pairs Cyrillic and Greek letters with the Latin ones of the same
// picture. Capitals and small letters differ: В looks like B, в like nothing.
var lookAlikes = pairs(
	"АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ",
	"ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXovu")

func pairs(from, to string) map[rune]rune {
	m, t := make(map[rune]rune), []rune(to)
	for i, r := range []rune(from) {
		m[r] = t[i]
	}
	return m
}

func latinLookAlike(r rune) rune {
	if l, ok := lookAlikes[r]; ok {
		return l
	}
	return r
}
