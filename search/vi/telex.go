package vi

import "strings"

// DecodeTelex reads a token as the keystrokes of the Telex method ("thur" is
// thủ, "ddawng" and "dangdw" are đăng) and gives the syllable, composed and in
// lower case. It reports false where the keys make no plausible syllable. A
// syllable without marks is its own keystrokes: "khai" gives khai, true.
//
// Many short words of other languages are valid keystrokes ("as" is á): ask
// only where the token itself means nothing.
func DecodeTelex(s string) (string, bool) {
	keys, ok := lowerASCII(s)
	if !ok {
		return "", false
	}
	var k strokes
	for i := range len(keys) {
		if !k.telexKey(keys, i) {
			return "", false
		}
	}
	return k.syllable()
}

func (k *strokes) telexKey(keys string, i int) bool {
	switch b := keys[i]; b {
	case 's', 'f', 'r', 'x', 'j':
		if k.vowel() {
			return k.addTone(telexTone(b))
		}
	case 'w':
		return k.telexW(keys, i)
	case 'a', 'e', 'o':
		if b == 'o' && i >= 2 && keys[i-2:i] == "oo" { // a third o takes the circumflex back: xoong
			k.circumflex = 0
			k.letters = append(k.letters, 'o')
			return true
		}
		if k.has(b) && !(b == 'o' && k.endsInGlide()) {
			return k.addCircumflex(b)
		}
	case 'd':
		if len(k.letters) > 0 {
			return k.addStroke()
		}
	case 'z':
		ok := k.tone != 0 // z takes the tone back and is nothing else
		k.tone = 0
		return ok
	default:
		if isDigit(b) {
			return false
		}
	}
	k.letters = append(k.letters, keys[i])
	return true
}

// endsInGlide reports oa and oe, after which an o is a letter (ngoèo).
func (k *strokes) endsInGlide() bool {
	s := string(k.letters)
	return strings.HasSuffix(s, "oa") || strings.HasSuffix(s, "oe")
}

// telexW reads a w: a horn or breve on what was typed, or ư by itself. A second
// one is valid only within uwow.
func (k *strokes) telexW(keys string, i int) bool {
	if !k.vowel() {
		k.letters = append(k.letters, 'u')
		k.horn = true
		return true
	}
	if k.horn {
		return keys[i-1] == 'o' && k.has('u')
	}
	k.horn, k.breve = true, true
	return true
}

func telexTone(b byte) uint8 {
	for i := range len(telexTones) {
		if telexTones[i] == b {
			return uint8(i)
		}
	}
	return 0
}

// telexTones are the keys of tones 0 to 5.
const telexTones = "zsfrxj"

// EncodeTelex writes the syllables of a text as Telex keystrokes, in lower case,
// the tone last as most people type it; the rest stays.
func EncodeTelex(text string) string {
	return encode(text, func(before, base byte, s shape) string {
		switch s {
		case plain:
			if before == 'o' && base == 'o' {
				return "o"
			}
			return ""
		case circumflex, stroke:
			return string(base)
		}
		return "w"
	}, telexTones)
}
