package vi

import "strings"

// strokes is what a run of keystrokes says: plain letters, and marks that are
// put where they make a syllable. People add marks at once or at the end of
// the syllable, so the place of a keystroke decides little.
type strokes struct {
	letters    []byte
	tone       uint8
	circumflex byte // the letter it was typed for, 0 for none
	horn       bool // ơ, ư or both
	breve      bool // ă; with horn set as well, Telex w: any of the three
	stroke     bool
}

// vowel reports whether a vowel was typed that a mark can stand on.
func (k *strokes) vowel() bool {
	for _, b := range k.letters {
		if isVowel(b) {
			return true
		}
	}
	return false
}

func (k *strokes) has(b byte) bool { return strings.IndexByte(string(k.letters), b) >= 0 }

// addTone takes a tone; a second one means that the token is no syllable.
func (k *strokes) addTone(tone uint8) bool {
	if k.tone != 0 || !k.vowel() {
		return false
	}
	k.tone = tone
	return true
}

// addCircumflex takes a circumflex for base.
func (k *strokes) addCircumflex(base byte) bool {
	if k.circumflex != 0 || !k.has(base) {
		return false
	}
	k.circumflex = base
	return true
}

// addStroke takes the stroke of an initial đ.
func (k *strokes) addStroke() bool {
	if k.stroke || len(k.letters) == 0 || k.letters[0] != 'd' {
		return false
	}
	k.stroke = true
	return true
}

// hornPlaces are the letters that a horn changes, the first that gives a
// syllable winning: dươc before duơc, mưa before muă.
var hornPlaces = []struct{ from, to string }{{"uo", "ươ"}, {"uo", "uơ"}, {"o", "ơ"}, {"u", "ư"}}

// syllable gives the syllable the keystrokes mean.
func (k *strokes) syllable() (string, bool) {
	letters := string(k.letters)
	if k.stroke {
		letters = "đ" + letters[1:]
	}
	if k.circumflex != 0 {
		base := string(k.circumflex)
		letters = strings.Replace(letters, base, string(shaped(k.circumflex, circumflex)), 1)
	}
	for _, candidate := range k.candidates(letters) {
		if isSpelled(candidate, k.tone) {
			return placeTone(candidate, k.tone), true
		}
	}
	return "", false
}

// candidates gives the readings of a horn or breve, likeliest first.
func (k *strokes) candidates(letters string) []string {
	if !k.horn && !k.breve {
		return []string{letters}
	}
	onset := ""
	if strings.HasPrefix(letters, "qu") { // its u takes no mark
		onset, letters = "qu", letters[2:]
	}
	var out []string
	for _, p := range hornPlaces {
		if k.horn && strings.Contains(letters, p.from) {
			out = append(out, onset+strings.Replace(letters, p.from, p.to, 1))
		}
	}
	if k.breve && strings.Contains(letters, "a") {
		out = append(out, onset+strings.Replace(letters, "a", "ă", 1))
	}
	return out
}

// lowerASCII gives the keys pressed, or false where the token holds something
// that is no key of a plain keyboard.
func lowerASCII(s string) (string, bool) {
	if s == "" || len(s) > 12 { // nghieengs and the like have nine
		return "", false
	}
	for i := range len(s) {
		if k := table[s[i]&0x7F].kind(); s[i] >= 0x80 || k != kindLetter && k != kindDigit {
			return "", false
		}
	}
	return strings.ToLower(s), true
}

// shapeKeys gives the keystrokes that follow a letter with a shape. before is the
// letter before it, if that has none.
type shapeKeys func(before, base byte, s shape) string

// encode writes each syllable of text as keystrokes and leaves the rest as it
// is. tones gives the key of each tone.
func encode(text string, shapes shapeKeys, tones string) string {
	var out strings.Builder
	at := 0
	for _, t := range Syllables(text) {
		out.WriteString(text[at:t.Start])
		at = t.End
		if t.Is(HasRare) {
			out.WriteString(t.Text(text))
			continue
		}
		encodeToken(&out, t.Text(text), shapes, tones)
	}
	out.WriteString(text[at:])
	return out.String()
}

func encodeToken(out *strings.Builder, token string, shapes shapeKeys, tones string) {
	w := exactWriter{lenient: true}
	for i := 0; i < len(token); {
		c, n := classAt(token, i)
		w.put(c, token[i:i+n])
		i += n
	}
	w.flush()
	var before byte
	for _, r := range string(w.dst) {
		c := classify(r)
		if c.kind() != kindLetter {
			out.WriteRune(r)
			continue
		}
		out.WriteByte(c.base())
		out.WriteString(shapes(before, c.base(), c.shape()))
		before = 0
		if c.shape() == plain {
			before = c.base()
		}
	}
	if w.tone != 0 {
		out.WriteByte(tones[w.tone])
	}
}
