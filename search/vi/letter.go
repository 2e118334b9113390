package vi

import (
	"unicode"
	"unicode/utf8"
)

// class is what the scanner and the keys know of a rune, packed so that the
// table of all Vietnamese letters stays at 16 KB: kind (3 bits), base letter
// (5), shape (3), tone (3).
type class uint16

type kind uint8

const (
	kindOther    kind = iota // separates tokens
	kindLetter               // a Latin letter a-z with a Vietnamese shape and tone
	kindDigit                // 0-9
	kindTone                 // a combining tone mark
	kindShape                // a combining circumflex, breve or horn
	kindSkip                 // invisible: neither part of a token nor its end
	kindRare                 // any other letter or digit: keys go through x/text
	kindRareMark             // any other combining mark: the same
)

// shape is the mark that makes another letter of a letter.
type shape uint8

const (
	plain shape = iota
	breve
	circumflex
	horn
	stroke
)

func pack(k kind, base byte, s shape, tone uint8) class {
	return class(k) | class(base&31)<<3 | class(s)<<8 | class(tone)<<11
}

func (c class) kind() kind   { return kind(c & 7) }
func (c class) base() byte   { return byte(c>>3&31) | 0x60 }
func (c class) shape() shape { return shape(c >> 8 & 7) }
func (c class) tone() uint8  { return uint8(c >> 11 & 7) }

// inToken reports whether a rune of this class may start a token.
func (c class) inToken() bool {
	k := c.kind()
	return k == kindLetter || k == kindDigit || k == kindRare
}

// isMark reports whether a rune of this class continues a token but cannot
// start one.
func (c class) isMark() bool {
	k := c.kind()
	return k == kindTone || k == kindShape || k == kindRareMark
}

// vowelRows lists each vowel without tone and then with tones 1 to 5.
var vowelRows = []struct {
	base  byte
	shape shape
	tones string
}{
	{'a', plain, "aáàảãạ"}, {'a', breve, "ăắằẳẵặ"}, {'a', circumflex, "âấầẩẫậ"},
	{'e', plain, "eéèẻẽẹ"}, {'e', circumflex, "êếềểễệ"}, {'i', plain, "iíìỉĩị"},
	{'o', plain, "oóòỏõọ"}, {'o', circumflex, "ôốồổỗộ"}, {'o', horn, "ơớờởỡợ"},
	{'u', plain, "uúùủũụ"}, {'u', horn, "ưứừửữự"}, {'y', plain, "yýỳỷỹỵ"},
}

// tableSize covers every precomposed Vietnamese letter: the last is U+1EF9.
const tableSize = 0x1F00

var table = newTable()

func newTable() *[tableSize]class {
	t := new([tableSize]class)
	for b := byte('a'); b <= 'z'; b++ {
		t[b], t[b-32] = pack(kindLetter, b, plain, 0), pack(kindLetter, b, plain, 0)
	}
	for b := '0'; b <= '9'; b++ {
		t[b] = pack(kindDigit, 0, plain, 0)
	}
	for _, row := range vowelRows {
		var tone uint8
		for _, r := range row.tones {
			t[r] = pack(kindLetter, row.base, row.shape, tone)
			t[unicode.ToUpper(r)] = t[r]
			tone++
		}
	}
	// Eth and African D look the same as the Vietnamese letter in capitals and
	// are what wrong keyboards and old converters leave behind.
	for _, r := range "đĐðÐɖƉ" {
		t[r] = pack(kindLetter, 'd', stroke, 0)
	}
	for i, r := range []rune{0x301, 0x300, 0x309, 0x303, 0x323} {
		t[r] = pack(kindTone, 0, plain, uint8(i+1))
	}
	t[0x302] = pack(kindShape, 0, circumflex, 0)
	t[0x306] = pack(kindShape, 0, breve, 0)
	t[0x31B] = pack(kindShape, 0, horn, 0)
	return t
}

// classify looks r up in the table, and in the Unicode tables only when it is
// neither ASCII nor Vietnamese.
func classify(r rune) class {
	if r < tableSize {
		if c := table[r]; c != 0 || r < utf8.RuneSelf {
			return c
		}
	}
	return rare(r)
}

func rare(r rune) class {
	switch {
	case isInvisible(r):
		return class(kindSkip)
	case r >= 0x2010 && r <= 0x2027, r == utf8.RuneError:
		return class(kindOther) // dashes, quotes, dots: the frequent ones, without a search
	case unicode.IsLetter(r), unicode.Is(unicode.Nd, r), isSmallDigit(r):
		return class(kindRare)
	case unicode.IsMark(r):
		return class(kindRareMark)
	}
	return class(kindOther)
}

// isInvisible reports zero-width runes, which word processors and web pages
// leave inside words: soft hyphen, zero-width space and joiners, direction
// marks, word joiner, variation selectors, byte order mark.
func isInvisible(r rune) bool {
	return r == 0xAD || r >= 0x200B && r <= 0x200F || r >= 0x2060 && r <= 0x2064 ||
		r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF
}

// isSmallDigit reports superscript and subscript digits, so that m² is m2.
func isSmallDigit(r rune) bool {
	return r == 0xB9 || r == 0xB2 || r == 0xB3 || r == 0x2070 ||
		r >= 0x2074 && r <= 0x2079 || r >= 0x2080 && r <= 0x2089
}

// classAt classifies the rune at text[i] and gives its width in bytes.
// An invalid byte separates, as U+FFFD does.
func classAt(text string, i int) (class, int) {
	if b := text[i]; b < utf8.RuneSelf {
		return table[b], 1
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	return classify(r), n
}

// shaped gives the letter with its shape, or 0 where Vietnamese has no such
// letter.
func shaped(base byte, s shape) rune {
	switch {
	case s == plain:
		return rune(base)
	case s == stroke && base == 'd':
		return 'đ'
	case s == breve && base == 'a':
		return 'ă'
	case s == horn && base == 'o':
		return 'ơ'
	case s == horn && base == 'u':
		return 'ư'
	case s == circumflex && base == 'a':
		return 'â'
	case s == circumflex && base == 'e':
		return 'ê'
	case s == circumflex && base == 'o':
		return 'ô'
	}
	return 0
}

func isVowel(base byte) bool {
	switch base {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}
