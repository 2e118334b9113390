package motcua

import (
	"regexp"
	"strings"
	"unicode"
)

// vietnameseBases lists the letters with marks behind the one without.
var vietnameseBases = func() map[rune]byte {
	out := map[rune]byte{}
	for _, row := range []string{
		"aàáảãạăằắẳẵặâầấẩẫậ", "dđ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ",
	} {
		for _, r := range row {
			out[r] = row[0]
		}
	}
	return out
}()

// foldVietnamese gives a text in lower case without marks, to compare names. It
// is for composed letters (NFC), and no search: that folds in package vi.
func foldVietnamese(s string) string {
	folded, _ := foldWithOffsets(s)
	return folded
}

// foldWithOffsets gives beside each byte of the folded text where it comes from,
// and the length of the text at the end. Marks that stand by themselves and
// letters of no width fall away, and white space is one blank.
func foldWithOffsets(s string) (string, []int) {
	var b strings.Builder
	offsets := make([]int, 0, len(s)+1)
	blank := false
	b.Grow(len(s))
	for i, r := range s { // letter by letter: lower case may have another length
		if r < 0x80 && r > ' ' {
			blank = false
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
			offsets = append(offsets, i)
			continue
		}
		if combining(r) {
			continue
		}
		r = unicode.ToLower(r)
		if unicode.IsSpace(r) {
			if blank {
				continue
			}
			r = ' '
		}
		blank = r == ' '
		if base, ok := vietnameseBases[r]; ok {
			r = rune(base)
		}
		n := b.Len()
		b.WriteRune(r)
		for range b.Len() - n {
			offsets = append(offsets, i)
		}
	}
	return b.String(), append(offsets, len(s))
}

func combining(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r >= 0x200b && r <= 0x200d || r == 0x2060 || r == 0xfeff
}

// vietnameseShare is the share of letters that only Vietnamese has.
func vietnameseShare(s string) (marked, letters int) {
	for _, r := range strings.ToLower(s) {
		base, ok := vietnameseBases[r]
		switch {
		case ok && rune(base) != r:
			marked++
			letters++
		case r >= 'a' && r <= 'z':
			letters++
		case r > 0x2ff && !combining(r):
			letters++
		}
	}
	return marked, letters
}

// syllable is the shape of a Vietnamese syllable without marks.
var syllable = regexp.MustCompile(`^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?$`)

// vietnameseWords is the share of words of that shape above which a text is
// taken for Vietnamese. English has about a quarter of such words; Vietnamese
// with foreign names, numbers and abbreviations still more than this.
const vietnameseWords = 0.55

// vietnamese says whether a text is in Vietnamese, with marks or without. It
// finds what is plainly another language, and is lenient else: an official can
// refuse what it missed, but nobody sees what it kept out.
func vietnamese(s string) bool {
	marked, letters := vietnameseShare(s)
	if letters == 0 {
		return false
	}
	if marked*10 >= letters { // a tenth of the letters of a usual text has marks twice over
		return true
	}
	fits, words := 0, 0
	for _, word := range strings.FieldsFunc(foldVietnamese(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		words++
		if syllable.MatchString(word) {
			fits++
		}
	}
	return float64(fits) >= vietnameseWords*float64(words)
}
