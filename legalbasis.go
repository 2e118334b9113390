package motcua

import (
	"regexp"
	"strings"
)

// LegalBasis is a legal document that a procedure rests on (căn cứ pháp lý).
// The national portal publishes neither its date nor its issuer.
type LegalBasis struct {
	ID     ID      `json:"id"`
	Number string  `json:"number"` // as published, e.g. "04/2020/TT-BTP" and "Thông tư số 03/2023/TT-BTP"
	Title  *string `json:"title,omitempty"`
	Issuer *Agency `json:"issuer,omitempty"`
	Date   *Date   `json:"date,omitempty"`

	// EffectiveOn is the day on which the document takes effect, where a source
	// tells it; the national portal does not.
	EffectiveOn *Date `json:"effectiveOn,omitempty"`

	// SourceIDs are the ids of all records of the document, this one's too: of
	// one number in the form of [DocumentKey] and of one issuer, an issuer that is
	// not published being any. They are known in the register and nil elsewhere.
	SourceIDs []ID `json:"-"`
}

// NumberKey is the form in which document numbers are compared: white space
// around and doubled taken away, upper case.
func NumberKey(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), " "))
}

// documentNumber is the number of a legal document as it is cited, such as
// 04/2020/TT-BTP or 66.7/2025/NQ-CP.
var documentNumber = regexp.MustCompile(`\d+(?:\.\d+)?[A-Z]?/\d{4}/[A-ZĐƯ0-9-]+`)

// DocumentNumber is the number by which a legal document is cited: the one that
// stands in what was published, so that "Thông tư số 03/2023/TT-BTP" and
// "03/2023/TT-BTP " have the same. Where there is none, or more than one, it is
// the whole text in the form of [NumberKey].
func DocumentNumber(published string) string {
	key := NumberKey(published)
	found := documentNumber.FindAllString(key, -1)
	for _, f := range found {
		if f != found[0] {
			return key
		}
	}
	if len(found) == 0 {
		return key
	}
	return found[0]
}

// localNumber ends the number of a people's committee's or council's document.
var localNumber = regexp.MustCompile(`(UBND|HĐND)$`)

// DocumentKey is what makes two records one legal document: the number. Numbers
// of the centre name their issuer (TT-BTP, NĐ-CP, QH15); those of people's
// committees and councils do not, every province has its 28/2026/QĐ-UBND, and
// the portal does not publish who issued them. Such records are one document
// only where what was published of number and title agrees.
func DocumentKey(published string, title *string) string {
	number := DocumentNumber(published)
	if !localNumber.MatchString(number) {
		return number
	}
	key := NumberKey(published)
	if title != nil {
		key += "\n" + NumberKey(*title)
	}
	return key
}
