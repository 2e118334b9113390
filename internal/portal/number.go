package portal

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"motcua"
)

// count gives a number of papers; none is 0.
func (o object) count(key string) int {
	at := o.field(key, kindNumber)
	if at == absent {
		return 0
	}
	n, err := strconv.ParseInt(o.p.nodes[at].text, 10, 32)
	if err != nil || n < 0 {
		o.p.refuse(o.p.tree.path(at), o.p.raw(at), "expected a whole number that is not negative")
	}
	return int(n)
}

// The moments that an RFC 3339 text can name.
var (
	firstMoment = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	lastMoment  = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).UnixMilli()
)

// millis gives a moment in milliseconds since 1970.
func (o object) millis(key string) (int64, bool) {
	at := o.field(key, kindNumber)
	if at == absent {
		return 0, false
	}
	ms, err := strconv.ParseInt(o.p.nodes[at].text, 10, 64)
	if err != nil || ms < firstMoment || ms > lastMoment {
		o.p.refuse(o.p.tree.path(at), o.p.raw(at), "expected milliseconds since 1970 of a year up to 9999")
		return 0, false
	}
	return ms, true
}

// moment gives a time in UTC, nil where none is published.
func (o object) moment(key string) *time.Time {
	ms, ok := o.millis(key)
	if !ok {
		return nil
	}
	return new(time.UnixMilli(ms).UTC())
}

// Limits of an amount: a number beyond them is a slip, not an amount, and
// writing out 1e999999999 would take all memory.
const (
	maxDigits   = 40
	maxExponent = 18
)

// amount gives the number at a node exactly as it is written, nil after a
// refusal.
func (p *parse) amount(at int32) *motcua.Decimal {
	d, reason := decimal(p.nodes[at].text)
	if reason != "" {
		p.refuse(p.path(at), p.raw(at), reason)
		return nil
	}
	return &d
}

func decimal(literal string) (motcua.Decimal, string) {
	if len(literal) > maxDigits {
		return "", "a number of too many digits"
	}
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(literal[i+1:])
		if err != nil || math.Abs(float64(exponent)) > maxExponent {
			return "", "a number of too large an exponent"
		}
		r, _ := new(big.Rat).SetString(literal) // a JSON number is of its form
		literal = r.FloatString(maxDigits + maxExponent)
	}
	d, err := motcua.ParseDecimal(literal)
	switch {
	case err != nil:
		return "", err.Error()
	case d.IsZero():
		return "0", ""
	case strings.HasPrefix(string(d), "-"):
		return "", "a negative amount"
	}
	return d, ""
}
