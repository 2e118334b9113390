package vi

import (
	"strings"
	"unicode/utf8"
)

// onsets are the consonants a syllable may start with, gi and qu apart.
var onsets = setOf("b c ch d đ g gh h k kh l m n ng ngh nh p ph r s t th tr v x")

// rhymes are the vowels and final consonants a syllable may end with, tone
// apart. Rare but living ones (oong, uyu) are in; those of interjections out.
var rhymes = setOf(`
	a ac ach ai am an ang anh ao ap at au ay
	ăc ăm ăn ăng ăp ăt
	âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et
	ê êch êm ên ênh êp êt êu
	i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
	o oc oi om on ong op ot ooc oong
	oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
	ô ôc ôi ôm ôn ông ôp ôt
	ơ ơi ơm ơn ơp ơt
	u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt
	uân uâng uât uây uê uêch uên uênh uêt uơ uy uych uyên uyêt uynh uyt uyu uya
	ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
	y`)

// bareRhymes need no onset: y is written for i there.
var bareRhymes = setOf("yêm yên yêng yêt yêu yt")

// quRhymes follow qu, whose u is the one that oa, uy and the like hold
// elsewhere.
var quRhymes = setOf(`
	a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây âu
	e en eo et ê êch ên ênh êt êu i ich in inh it ơ ôc ôn y ych ynh yt yên yêt`)

func setOf(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// IsSyllable reports whether the token is spelled as a Vietnamese syllable can
// be: a known onset, a known rhyme, spelling rules kept, and a sharp or heavy
// tone where it ends in a stop (c ch p t). It says nothing about meaning.
func IsSyllable(token string) bool {
	w := exactWriter{dst: make([]byte, 0, 16)}
	for i := 0; i < len(token); {
		c, n := classAt(token, i)
		if !c.inToken() && !c.isMark() && c.kind() != kindSkip || !w.put(c, token[i:i+n]) {
			return false
		}
		i += n
	}
	w.flush()
	return !w.digits && isSpelled(string(w.dst), w.tone)
}

// isSpelled is IsSyllable for lower-case letters with shapes and a tone.
func isSpelled(letters string, tone uint8) bool {
	if strings.IndexByte("cpt", lastByte(letters)) >= 0 || strings.HasSuffix(letters, "ch") {
		if tone != 1 && tone != 5 {
			return false
		}
	}
	if rest, ok := strings.CutPrefix(letters, "qu"); ok {
		return quRhymes[rest]
	}
	if rest, ok := strings.CutPrefix(letters, "gi"); ok && rhymes[rest] && !strings.HasPrefix(rest, "i") && rest != "y" {
		return true
	}
	n := onsetLen(letters)
	if n == 0 {
		return rhymes[letters] || bareRhymes[letters]
	}
	onset, rhyme := letters[:n], letters[n:]
	return onsets[onset] && rhymes[rhyme] && fits(onset, rhyme)
}

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// onsetLen is the length in bytes of the consonants at the start.
func onsetLen(letters string) int {
	for i, r := range letters {
		if isVowel(classify(r).base()) {
			return i
		}
	}
	return len(letters)
}

// fits keeps the rule that k, gh and ngh stand before e, ê, i and y, and c, g
// and ng before all others (but gì is written with g).
func fits(onset, rhyme string) bool {
	r, _ := utf8.DecodeRuneInString(rhyme)
	front := strings.ContainsRune("eêiy", r)
	switch onset {
	case "k", "gh", "ngh":
		return front
	case "c", "ng":
		return !front
	case "g":
		return !front || r == 'i'
	}
	return true
}

// toneAt gives the byte offset of the vowel that carries the tone, in the
// usual placing: on the vowel with a shape, else on the last before a final
// consonant, else on the one before the last (hòa, thủy, mía, ngoài).
func toneAt(letters string) int {
	start := onsetLen(letters)
	if rest := letters[start:]; len(rest) > 1 && (strings.HasPrefix(letters, "qu") || strings.HasPrefix(letters, "gi")) &&
		isVowel(classAtByte(rest, 1).base()) {
		start++
	}
	var vowels []int
	at := -1
	end := start
	for i, r := range letters[start:] {
		c := classify(r)
		if !isVowel(c.base()) {
			break
		}
		vowels = append(vowels, start+i)
		end = start + i + utf8.RuneLen(r)
		if c.shape() != plain {
			at = start + i
		}
	}
	switch n := len(vowels); {
	case at >= 0 || n == 0:
		return at
	case n == 1 || end < len(letters):
		return vowels[n-1]
	default:
		return vowels[n-2]
	}
}

func classAtByte(s string, i int) class {
	c, _ := classAt(s, i)
	return c
}

// placeTone writes a tone onto letters with shapes.
func placeTone(letters string, tone uint8) string {
	at := toneAt(letters)
	if tone == 0 || at < 0 {
		return letters
	}
	c, n := classAt(letters, at)
	for _, row := range vowelRows {
		if row.base == c.base() && row.shape == c.shape() {
			return letters[:at] + string([]rune(row.tones)[tone]) + letters[at+n:]
		}
	}
	return letters
}
