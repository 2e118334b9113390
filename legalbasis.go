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
}

// NumberKey is the form in which document numbers are compared: white space
// around and doubled taken away, upper case.
func NumberKey(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), " "))
}

// documentNumber is the number of a legal document as it is cited, such as
// 04/2020/TT-BTP or 66.7/2025/NQ-CP.
var documentNumber = regexp.MustCompile(`\d+(?:\.\d+)?[A-Z]?/\d{4}/[A-ZĐƯ0-9-]+`)

// DocumentKey is what a legal document is known by: the one number that stands
// in what was published, so that "Thông tư số 03/2023/TT-BTP" and
// "03/2023/TT-BTP " are one. Where there is none, or more than one, it is the
// whole text in the form of [NumberKey].
func DocumentKey(published string) string {
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
