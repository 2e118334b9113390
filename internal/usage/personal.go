package usage

import (
	"regexp"
	"strings"
	"unicode"
)

// Digits that make a text personal. Identity numbers have 9 or 12, phone numbers
// 10 or 11, bank accounts and social insurance numbers 8 and more, passports a
// letter and 7, days of birth 8; "60/2014/qh13" and "2.000815" have at most 7 and
// 6 together. Rather too much is dropped than too little.
const (
	maxTogether  = 6 // digits without anything between
	maxInRow     = 7 // digits with signs or spaces between
	maxSeparator = 3 // signs or spaces between two digits of one number
)

var (
	email = regexp.MustCompile(`\S\s?(@|\[at\]|\(at\))\s?\S`)
	link  = regexp.MustCompile(`://|\bwww\.|\b(fb|facebook|zalo|t)\.(com|me)\b`)
	// 29a-123.45, 59x1 234.56: a registered vehicle.
	plate = regexp.MustCompile(`\b\d{2}\s?-?\s?[a-zđ][a-zđ0-9]?\s?-?\s?\d{3}\.?\d{1,2}\b`)
	// A house, by number; "số 5" alone is also a form's or an article's.
	house = regexp.MustCompile(`\b(số nhà|nhà số|so nha|nha so|ngõ|ngo|ngách|ngach|hẻm|hem|kiệt|kiet)\s?(số\s?|so\s?)?\d`)
)

// isPersonal says whether a text in lower case looks as if it were about one
// person. Each expression is tried only where its least part is there: a search
// is on its way meanwhile, and together they take 70 µs.
func isPersonal(text string) bool {
	digit := strings.ContainsFunc(text, unicode.IsNumber)
	switch {
	case strings.ContainsAny(text, "@[(") && email.MatchString(text):
	case strings.ContainsAny(text, ":.") && link.MatchString(text):
	case digit && (longNumber(text) || plate.MatchString(text) || house.MatchString(text)):
	case spelledNumber(text):
	default:
		return false
	}
	return true
}

// longNumber looks for a number of many digits, also one in groups.
func longNumber(text string) bool {
	together, row, between := 0, 0, 0
	for _, r := range text {
		switch {
		case unicode.IsNumber(r):
			if between > 0 {
				together = 0
			}
			together, row, between = together+1, row+1, 0
		case unicode.IsLetter(r):
			together, row, between = 0, 0, 0
		default:
			if between++; between > maxSeparator {
				together, row = 0, 0
			}
		}
		if together > maxTogether || row > maxInRow {
			return true
		}
	}
	return false
}

// digitWords are the names of digits, with marks and without.
var digitWords = wordSet("không một mốt hai ba bốn tư năm lăm sáu bảy bẩy tám chín linh lẻ khong mot bon tu nam lam sau bay tam chin linh le")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// spelledNumber looks for a long number in words: "không chín một hai …".
func spelledNumber(text string) bool {
	row := 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !digitWords[word] {
			row = 0
			continue
		}
		if row++; row > maxInRow {
			return true
		}
	}
	return false
}
