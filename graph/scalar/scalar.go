// Package scalar reads and writes the scalars of the schema whose Go types are
// not the project's own. It is stricter than gqlgen, which takes texts for
// numbers and writes numbers that an Int cannot hold.
package scalar

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"golang.org/x/text/unicode/norm"

	"motcua"
)

// MarshalInt writes an Int; a number beyond 32 bits is an error of the server,
// because a client would read it wrongly.
func MarshalInt(n int) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		if n < math.MinInt32 || n > math.MaxInt32 {
			return &motcua.Error{Message: "Int: " + strconv.Itoa(n) + " has more than 32 bits"}
		}
		_, err := io.WriteString(w, strconv.Itoa(n))
		return err
	})
}

// UnmarshalInt reads an Int: a number without a fraction, of 32 bits.
func UnmarshalInt(_ context.Context, v any) (int, error) {
	var n int64
	switch v := v.(type) {
	case int64: // a literal in the document
		n = v
	case int:
		n = int64(v)
	case json.Number:
		parsed, err := v.Int64()
		if err != nil {
			return 0, motcua.Invalid("", "expected a whole number, got %s", v)
		}
		n = parsed
	default:
		return 0, motcua.Invalid("", "expected a whole number, got %s", sort(v))
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return 0, motcua.Invalid("", "%d has more than 32 bits", n)
	}
	return int(n), nil
}

// MarshalDateTime writes a DateTime: RFC 3339 in the zone of legal days.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, t.In(motcua.Zone).Format(`"`+time.RFC3339Nano+`"`)) // gqlgen's writer keeps its own error
	})
}

// UnmarshalDateTime reads a DateTime.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, motcua.Invalid("", "expected a moment of the form 2026-01-16T00:00:00+07:00, got %s", sort(v))
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, motcua.Invalid("", "%.50q is not a moment of the form 2026-01-16T00:00:00+07:00", s)
	}
	return t, nil
}

// MarshalString writes a String.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString reads a String. A NUL is refused because Postgres cannot hold
// one, and so is what is no text at all: half a surrogate pair, or bytes that are
// not UTF-8, both of which have become a replacement character by now. Letters
// that came as a base and its marks, as some keyboards and file names have them,
// become the one letter that is stored and compared.
func UnmarshalString(v any) (string, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return "", motcua.Invalid("", "expected a text, got %s", sort(v))
	case strings.ContainsRune(s, 0):
		return "", motcua.Invalid("", "the text holds a NUL character")
	case strings.ContainsRune(s, utf8.RuneError):
		return "", motcua.Invalid("", "the text holds something that is no character of Unicode")
	}
	return norm.NFC.String(s), nil
}

// maxID is in bytes; no id that this API gives has more than 100.
const maxID = 200

// MarshalID writes an ID.
func MarshalID(s string) graphql.Marshaler { return graphql.MarshalID(s) }

// UnmarshalID reads an ID: a text, or a whole number as some clients send one.
func UnmarshalID(v any) (string, error) {
	switch n := v.(type) {
	case int64:
		return strconv.FormatInt(n, 10), nil
	case json.Number:
		if _, err := n.Int64(); err != nil {
			return "", motcua.Invalid("", "expected an id, got %s", sort(v))
		}
		return n.String(), nil
	}
	s, err := UnmarshalString(v)
	if err == nil && len(s) > maxID {
		err = motcua.Invalid("", "an id has at most %d bytes", maxID)
	}
	return s, err
}

// sort says what a value is, as JSON calls it.
func sort(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a text"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "a number"
}
