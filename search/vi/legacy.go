package vi

import (
	"strings"
	"unicode"
)

// Legacy is a Vietnamese encoding of before Unicode. Its bytes were drawn as
// Vietnamese by a special font; read as Latin-1 they became the odd letters
// that some records still hold.
type Legacy uint8

// The encodings that can be told apart.
const (
	// NotLegacy: Unicode, or nothing that could be told.
	NotLegacy Legacy = iota
	// TCVN3: one byte a letter, the .Vn fonts ("ViÖt Nam"). Its capitals lie in
	// fonts of their own, so they come back as small letters.
	TCVN3
	// VNIFont: a letter and a mark, the VNI- fonts ("Vieät Nam").
	VNIFont
)

// String names the encoding.
func (l Legacy) String() string {
	switch l {
	case TCVN3:
		return "TCVN3"
	case VNIFont:
		return "VNI"
	}
	return "none"
}

// minLegacyWords is how many words must make sense only in the old encoding:
// two may be chance in a text of names, three of nearly all words are not.
const minLegacyWords = 3

// DetectLegacy tells whether text clearly is in an old encoding. It errs on the
// side of no: a text with one letter that only Unicode has is Unicode.
func DetectLegacy(text string) Legacy {
	for _, r := range text {
		if r > 0xFF && (unicode.IsLetter(r) || unicode.IsMark(r)) {
			return NotLegacy
		}
	}
	tcvn, vni := weigh(text, TCVN3), weigh(text, VNIFont)
	switch {
	case tcvn > vni:
		return TCVN3
	case vni > tcvn:
		return VNIFont
	}
	return NotLegacy
}

// weigh counts the words of text that are syllables only when decoded, or gives
// 0 where the text does not hang together in that encoding.
func weigh(text string, l Legacy) int {
	odd, decoded, plain, won := 0, 0, 0, 0
	for _, word := range strings.FieldsFunc(text, splitsLegacy) {
		if strings.IndexFunc(word, isHigh) < 0 {
			continue
		}
		odd++
		now, then := IsSyllable(word), IsSyllable(l.Decode(word))
		if now {
			plain++
		}
		if then {
			decoded++
		}
		if then && !now {
			won++
		}
	}
	if won < minLegacyWords || decoded*10 < odd*9 || plain*2 > odd {
		return 0
	}
	return won
}

func isHigh(r rune) bool { return r > 0xA0 && r <= 0xFF }

// splitsLegacy reports runes between words: anything but ASCII letters and the
// upper half of Latin-1, whose signs are letters in the old encodings.
func splitsLegacy(r rune) bool {
	return !isHigh(r) && !(r < 0x80 && unicode.IsLetter(r))
}

// Decode converts a text from the encoding to composed Unicode. What the
// encoding does not define stays as it is.
func (l Legacy) Decode(text string) string {
	switch l {
	case TCVN3:
		return strings.Map(func(r rune) rune {
			if to, ok := tcvn3[r]; ok {
				return to
			}
			return r
		}, text)
	case VNIFont:
		return decodeVNIFont(text)
	}
	return text
}

func decodeVNIFont(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	rs := []rune(text)
	for i := 0; i < len(rs); i++ {
		base, ok := vniLone[rs[i]]
		if !ok {
			base = rs[i]
		}
		if i+1 < len(rs) {
			if r := vniMarked(base, rs[i+1]); r != 0 {
				base = r
				i++
			}
		}
		out.WriteRune(base)
	}
	return out.String()
}

// vniMarked gives the letter with the mark that follows it, or 0.
func vniMarked(base, mark rune) rune {
	m, ok := vniMarks[unicode.ToLower(mark)]
	if !ok {
		return 0
	}
	c := classify(base)
	if c.kind() != kindLetter || c.tone() != 0 || m.shape != plain && c.shape() != plain {
		return 0
	}
	s := max(c.shape(), m.shape)
	for _, row := range vowelRows {
		if row.base != c.base() || row.shape != s {
			continue
		}
		r := []rune(row.tones)[m.tone]
		if unicode.IsUpper(base) {
			return unicode.ToUpper(r)
		}
		return r
	}
	return 0
}
