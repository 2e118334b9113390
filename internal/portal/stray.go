package portal

import (
	"fmt"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

// checkTexts reports letters that search must bend and editors should mend.
// Decomposed text is reported once for a record, as mostly all of its texts
// are; stray characters once for a text.
func (p *parse) checkTexts() {
	decomposed, first := 0, int32(0)
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.kind != kindString || n.copy || n.key == "filePath" || ascii(n.text) {
			continue
		}
		look := inspect(n.text)
		if look.strayAt >= 0 {
			p.doubt(motcua.DoubtStrayCharacter, p.tree.path(int32(i)), around(n.text, look.strayAt), look.stray)
		}
		if look.suspect && !norm.NFC.IsNormalString(n.text) {
			if decomposed++; decomposed == 1 {
				first = int32(i)
			}
		}
	}
	if decomposed > 0 {
		text := p.nodes[first].text
		p.doubt(motcua.DoubtNotNfc, p.tree.path(first), around(text, max(norm.NFC.QuickSpanString(text)-1, 0)), fmt.Sprintf("decomposed Unicode in %d texts; this is the first", decomposed))
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < ' ' {
			return false
		}
	}
	return true
}

type look struct {
	strayAt int // -1: nothing stray
	stray   string
	suspect bool // may be decomposed
}

func inspect(s string) look {
	out := look{strayAt: -1}
	var before rune
	for i, r := range s {
		if r >= 0x300 && !vietnamese(r) {
			out.suspect = true
		}
		if out.strayAt < 0 && (r < ' ' || r >= 0x7f && !vietnamese(r)) {
			if why := stray(r, before, s[i:]); why != "" {
				out.strayAt, out.stray = i, fmt.Sprintf("%s (U+%04X)", why, r)
			}
		}
		before = r
	}
	return out
}

// vietnamese holds the bulk of the letters beyond ASCII, and is none of what
// the checks look for.
func vietnamese(r rune) bool {
	return r >= 0x1ea0 && r <= 0x1ef9 || r >= 0xe0 && r <= 0xfd && r != 0xf0 || r == 0x111 || r == 0x110 || r == 0x1b0 || r == 0x1a1 || r >= 0x2010 && r <= 0x2026
}

// stray says what is wrong with a character, "" for nothing.
func stray(r, before rune, rest string) string {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return ""
	case unicode.Is(unicode.Co, r):
		return "private-use character"
	case r == 0xa0 || r == 0x202f || r == 0x2007:
		return "no-break space"
	case unicode.Is(unicode.Zs, r):
		return "unusual space"
	case unicode.Is(unicode.Cf, r):
		return "invisible character"
	case unicode.Is(unicode.Cc, r):
		return "control character"
	case r == 0x2028 || r == 0x2029:
		return "line separator"
	case r == unicode.ReplacementChar:
		return "replacement character: the letter was lost"
	case r == 0xd0 || r == 0xf0 || r == 0x189:
		return "not the letter đ"
	case unicode.Is(unicode.Cyrillic, r) && besideLatin(before, rest):
		return "Cyrillic letter in a word"
	case unicode.Is(unicode.Greek, r) && r != 'μ' && r != 'Ω' && besideLatin(before, rest):
		return "Greek letter in a word"
	}
	return ""
}

func besideLatin(before rune, rest string) bool {
	if unicode.Is(unicode.Latin, before) {
		return true
	}
	for i, r := range rest {
		if i > 0 {
			return unicode.Is(unicode.Latin, r)
		}
	}
	return false
}
