package motcua

import (
	"regexp"
	"slices"
	"strings"
)

// PersonalKind is a sort of personal data that is looked for in texts.
type PersonalKind string

// The values of PersonalKind.
const (
	PersonalTelephone PersonalKind = "TELEPHONE"
	PersonalIdentity  PersonalKind = "IDENTITY_NUMBER"
	PersonalEmail     PersonalKind = "EMAIL"
	PersonalName      PersonalKind = "NAME"
	PersonalAddress   PersonalKind = "ADDRESS"
)

// PersonalMark is a place in a text that holds personal data, in bytes.
type PersonalMark struct {
	Kind       PersonalKind
	Start, End int
}

// Between digits people put blanks, dots and hyphens, and phones put marks of no
// width that hide a number from who looks for digits alone.
const gap = `[\s.\-\x{2010}-\x{2015}\x{00a0}\x{200b}-\x{200d}\x{2060}\x{feff}()]{0,3}`

var (
	emailPattern = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+\-]+\s?@\s?[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+`)
	// 10 digits of a mobile or 11 of a fixed line, with the country's number or 0.
	phonePattern = regexp.MustCompile(`(?:\+|00)?(?:84|0)(?:` + gap + `\d){8,10}`)
	// CMND has 9 digits, CCCD and the personal number 12; a passport a letter and 7.
	numberPattern   = regexp.MustCompile(`\d(?:` + gap + `\d){8}(?:(?:` + gap + `\d){3})?`)
	passportPattern = regexp.MustCompile(`\b[A-Z]\d{7}\b`)
	moneyPattern    = regexp.MustCompile(`(?i)^\s*(?:đ|₫|đồng|vnđ|vnd|triệu|tỷ)(?:[^\p{L}]|$)`)
)

// FindPersonal finds what a text holds of personal data: telephone and identity
// numbers, e-mail addresses, and the name, telephone, e-mail and address of the
// sender, whether written with their marks or without; sender may be nil. It
// errs on the side of finding too much: a person looks at what it found before
// anything is published. It gives the marks in their order, none in another.
func FindPersonal(text string, sender *Sender) []PersonalMark {
	var marks []PersonalMark
	add := func(kind PersonalKind, spans [][]int) {
		for _, span := range spans {
			marks = append(marks, PersonalMark{kind, span[0], span[1]})
		}
	}
	if strings.Contains(text, "@") {
		add(PersonalEmail, emailPattern.FindAllStringIndex(text, -1))
	}
	if digits(text) >= leastDigits { // most texts have none, and patterns are slow
		add(PersonalTelephone, numbers(phonePattern, text))
		add(PersonalIdentity, numbers(numberPattern, text))
		add(PersonalIdentity, passportPattern.FindAllStringIndex(text, -1))
	}
	if sender != nil {
		add(PersonalName, occurrences(text, sender.Name))
		add(PersonalAddress, occurrences(text, sender.Address))
		// People write house and street without the province. A part without a
		// number is the name of a place, of which texts speak for other reasons.
		if street, _, more := strings.Cut(sender.Address, ","); more && digits(street) > 0 {
			add(PersonalAddress, occurrences(text, street))
		}
	}
	return disjoint(marks)
}

// leastDigits is how many the shortest of the patterns has.
const leastDigits = 7

func digits(text string) (n int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

// numbers gives the matches that are a number of their own: no digit touches
// them, and they are no amount of money.
func numbers(pattern *regexp.Regexp, text string) (out [][]int) {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	for _, span := range pattern.FindAllStringIndex(text, -1) {
		if !digit(span[0]-1) && !digit(span[1]) && !moneyPattern.MatchString(text[span[1]:]) {
			out = append(out, span)
		}
	}
	return out
}

// minSecret keeps words that stand everywhere from being taken for a name.
const minSecret = 4

// occurrences finds a value in a text, without regard to marks, case and the
// white space between words.
func occurrences(text, value string) (out [][]int) {
	wanted, _ := foldWithOffsets(strings.TrimSpace(value))
	if len(strings.ReplaceAll(wanted, " ", "")) < minSecret {
		return nil
	}
	folded, offsets := foldWithOffsets(text)
	for from := 0; ; {
		i := strings.Index(folded[from:], wanted)
		if i < 0 {
			return out
		}
		start, end := from+i, from+i+len(wanted)
		if !letterAt(folded, start-1) && !letterAt(folded, end) {
			out = append(out, []int{offsets[start], offsets[end]})
		}
		from = end
	}
}

func letterAt(folded string, i int) bool {
	return i >= 0 && i < len(folded) && folded[i] >= 'a' && folded[i] <= 'z'
}

// disjoint sorts the marks and joins those that overlap under the kind of the
// first.
func disjoint(marks []PersonalMark) []PersonalMark {
	slices.SortFunc(marks, func(a, b PersonalMark) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	var out []PersonalMark
	for _, m := range marks {
		if n := len(out); n > 0 && m.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, m.End)
			continue
		}
		out = append(out, m)
	}
	return out
}

// masks stand where personal data stood. They are words, so that a search for
// what was there finds nothing, and people see what is missing.
var masks = map[PersonalKind]string{
	PersonalTelephone: "[số điện thoại]",
	PersonalIdentity:  "[số giấy tờ]",
	PersonalEmail:     "[thư điện tử]",
	PersonalName:      "[họ tên]",
	PersonalAddress:   "[địa chỉ]",
}

// Mask gives the text with what [FindPersonal] finds replaced by what it is.
func Mask(text string, sender *Sender) string {
	var b strings.Builder
	at := 0
	for _, m := range FindPersonal(text, sender) {
		b.WriteString(text[at:m.Start])
		b.WriteString(masks[m.Kind])
		at = m.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// Masked gives the words as officials may see, list and search them without a
// look at what is personal. The index of officials takes its text from here, and
// from nowhere else.
func (w Words) Masked(sender *Sender) Words {
	out := Words{Title: Mask(w.Title, sender), Text: Mask(w.Text, sender)}
	if w.Place != nil {
		place := Mask(*w.Place, sender)
		out.Place = &place
	}
	return out
}
