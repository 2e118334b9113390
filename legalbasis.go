package motcua

import "strings"

// LegalBasis is a legal document that a procedure rests on (căn cứ pháp lý).
// The national portal publishes neither its date nor its issuer.
type LegalBasis struct {
	ID     ID      `json:"id"`
	Number string  `json:"number"` // as published, e.g. "04/2020/TT-BTP" and "Thông tư số 03/2023/TT-BTP"
	Title  *string `json:"title,omitempty"`
	Issuer *Agency `json:"issuer,omitempty"`
	Date   *Date   `json:"date,omitempty"`
}

// NumberKey is the form in which document numbers are compared: white space
// around and doubled taken away, upper case.
func NumberKey(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), " "))
}
