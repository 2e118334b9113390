package vi

// DecodeVNI reads a token as the keystrokes of the VNI method, whose marks are
// digits ("d9a8ng" is đăng, "ky1" is ký), in the way of [DecodeTelex]. Licence
// classes and the like ("A1") are valid keystrokes too: ask only where the
// token itself means nothing.
func DecodeVNI(s string) (string, bool) {
	keys, ok := lowerASCII(s)
	if !ok {
		return "", false
	}
	var k strokes
	for i := range len(keys) {
		if !k.vniKey(keys[i]) {
			return "", false
		}
	}
	if k.horn && k.breve { // the keys differ here, so both were meant
		return "", false
	}
	return k.syllable()
}

func (k *strokes) vniKey(b byte) bool {
	switch b {
	case '1', '2', '3', '4', '5':
		return k.addTone(b - '0')
	case '0':
		ok := k.tone != 0
		k.tone = 0
		return ok
	case '6':
		return k.vniCircumflex()
	case '7':
		u, o := k.has('u'), k.has('o')
		ok := u && o || !k.horn && (u || o) // u7o7 has two
		k.horn = true
		return ok
	case '8':
		ok := k.has('a') && !k.breve
		k.breve = true
		return ok
	case '9':
		return k.addStroke()
	}
	k.letters = append(k.letters, b)
	return true
}

// vniCircumflex puts the circumflex on the last letter that can have it.
func (k *strokes) vniCircumflex() bool {
	for i := len(k.letters) - 1; i >= 0; i-- {
		switch b := k.letters[i]; b {
		case 'a', 'e', 'o':
			return k.addCircumflex(b)
		}
	}
	return false
}

// EncodeVNI writes the syllables of a text as VNI keystrokes, in lower case, the
// tone last; the rest stays.
func EncodeVNI(text string) string {
	return encode(text, func(_, _ byte, s shape) string {
		return [...]string{plain: "", breve: "8", circumflex: "6", horn: "7", stroke: "9"}[s]
	}, "012345")
}
