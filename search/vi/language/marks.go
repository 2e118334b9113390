package language

import (
	"math/bits"
	"strings"
)

// marks are those of a key: the tone in the lowest three bits, then one for each
// letter with a shape.
type marks uint16

const shapedLetters = "ăâêôơưđ"

func marksOf(key string) marks {
	var m marks
	for i, r := range []rune(shapedLetters) {
		if strings.ContainsRune(key, r) {
			m |= 1 << (3 + i)
		}
	}
	if n := len(key) - 1; n > 0 && key[n] >= '1' && key[n] <= '5' && strings.IndexAny(key, "0123456789") == n {
		m |= marks(key[n] - '0')
	}
	return m
}

func (m marks) tone() marks { return m & 7 }

// compare counts the typed marks that a word does not have, and those that it has
// and were not typed.
func (m marks) compare(w marks) (wrong, missing int) {
	switch {
	case m.tone() == w.tone():
	case m.tone() == 0:
		missing++
	default:
		wrong++
	}
	wrong += bits.OnesCount16(uint16(m &^ w >> 3))
	missing += bits.OnesCount16(uint16(w &^ m >> 3))
	return wrong, missing
}

// lettersOf has a bit for each letter of a folded key, and one for all else.
func lettersOf(folded string) uint32 {
	var set uint32
	for i := range len(folded) {
		if c := folded[i] - 'a'; c < 26 {
			set |= 1 << c
		} else {
			set |= 1 << 26
		}
	}
	return set
}
