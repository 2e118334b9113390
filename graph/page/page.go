// Package page holds the connections of the schema: how much of a list may be
// asked for, and the pages that come back.
package page

import "motcua"

// Limits of a page.
const (
	Default = 20  // where neither first nor last is given
	Max     = 100 // where the server sets no other; rows of a procedure with all its parts take a megabyte
)

// Node is anything with a global id.
type Node any

// Of checks what was asked for, of which there may be so much at a time. Forwards and backwards exclude each other: a
// page with both has no meaning that two people would guess alike.
func Of(most int, first *int, after *string, last *int, before *string) (motcua.Page, error) {
	p := motcua.Page{First: first, After: after, Last: last, Before: before}
	switch {
	case first != nil && last != nil:
		return p, motcua.Invalid("last", "first and last exclude each other")
	case first == nil && last == nil:
		n := min(Default, most)
		p.First = &n
	}
	for _, size := range []struct {
		field string
		n     *int
	}{{"first", first}, {"last", last}} {
		if size.n != nil && (*size.n < 0 || *size.n > most) {
			return p, motcua.Invalid(size.field, "%d asked for, 0 to %d allowed", *size.n, most)
		}
	}
	return p, nil
}

// PageInfo says where a page stands in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

func info(next, previous bool, cursors []string) *PageInfo {
	i := &PageInfo{HasNextPage: next, HasPreviousPage: previous}
	if n := len(cursors); n > 0 {
		i.StartCursor, i.EndCursor = &cursors[0], &cursors[n-1]
	}
	return i
}
