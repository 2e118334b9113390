package readcopy

import (
	"bytes"
	"slices"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db"
)

// list gives a page of a table in the order of its index "order", with the
// cursors of package db. A nil condition lets all through without reading them.
func list[R, T any](tx *bolt.Tx, t *table[R], name string, page motcua.Page, where func(*R) bool, show func(*bolt.Tx, *R) (T, error)) (out motcua.Listed[T], err error) {
	after, err := cursorKey("after", name, page.After)
	if err != nil {
		return out, err
	}
	before, err := cursorKey("before", name, page.Before)
	if err != nil {
		return out, err
	}
	order, err := t.order(tx, "order")
	if err != nil {
		return out, err
	}
	var fit [][]byte
	inside := after == nil
	for _, key := range order {
		if before != nil && bytes.Equal(key, before) {
			before, inside = nil, false
			after = []byte{} // nothing begins again
		}
		ok := true
		if where != nil {
			row, err := t.at(tx, key)
			if err != nil {
				return out, err
			}
			ok = where(row)
		}
		if ok {
			out.Total++
			if inside {
				fit = append(fit, key)
			}
		}
		if after != nil && bytes.Equal(key, after) {
			inside = true
		}
	}
	if before != nil { // the cursor's row is not there
		fit = nil
	}
	fit, more := cut(fit, page)
	turn(&out, more, page)
	for _, key := range fit {
		row, err := t.at(tx, key)
		if err != nil {
			return out, err
		}
		item, err := show(tx, row)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, item)
		out.Cursors = append(out.Cursors, db.EncodeCursor(name, idOf(key)))
	}
	return out, nil
}

func cursorKey(field, name string, cursor *string) ([]byte, error) {
	if cursor == nil {
		return nil, nil
	}
	id, err := db.DecodeCursor(field, name, *cursor)
	return keyOf(id), err
}

// cut takes what a page shows of what fits; more says that there was more.
func cut[T any](fit []T, page motcua.Page) (shown []T, more bool) {
	limit := 0
	switch {
	case page.Last != nil:
		limit = *page.Last
	case page.First != nil:
		limit = *page.First
	}
	if more = len(fit) > limit; !more {
		return fit, false
	}
	if page.Last != nil {
		return fit[len(fit)-limit:], true
	}
	return slices.Clip(fit[:limit]), true
}

// turn says whether there are pages before and behind.
func turn[T any](out *motcua.Listed[T], more bool, page motcua.Page) {
	if page.Last != nil {
		out.HasPrevious, out.HasNext = more, page.Before != nil
		return
	}
	out.HasNext, out.HasPrevious = more, page.After != nil
}
