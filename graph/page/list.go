package page

import (
	"encoding/base64"
	"slices"

	"motcua"
)

// OfList gives a page of a list that is held as a whole. The key names an item;
// a cursor is its key.
func OfList[T any](all []T, asked motcua.Page, key func(T) string) (*Connection[T], error) {
	from, to := 0, len(all)
	for _, bound := range []struct {
		field  string
		cursor *string
		set    func(int)
	}{
		{"after", asked.After, func(i int) { from = i + 1 }},
		{"before", asked.Before, func(i int) { to = i }},
	} {
		if bound.cursor == nil {
			continue
		}
		i := slices.IndexFunc(all, func(item T) bool { return listCursor(key(item)) == *bound.cursor })
		if i < 0 {
			return nil, motcua.Invalid(bound.field, "the cursor does not belong to this list")
		}
		bound.set(i)
	}
	out := motcua.Listed[T]{Total: len(all), HasPrevious: from > 0, HasNext: to < len(all)}
	to = max(from, to)
	switch {
	case asked.First != nil && to-from > *asked.First:
		to, out.HasNext = from+*asked.First, true
	case asked.Last != nil && to-from > *asked.Last:
		from, out.HasPrevious = to-*asked.Last, true
	}
	out.Items = all[from:to]
	for _, item := range out.Items {
		out.Cursors = append(out.Cursors, listCursor(key(item)))
	}
	return NewConnection(out), nil
}

func listCursor(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }
