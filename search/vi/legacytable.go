package vi

import "unicode"

// tcvn3 maps the Latin-1 reading of TCVN 5712 VN3 to Unicode.
var tcvn3 = runs(map[rune]string{
	0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
	0xB5: "àảãáạ",
	0xBB: "ằẳẵắ",
	0xC6: "ặầẩẫấậè",
	0xCE: "ẻẽéẹềểễếệìỉ",
	0xDC: "ĩíịò",
	0xE1: "ỏõóọồổỗốộ",
	0xEA: "ờởỡớợù",
	0xF1: "ủũúụừửữứựỳỷỹýỵ",
})

func runs(from map[rune]string) map[rune]rune {
	m := make(map[rune]rune)
	for at, letters := range from {
		for _, r := range letters {
			m[at] = r
			at++
		}
	}
	return m
}

// vniLone maps the letters that VNI fonts draw from one byte.
var vniLone = withUpper(map[rune]rune{
	'ñ': 'đ', 'ô': 'ơ', 'ö': 'ư', 'ì': 'ì', 'í': 'í', 'æ': 'ỉ', 'ó': 'ĩ', 'ò': 'ị', 'î': 'ỵ',
})

func withUpper(m map[rune]rune) map[rune]rune {
	out := make(map[rune]rune, 2*len(m))
	for from, to := range m {
		out[from] = to
		out[unicode.ToUpper(from)] = unicode.ToUpper(to)
	}
	return out
}

// vniMark is what the second byte of a VNI letter adds to the first.
type vniMark struct {
	shape shape
	tone  uint8
}

var vniMarks = map[rune]vniMark{
	'ù': {plain, 1}, 'ø': {plain, 2}, 'û': {plain, 3}, 'õ': {plain, 4}, 'ï': {plain, 5},
	'â': {circumflex, 0}, 'á': {circumflex, 1}, 'à': {circumflex, 2},
	'å': {circumflex, 3}, 'ã': {circumflex, 4}, 'ä': {circumflex, 5},
	'ê': {breve, 0}, 'é': {breve, 1}, 'è': {breve, 2}, 'ú': {breve, 3}, 'ü': {breve, 4}, 'ë': {breve, 5},
}
