package vi

import "unicode/utf8"

// Agreement says how the marks of a typed syllable fit those of a text.
type Agreement uint8

// The agreements, best first.
const (
	// Same: the two have the same exact key.
	Same Agreement = iota
	// Subset: every mark that was typed stands in the text, which has more.
	Subset
	// Conflict: a typed mark is missing in the text or differs, or the letters
	// do.
	Conflict
)

// String names the agreement.
func (a Agreement) String() string {
	switch a {
	case Same:
		return "same"
	case Subset:
		return "subset"
	}
	return "conflict"
}

// Agree compares the marks of a typed syllable with those of a text syllable.
func Agree(typed, text string) Agreement {
	var a, b [32]byte
	return agree(AppendExact(a[:0], typed), AppendExact(b[:0], text))
}

// AgreeKeys is [Agree] for two exact keys of single tokens.
func AgreeKeys(typed, text string) Agreement {
	var a, b [32]byte
	return agree(append(a[:0], typed...), append(b[:0], text...))
}

func agree(typed, text []byte) Agreement {
	if string(typed) == string(text) {
		return Same
	}
	typed, typedTone := splitTone(typed)
	text, textTone := splitTone(text)
	if typedTone != '0' && typedTone != textTone || !lettersWithin(typed, text) {
		return Conflict
	}
	return Subset
}

// splitTone takes the tone digit off an exact key; no digit is tone 0.
func splitTone(key []byte) ([]byte, byte) {
	bare := trimTone(string(key))
	if len(bare) == len(key) {
		return key, '0'
	}
	return key[:len(bare)], key[len(bare)]
}

// lettersWithin reports whether typed is text with no, some or all of its
// shapes.
func lettersWithin(typed, text []byte) bool {
	for len(typed) > 0 && len(text) > 0 {
		a, n := utf8.DecodeRune(typed)
		b, m := utf8.DecodeRune(text)
		if a != b {
			c := classify(b)
			if c.kind() != kindLetter || rune(c.base()) != a {
				return false
			}
		}
		typed, text = typed[n:], text[m:]
	}
	return len(typed) == 0 && len(text) == 0
}
