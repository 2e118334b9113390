package vi

import "unicode/utf8"

// Exact is the key of a token with all its marks; see the package comment.
// Runes that are no letter, digit or mark are left out.
func Exact(token string) string {
	var buf [32]byte
	return string(AppendExact(buf[:0], token))
}

// Folded is the key of a token without any mark.
func Folded(token string) string {
	var buf [32]byte
	return string(AppendFolded(buf[:0], token))
}

// AppendExact appends Exact(token) to dst.
func AppendExact(dst []byte, token string) []byte {
	w := exactWriter{dst: dst, start: len(dst)}
	for i := 0; i < len(token); {
		c, n := classAt(token, i)
		if !w.put(c, token[i:i+n]) {
			return appendRareExact(dst, token)
		}
		i += n
	}
	w.flush()
	w.dst = fixY(w.dst, w.start)
	return w.appendTone()
}

// AppendFolded appends Folded(token) to dst.
func AppendFolded(dst []byte, token string) []byte {
	start := len(dst)
	return fixY(appendLetters(dst, token), start)
}

// FoldKey folds an exact key, or a bigram of exact keys, without the text it
// came from.
func FoldKey(exact string) string {
	var buf [64]byte
	return string(AppendFoldKey(buf[:0], exact))
}

// AppendFoldKey appends FoldKey(exact) to dst.
func AppendFoldKey(dst []byte, exact string) []byte {
	for i := 0; i < len(exact); i++ {
		if exact[i] == BigramSep {
			dst = append(AppendFolded(dst, trimTone(exact[:i])), BigramSep)
			return AppendFoldKey(dst, exact[i+1:])
		}
	}
	return AppendFolded(dst, trimTone(exact))
}

// trimTone takes the tone digit off a key; a number has none.
func trimTone(key string) string {
	n := len(key) - 1
	if n < 1 || !isDigit(key[n]) {
		return key
	}
	for i := range n {
		if !isDigit(key[i]) {
			return key[:n]
		}
	}
	return key
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// appendLetters appends the folded letters and digits of s, y untouched.
func appendLetters(dst []byte, s string) []byte {
	start := len(dst)
	for i := 0; i < len(s); {
		c, n := classAt(s, i)
		switch c.kind() {
		case kindLetter:
			dst = append(dst, c.base())
		case kindDigit:
			dst = append(dst, s[i])
		case kindRare, kindRareMark:
			return appendRareLetters(dst[:start], s)
		}
		i += n
	}
	return dst
}

// fixY writes the final y of the key dst[start:] as i after a bare onset or qu.
func fixY(dst []byte, start int) []byte {
	last := len(dst) - 1
	if last > start && dst[last] == 'y' && isBareOnset(dst[start:last]) {
		dst[last] = 'i'
	}
	return dst
}

// isBareOnset reports whether the key before a final y is consonants only, or
// qu. Foreign letters and digits are no onset.
func isBareOnset(key []byte) bool {
	vowels, letters := 0, 0
	for i := 0; i < len(key); {
		r, n := utf8.DecodeRune(key[i:])
		c := classify(r)
		if c.isMark() {
			i += n
			continue
		}
		if c.kind() != kindLetter {
			return false
		}
		if isVowel(c.base()) {
			vowels++
			if letters != 1 || c.base() != 'u' || key[0] != 'q' {
				return false
			}
		}
		letters++
		i += n
	}
	return letters == 2 || letters > 0 && vowels == 0
}

// exactWriter builds an exact key. A letter waits in base until the next one,
// since a combining mark may still change it.
type exactWriter struct {
	dst     []byte
	start   int
	base    byte
	shape   shape
	tone    uint8
	letters bool // something other than 0-9 was written
	digits  bool
	joined  bool // a mark now would stand on something of the key
	lenient bool // write what is not Vietnamese as it is instead of giving up
}

// put takes one rune and reports false where the slow way must be taken.
func (w *exactWriter) put(c class, raw string) bool {
	if c.isMark() && !w.joined {
		return true
	}
	w.joined = w.joined && c.kind() == kindSkip || c.inToken() || c.isMark()
	switch c.kind() {
	case kindLetter:
		w.flush()
		w.base, w.shape = c.base(), c.shape()
		w.setTone(c.tone())
	case kindDigit:
		w.flush()
		w.dst = append(w.dst, raw[0])
		w.digits = true
	case kindTone:
		w.setTone(c.tone())
	case kindShape:
		return w.setShape(c.shape()) || w.putRaw(raw)
	case kindRare, kindRareMark:
		return w.putRaw(raw)
	}
	return true
}

func (w *exactWriter) putRaw(raw string) bool {
	if !w.lenient {
		return false
	}
	w.flush()
	w.dst = append(w.dst, raw...)
	w.letters = true
	return true
}

// setTone keeps the highest of several tones, so that the order of combining
// marks does not matter.
func (w *exactWriter) setTone(tone uint8) { w.tone = max(w.tone, tone) }

func (w *exactWriter) setShape(s shape) bool {
	if w.base == 0 || w.shape != plain || shaped(w.base, s) == 0 {
		return false
	}
	w.shape = s
	return true
}

func (w *exactWriter) flush() {
	if w.base == 0 {
		return
	}
	if w.shape == plain {
		w.dst = append(w.dst, w.base)
	} else {
		w.dst = utf8.AppendRune(w.dst, shaped(w.base, w.shape))
	}
	w.base, w.letters = 0, true
}

func (w *exactWriter) appendTone() []byte {
	if w.letters && (w.tone > 0 || w.digits) {
		return append(w.dst, '0'+w.tone)
	}
	return w.dst
}
