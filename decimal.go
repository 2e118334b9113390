package motcua

import (
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number as text, such as 17500000000 or 3.5. It is
// a text because amounts exceed an Int and fractions exceed a float's honesty.
type Decimal string

var decimalForm = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)

// ParseDecimal reads digits with an optional sign and fraction, and drops
// zeros that end the fraction.
func ParseDecimal(s string) (Decimal, error) {
	if !decimalForm.MatchString(s) {
		return "", Invalid("decimal", "%q is not a decimal number", s)
	}
	if strings.Contains(s, ".") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return Decimal(s), nil
}

// IsZero says whether the number is 0.
func (d Decimal) IsZero() bool { return strings.Trim(string(d), "-0.") == "" }

// MarshalGQL writes the GraphQL scalar Decimal, a string.
func (d Decimal) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(string(d))) // gqlgen's writer keeps its own error
}

// UnmarshalGQL reads the GraphQL scalar Decimal.
func (d *Decimal) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return Invalid("decimal", "expected a decimal number as a string, got %T", v)
	}
	parsed, err := ParseDecimal(s)
	*d = parsed
	return err
}
