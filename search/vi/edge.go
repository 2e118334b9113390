package vi

import "unicode/utf8"

// MaxEdge is the length of the longest edge key in characters. The longest
// Vietnamese syllable has seven letters; the rest is for foreign words.
const MaxEdge = 12

// EdgeKey is the key under which the beginning of a syllable, as typed so far,
// is found among edge keys. Every prefix gets the rule for final y as if it
// were a syllable, so that "quy" finds quyền as well as quí.
func EdgeKey(typed string) string {
	var buf [64]byte
	key := appendLetters(buf[:0], typed)
	n := 0
	for i := 0; i < MaxEdge && n < len(key); i++ {
		n += runeLen(key[n:])
	}
	return string(fixY(key[:n], 0))
}

func runeLen(b []byte) int {
	_, n := utf8.DecodeRune(b)
	return n
}
