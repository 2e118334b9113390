package readcopy

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"motcua"
)

// keySize is that of a UUID.
const keySize = 16

// keyOf is an id as rows are found by it; ids that are no UUIDs have none.
func keyOf(id motcua.ID) []byte {
	if len(id) != 36 {
		return nil
	}
	var key [keySize]byte
	at := 0
	for _, part := range [...][2]int{{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}} {
		n, err := hex.Decode(key[at:], []byte(id[part[0]:part[1]]))
		if err != nil {
			return nil
		}
		at += n
	}
	return key[:]
}

// idOf gives the id of a key.
func idOf(key []byte) motcua.ID {
	var text [36]byte
	hex.Encode(text[:8], key[:4])
	hex.Encode(text[9:13], key[4:6])
	hex.Encode(text[14:18], key[6:8])
	hex.Encode(text[19:23], key[8:10])
	hex.Encode(text[24:], key[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return motcua.ID(text[:])
}

// hashed is a text of any length as a key for looking it up. Who finds a row by
// it has to compare the text.
func hashed(kind byte, text string) []byte {
	sum := sha256.Sum256(append([]byte{kind}, text...))
	return sum[:keySize]
}

// maxOrdered bounds keys that order texts: bbolt takes no longer ones.
const maxOrdered = 30000

// ordered is a text so that keys of it and something behind it have the order
// of the texts, a beginning before what goes on.
func ordered(text []byte) []byte {
	text = bytes.ReplaceAll(text[:min(len(text), maxOrdered/2)], []byte{0}, []byte{0, 0xff})
	return append(text, 0, 0)
}

func ordered32(n int32) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)^1<<31) }

func orderedMark(m motcua.LogMark) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, m.XID), uint64(m.ID))
}
