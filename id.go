package motcua

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// ID is a UUID in its canonical lower-case text form. Records of the national
// portal keep the portal's id; ids of ours are made from what identifies the
// record, so that importing twice gives the same id.
type ID string

// ParseID reads a UUID in its 36-character form.
func ParseID(s string) (ID, error) {
	b := []byte(s)
	if len(b) != 36 {
		return "", Invalid("id", "%q is not a UUID of 36 characters", s)
	}
	for i, c := range b {
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return "", Invalid("id", "%q is not a UUID: '-' expected at position %d", s, i+1)
			}
		case c >= 'A' && c <= 'F':
			b[i] = c + ('a' - 'A')
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
		default:
			return "", Invalid("id", "%q is not a UUID: hexadecimal digit expected at position %d", s, i+1)
		}
	}
	return ID(b), nil
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
