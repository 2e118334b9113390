// Package paging checks which part of a list is asked for, and makes the
// cursors of lists and searches. It knows no record.
package paging

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"

	"motcua"
	"motcua/search/columns"
)

// Cursor is the place of a result. It is given out as its JSON with a checksum,
// in base64: opaque to clients, and refused where it was made up, cut or
// changed by hand. It holds nothing that its result does not show, so forging
// one with effort gains nothing.
type Cursor struct {
	Kind string `json:"k"` // what it is bound to: an order, or the results of one question
	Key  string `json:"i"`
	Sort []byte `json:"s,omitempty"` // in a list

	Revision string      `json:"r,omitempty"` // in a search
	Day      motcua.Date `json:"d,omitempty"`
	Rank     int         `json:"n,omitempty"`
	Score    float64     `json:"v,omitempty"`
}

// Encode gives the cursor as clients see it.
func (c Cursor) Encode() string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and strings only
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(data, checksum(data)))
}

// Cursors makes those of one page, all bound to the same.
type Cursors struct {
	Bound func() string // what they are bound to; asked once, with the first
	None  bool          // nobody asked for any: to make one takes longer than to find its row
	kind  string
}

// At gives the cursor of a place, which says all but its kind; "" where none is
// asked for.
func (m *Cursors) At(place Cursor) string {
	if m.None {
		return ""
	}
	if m.kind == "" {
		m.kind = m.Bound()
	}
	place.Kind = m.kind
	return place.Encode()
}

func checksum(data []byte) uint32 {
	h := fnv.New32a()
	h.Write([]byte("motcua cursor "))
	h.Write(data)
	return h.Sum32()
}

// Decode reads a cursor that was given in a field.
func Decode(field, given string) (*Cursor, error) {
	const sumSize = 4
	invalid := motcua.Invalid(field, "this is not a cursor of this API")
	data, err := base64.RawURLEncoding.DecodeString(given)
	if err != nil || len(data) < sumSize {
		return nil, invalid
	}
	data, sum := data[:len(data)-sumSize], data[len(data)-sumSize:]
	var c Cursor
	if binary.BigEndian.Uint32(sum) != checksum(data) || json.Unmarshal(data, &c) != nil || c.Rank < 0 {
		return nil, invalid
	}
	return &c, nil
}

// Place is the cursor in the columns' terms.
func (c *Cursor) Place() *columns.Cursor {
	if c == nil {
		return nil
	}
	return &columns.Cursor{SortKey: c.Sort, Key: c.Key}
}
