package motcua

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// TrackingCode is under what people ask for their feedback (mã tra cứu): fifteen
// random digits and a check digit, written 4821-3390-1175-6042. Digits are heard
// rightly over the telephone, where letters are not; the check digit finds every
// wrong digit and every two neighbours that changed places. It is no counter: it
// tells neither when feedback was sent nor how many there are.
type TrackingCode string

const (
	codeDigits = 16
	codeGroup  = 4
)

// damm is the quasigroup of order 10 by H. Michael Damm, whose diagonal is zero:
// that a number with its check digit leads back to 0 is what is checked.
var damm = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

func dammOf(digits string) byte {
	interim := byte('0')
	for i := range len(digits) {
		interim = damm[interim-'0'][digits[i]-'0']
	}
	return interim
}

// NewTrackingCode makes a code from a source of random bytes; nil is the
// system's. The first digit is not 0, so that no code looks like a telephone
// number.
func NewTrackingCode(random io.Reader) TrackingCode {
	if random == nil {
		random = rand.Reader
	}
	least, _ := new(big.Int).SetString("1"+strings.Repeat("0", codeDigits-2), 10)
	n, err := rand.Int(random, new(big.Int).Mul(least, big.NewInt(9)))
	if err != nil {
		panic(fmt.Sprintf("the source of random numbers fails: %v", err)) // the system's never does
	}
	digits := n.Add(n, least).String()
	return TrackingCode(digits + string(dammOf(digits)))
}

// ParseTrackingCode reads a code as people type it, with any spaces, hyphens and
// dots. A slip of one digit is found before anything is looked up.
func ParseTrackingCode(s string) (TrackingCode, error) {
	digits := strings.NewReplacer(" ", "", "-", "", ".", "", "\u00a0", "", "–", "").Replace(s)
	if len(digits) != codeDigits || strings.Trim(digits, "0123456789") != "" {
		return "", Invalid("code", "a tracking code has %d digits", codeDigits)
	}
	if dammOf(digits) != '0' {
		return "", Invalid("code", "a digit of the tracking code is wrong: its check digit does not fit")
	}
	return TrackingCode(digits), nil
}

// String gives the code in groups, as it is shown and read out.
func (c TrackingCode) String() string {
	var groups []string
	for s := string(c); s != ""; {
		n := min(codeGroup, len(s))
		groups, s = append(groups, s[:n]), s[n:]
	}
	return strings.Join(groups, "-")
}

// MarshalGQL writes the code in groups.
func (c TrackingCode) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(c.String())) // gqlgen's writer keeps its own error
}

// UnmarshalGQL reads a code in any form.
func (c *TrackingCode) UnmarshalGQL(v any) (err error) {
	s, ok := v.(string)
	if !ok {
		return Invalid("code", "expected a tracking code, got %T", v)
	}
	*c, err = ParseTrackingCode(s)
	return err
}
