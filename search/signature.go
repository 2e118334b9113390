package search

import (
	"strings"

	"motcua/search/vi"
)

// signature is a set of hashes of the words of a name and of their beginnings.
// One that lacks what is typed spares the look at the name: names lie all over
// the memory, and most do not hold what is typed.
type signature [8]uint64

// signedLetters is up to how many letters the beginnings of words are signed.
const signedLetters = 3

// signatureOf signs a line.
func signatureOf(line string) (s signature) {
	for word := range strings.SplitSeq(line, string(rune(vi.BigramSep))) {
		for n := 1; n <= min(len(word), signedLetters); n++ {
			s.add(word[:n], false)
		}
		s.add(word, true)
	}
	return s
}

// signatureOfTyped signs what a name must hold to complete what is typed: the
// words, the last as a beginning.
func signatureOfTyped(t typed) (s signature) {
	for i, word := range t.words {
		word = strings.TrimPrefix(word, string(rune(vi.BigramSep)))
		if i == len(t.words)-1 {
			s.add(word[:min(len(word), signedLetters)], false)
		} else {
			s.add(word, true)
		}
	}
	return s
}

func (s *signature) add(word string, whole bool) {
	h := uint32(2166136261) // FNV-1a
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	if whole {
		h = (h ^ ' ') * 16777619
	}
	h ^= h >> 15
	s[h>>6&7] |= 1 << (h & 63)
}

// holds says whether everything in another signature is in this one.
func (s *signature) holds(o *signature) bool {
	return s[0]&o[0] == o[0] && s[1]&o[1] == o[1] && s[2]&o[2] == o[2] && s[3]&o[3] == o[3] &&
		s[4]&o[4] == o[4] && s[5]&o[5] == o[5] && s[6]&o[6] == o[6] && s[7]&o[7] == o[7]
}
