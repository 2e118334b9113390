package columns

import (
	"bytes"
	"encoding/hex"
)

// Keys are mostly UUIDs, whose text is more than twice as long as what it says.
// A packed key is a UUID's 16 bytes, or the text behind a tag byte that keeps
// it from ever having 16 bytes.
const (
	uuidBytes = 16
	uuidText  = 36
	tagText   = 0 // the text follows
	tagLonger = 1 // one more tag byte, then the text, whose length is 15
)

// packKey appends the packed form of a key to buf.
func packKey(buf []byte, key string) []byte {
	if packed, ok := packUUID(buf, key); ok {
		return packed
	}
	if len(key) == uuidBytes-1 {
		buf = append(buf, tagLonger, tagLonger)
	} else {
		buf = append(buf, tagText)
	}
	return append(buf, key...)
}

func packUUID(buf []byte, key string) ([]byte, bool) {
	if len(key) != uuidText || key[8] != '-' || key[13] != '-' || key[18] != '-' || key[23] != '-' {
		return buf, false
	}
	var high byte
	half := false
	start := len(buf)
	for i := range uuidText {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		digit, ok := hexDigit(key[i])
		if !ok {
			return buf[:start], false
		}
		if half {
			buf = append(buf, high<<4|digit)
		}
		high, half = digit, !half
	}
	return buf, true
}

// hexDigit takes lower case only: the packed form must give back the same text.
func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}

// unpackKey appends the text of a packed key to buf.
func unpackKey(buf, packed []byte) []byte {
	switch {
	case len(packed) == uuidBytes:
		for i, part := range [...][]byte{packed[:4], packed[4:6], packed[6:8], packed[8:10], packed[10:]} {
			if i > 0 {
				buf = append(buf, '-')
			}
			buf = hex.AppendEncode(buf, part)
		}
		return buf
	case packed[0] == tagLonger:
		return append(buf, packed[2:]...)
	default:
		return append(buf, packed[1:]...)
	}
}

// compareKeys compares two packed keys as their texts compare.
func compareKeys(a, b []byte) int {
	if len(a) == uuidBytes && len(b) == uuidBytes {
		return bytes.Compare(a, b)
	}
	var x, y [64]byte
	return bytes.Compare(unpackKey(x[:0], a), unpackKey(y[:0], b))
}
