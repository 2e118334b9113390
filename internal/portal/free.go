package portal

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Texts that call a fee free count only where they say nothing else. "Không
// quy định" says that nothing is laid down, "miễn … cho người khuyết tật"
// exempts some and tells that the others pay, and neither is free.

// freeAnywhere means free in any place.
var freeAnywhere = []string{
	"miễn phí", "miễn lệ phí", "miễn phí, lệ phí", "miễn phí và lệ phí", "được miễn phí", "được miễn lệ phí",
	"không thu phí", "không thu lệ phí", "không thu phí, lệ phí", "không thu phí và lệ phí", "không thu",
	"không mất phí", "không mất lệ phí", "không tốn phí", "không tính phí", "không phải nộp phí", "không phải nộp lệ phí",
	"không có phí", "không có lệ phí", "không có phí, lệ phí", "không phí", "không lệ phí", "không phí, lệ phí",
}

// freeAsFee means free where it stands for the fee: as the fee's own text, or
// after "phí:". A bare "0" only repeats the number, which the portal gives for
// what is not published too.
var freeAsFee = []string{
	"không", "không có", "0đ", "0 đ", "0 đồng", "0đồng", "0 vnđ", "0vnđ", "0 vnd", "không đồng", "00 đồng",
}

var (
	feeLabel = regexp.MustCompile(`^(mức )?(phí|lệ phí|phí, lệ phí|phí/lệ phí|phí và lệ phí|lệ phí, phí|mức thu)\s*:\s*`)
	// A source in brackets at the end does not limit what stands before it.
	citation = regexp.MustCompile(`\s*\((theo |căn cứ )?(thông tư|nghị định|nghị quyết|luật|quyết định|tt|nđ)[^()]*\)$`)
)

// freeLength is more than any text that only says "free" is long, its source
// included; longer ones are not looked at.
const freeLength = 200

// saysFree judges the text of a fee as a whole.
func saysFree(text *string) bool {
	if text == nil || len(*text) > freeLength {
		return false
	}
	s, _ := withoutFrame(*text)
	return slices.Contains(freeAnywhere, s) || slices.Contains(freeAsFee, s)
}

// saysNoFee judges the text of a method, which is about many things: one of its
// sentences must say it, and "không" alone only after "phí:".
func saysNoFee(text *string) bool {
	if text == nil {
		return false
	}
	for rest := *text; rest != ""; {
		end := sentenceEnd(rest)
		sentence := rest[:end]
		rest = rest[end:]
		if len(sentence) > freeLength || !mentionsFee(sentence) {
			continue
		}
		s, labelled := withoutFrame(sentence)
		if slices.Contains(freeAnywhere, s) || labelled && slices.Contains(freeAsFee, s) {
			return true
		}
	}
	return false
}

// withoutFrame takes the label before and the source behind away.
func withoutFrame(text string) (s string, labelled bool) {
	s = plain(text)
	label := feeLabel.FindString(s)
	return plain(citation.ReplaceAllString(s[len(label):], "")), label != ""
}

// sentenceEnd gives the byte after the first sentence. A point between digits
// ends none.
func sentenceEnd(s string) int {
	for i := range len(s) {
		switch s[i] {
		case '\n', ';':
			return i + 1
		case '.':
			if i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n' {
				return i + 1
			}
		}
	}
	return len(s)
}

// mentionsFee spares most sentences the closer look; "i" may carry its mark
// composed or not.
func mentionsFee(s string) bool {
	return strings.Contains(s, "hí") || strings.Contains(s, "HÍ") || strings.Contains(s, "i\u0301") || strings.Contains(s, "I\u0301") || strings.Contains(s, "thu")
}

// plain takes away marks of lists, brackets around the whole and what ends a
// sentence.
func plain(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(s))), " ")
	s = strings.Trim(s, " -+*•–.;,:!")
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 {
		s = strings.Trim(s, "() .;")
	}
	return s
}
