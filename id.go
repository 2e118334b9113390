package motcua

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ID is a UUID in its canonical lower-case text form. Records of the national
// portal keep the portal's id; ids of ours are made from what identifies the
// record, so that importing twice gives the same id.
type ID string

// ParseID reads a UUID in its 36-character form.
func ParseID(s string) (ID, error) {
	if len(s) != 36 {
		return "", Invalid("id", "%q is not a UUID of 36 characters", s)
	}
	upper := false
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return "", Invalid("id", "%q is not a UUID: '-' expected at position %d", s, i+1)
			}
		case c >= 'A' && c <= 'F':
			upper = true
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return "", Invalid("id", "%q is not a UUID: hexadecimal digit expected at position %d", s, i+1)
		}
	}
	if upper {
		s = strings.ToLower(s)
	}
	return ID(s), nil
}

// DeriveID makes a UUID (version 8, RFC 9562) from the parts that identify a
// record. The same parts always give the same id.
func DeriveID(parts ...string) ID {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s;", len(p), p)
	}
	sum := h.Sum(nil)[:16]
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	s := hex.EncodeToString(sum)
	return ID(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:])
}

// MarshalGQL writes the GraphQL scalar UUID.
func (id ID) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(string(id))) // gqlgen's writer keeps its own error
}

// UnmarshalGQL reads the GraphQL scalar UUID.
func (id *ID) UnmarshalGQL(v any) (err error) {
	s, ok := v.(string)
	if !ok {
		return Invalid("id", "expected a UUID, got %T", v)
	}
	*id, err = ParseID(s)
	return err
}
