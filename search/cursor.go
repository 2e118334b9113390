package search

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"

	"motcua"
	"motcua/search/columns"
)

// cursorValue is the place of a result. A cursor is its JSON with a checksum,
// in base64: opaque to clients, and refused where it was made up, cut or
// changed by hand. It holds nothing that its result does not show, so forging
// one with effort gains nothing.
type cursorValue struct {
	Kind string `json:"k"` // what it is bound to: see binding
	Key  string `json:"i"`
	Sort []byte `json:"s,omitempty"` // in a list

	Revision string      `json:"r,omitempty"` // in a search
	Day      motcua.Date `json:"d,omitempty"`
	Rank     int         `json:"n,omitempty"`
	Score    float64     `json:"v,omitempty"`
}

// binding is what the cursors of a request are good for: an order, or the
// results of one question. The filter is part of a search, whose ranks it
// changes; a list keeps its order under any filter.
func (r *request) binding() string {
	if !r.order.relevance {
		return fmt.Sprintf("%d/%t", r.order.order, r.order.desc)
	}
	filter, err := json.Marshal(r.Filter)
	if err != nil {
		filter = nil // an enum that no table knows: the filter matches nothing, whatever the cursor
	}
	h := fnv.New64a()
	h.Write([]byte(r.Text))
	h.Write([]byte{0})
	h.Write(filter)
	fmt.Fprint(h, r.NoCollapse)
	return fmt.Sprintf("q%016x", h.Sum64())
}

func (r *request) listCursor(row columns.Cursor) string {
	return encodeCursor(cursorValue{Kind: r.binding(), Key: row.Key, Sort: row.SortKey})
}

func (r *request) searchCursor(revision string, rank int, score float64, key string) string {
	return encodeCursor(cursorValue{
		Kind: r.binding(), Key: key, Revision: revision, Day: r.Day, Rank: rank, Score: score,
	})
}

func encodeCursor(c cursorValue) string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and strings only
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(data, cursorSum(data)))
}

func cursorSum(data []byte) uint32 {
	h := fnv.New32a()
	h.Write([]byte("motcua cursor "))
	h.Write(data)
	return h.Sum32()
}

// parseCursor reads a cursor that was given in a field of the page.
func (r *request) parseCursor(field string, given *string) (*cursorValue, error) {
	if given == nil {
		return nil, nil
	}
	c, err := decodeCursor(field, *given)
	if err != nil {
		return nil, err
	}
	if c.Kind != r.binding() {
		return nil, motcua.Invalid(field, "the cursor belongs to another question or order")
	}
	return c, nil
}

func decodeCursor(field, given string) (*cursorValue, error) {
	const sumSize = 4
	invalid := motcua.Invalid(field, "this is not a cursor of this API")
	data, err := base64.RawURLEncoding.DecodeString(given)
	if err != nil || len(data) < sumSize {
		return nil, invalid
	}
	data, sum := data[:len(data)-sumSize], data[len(data)-sumSize:]
	var c cursorValue
	if binary.BigEndian.Uint32(sum) != cursorSum(data) || json.Unmarshal(data, &c) != nil || c.Rank < 0 {
		return nil, invalid
	}
	return &c, nil
}

// place is the cursor in the columns' terms.
func (c *cursorValue) place() *columns.Cursor {
	if c == nil {
		return nil
	}
	return &columns.Cursor{SortKey: c.Sort, Key: c.Key}
}
