package readcopy

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db"
)

// maxAgencySuccession bounds how far a chain of successors is followed.
const maxAgencySuccession = 10

// Agencies is [motcua/db.DB.Agencies].
func (c *Copy) Agencies(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Agency, error) {
	return byID(ctx, c, agencies, ids, func(_ *bolt.Tx, row *motcua.AgencyRow) (*motcua.Agency, error) { return &row.Agency, nil })
}

// byID gives rows by their ids, each as it is shown.
func byID[R, T any](ctx context.Context, c *Copy, t *table[R], ids []motcua.ID, show func(*bolt.Tx, *R) (T, error)) (map[motcua.ID]T, error) {
	out := make(map[motcua.ID]T, len(ids))
	err := c.view(ctx, func(tx *bolt.Tx) error {
		for _, id := range ids {
			row, err := t.get(tx, id)
			if err != nil || row == nil {
				if err != nil {
					return err
				}
				continue
			}
			if out[id], err = show(tx, row); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ListAgencies is [motcua/db.DB.ListAgencies].
func (c *Copy) ListAgencies(ctx context.Context, page motcua.Page, parent *motcua.ID) (out motcua.Listed[*motcua.Agency], err error) {
	var where func(*motcua.AgencyRow) bool
	if parent != nil {
		where = func(a *motcua.AgencyRow) bool { return a.Parent != nil && *a.Parent == *parent }
	}
	err = c.view(ctx, func(tx *bolt.Tx) error {
		out, err = list(tx, agencies, "agencies", page, where, func(_ *bolt.Tx, row *motcua.AgencyRow) (*motcua.Agency, error) { return &row.Agency, nil })
		return err
	})
	return out, err
}

// Units is [motcua/db.DB.Units].
func (c *Copy) Units(ctx context.Context, parents []motcua.ID) (map[motcua.ID][]*motcua.Agency, error) {
	out := map[motcua.ID][]*motcua.Agency{}
	err := c.view(ctx, func(tx *bolt.Tx) error {
		for _, parent := range parents {
			units, err := agencies.rows(tx, "parent", keyOf(parent))
			if err != nil {
				return err
			}
			slices.SortStableFunc(units, func(a, b *motcua.AgencyRow) int { return bytes.Compare(a.SortKey, b.SortKey) })
			for _, u := range units {
				out[parent] = append(out[parent], &u.Agency)
			}
		}
		return nil
	})
	return out, err
}

// Successions is [motcua/db.DB.Successions].
func (c *Copy) Successions(ctx context.Context, ids []motcua.ID) (out []motcua.Succession, err error) {
	seen := map[[2]motcua.ID]bool{}
	err = c.view(ctx, func(tx *bolt.Tx) error {
		for _, id := range ids {
			row, err := agencies.get(tx, id)
			if err != nil {
				return err
			}
			before, err := agencies.rows(tx, "successor", keyOf(id))
			if err != nil {
				return err
			}
			if row != nil {
				before = append(before, row)
			}
			for _, a := range before {
				for _, s := range a.Successors {
					pair := [2]motcua.ID{s.Predecessor, s.Successor}
					if (s.Predecessor == id || s.Successor == id) && !seen[pair] {
						seen[pair] = true
						out = append(out, s)
					}
				}
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b motcua.Succession) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Predecessor, b.Predecessor), cmp.Compare(a.Successor, b.Successor))
	})
	return out, err
}

// AgencyOn is [motcua/db.DB.AgencyOn].
func (c *Copy) AgencyOn(ctx context.Context, code, name *string, day motcua.Date) (*motcua.Agency, error) {
	var shown []*motcua.Agency
	err := c.view(ctx, func(tx *bolt.Tx) error {
		found, err := agenciesNamed(tx, code, name)
		if err != nil {
			return err
		}
		standing, err := standing(tx, found, day)
		if err != nil {
			return err
		}
		if len(standing) == 0 {
			standing = found
		}
		slices.SortFunc(standing, func(a, b *motcua.AgencyRow) int {
			return cmp.Or(cmp.Compare(codePlace(a, code), codePlace(b, code)), cmp.Compare(a.ID, b.ID))
		})
		for _, a := range standing[:min(len(standing), maxFits)] {
			shown = append(shown, &a.Agency)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return db.OneAgency(db.AgencyText(code, name), shown)
}

// codePlace puts the agency with exactly the code first, and those without one last.
func codePlace(a *motcua.AgencyRow, code *string) int {
	switch {
	case code == nil || a.Code == nil:
		return 2
	case *a.Code == *code:
		return 0
	}
	return 1
}

// agenciesNamed gives the agencies that have a code and a name, of those that are given.
func agenciesNamed(tx *bolt.Tx, code, name *string) ([]*motcua.AgencyRow, error) {
	var found []*motcua.AgencyRow
	var err error
	if code != nil {
		key := db.AgencyKey(code)
		found, err = agenciesOfCode(tx, *key, *code)
	} else {
		found, err = agencies.rows(tx, "name", hashed(codeKey, db.AgencyName(*name)))
	}
	if name != nil {
		found = slices.DeleteFunc(found, func(a *motcua.AgencyRow) bool { return a.NameKey != db.AgencyName(*name) })
	}
	return found, err
}

// agenciesOfCode gives the agencies that have a code in the form in which codes
// are compared, or exactly as it is written.
func agenciesOfCode(tx *bolt.Tx, key, code string) (out []*motcua.AgencyRow, err error) {
	for _, k := range [][]byte{hashed(codeKey, key), hashed(currentCode, code)} {
		found, err := agencies.rows(tx, "code", k)
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			fits := a.CodeKey != nil && *a.CodeKey == key || a.Code != nil && *a.Code == code
			if fits && !slices.ContainsFunc(out, func(o *motcua.AgencyRow) bool { return o.ID == a.ID }) {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

// standing follows agencies that are not there on a day to who has taken over by
// then, and gives those that are there.
func standing(tx *bolt.Tx, found []*motcua.AgencyRow, day motcua.Date) (out []*motcua.AgencyRow, err error) {
	seen := map[motcua.ID]bool{}
	for depth, rows := 0, found; len(rows) > 0 && depth <= maxAgencySuccession; depth++ {
		var next []*motcua.AgencyRow
		for _, a := range rows {
			if seen[a.ID] {
				continue
			}
			seen[a.ID] = true
			if a.Valid.Contains(day) {
				out = append(out, a)
				continue
			}
			if next, err = appendSuccessors(tx, next, a, day); err != nil {
				return nil, err
			}
		}
		rows = next
	}
	return out, nil
}

func appendSuccessors(tx *bolt.Tx, list []*motcua.AgencyRow, a *motcua.AgencyRow, day motcua.Date) ([]*motcua.AgencyRow, error) {
	for _, s := range a.Successors {
		if s.On > day {
			continue
		}
		n, err := agencies.get(tx, s.Successor)
		if err != nil {
			return nil, err
		}
		if n != nil {
			list = append(list, n)
		}
	}
	return list, nil
}

// SuccessorsOf is [motcua/db.DB.SuccessorsOf].
func (c *Copy) SuccessorsOf(ctx context.Context, names []string, day motcua.Date) (out []motcua.ID, err error) {
	err = c.view(ctx, func(tx *bolt.Tx) error {
		var rows []*motcua.AgencyRow
		for _, name := range names {
			named, err := agencies.rows(tx, "name", hashed(codeKey, db.AgencyName(name)))
			if err != nil {
				return err
			}
			key := motcua.AgencyCodeKey(name)
			coded, err := agencies.rows(tx, "code", hashed(codeKey, key))
			if err != nil {
				return err
			}
			for _, a := range append(named, coded...) {
				ended := a.Valid.To != nil && *a.Valid.To <= day
				if ended && (a.NameKey == db.AgencyName(name) || a.CodeKey != nil && *a.CodeKey == key) {
					rows = append(rows, a)
				}
			}
		}
		reached := map[motcua.ID]bool{}
		for depth := 0; len(rows) > 0 && depth < maxAgencySuccession; depth++ {
			var next []*motcua.AgencyRow
			for _, a := range rows {
				if next, err = appendSuccessors(tx, next, a, day); err != nil {
					return err
				}
			}
			next = slices.DeleteFunc(next, func(a *motcua.AgencyRow) bool { return reached[a.ID] })
			for _, a := range next {
				if !reached[a.ID] && a.Valid.Contains(day) {
					out = append(out, a.ID)
				}
				reached[a.ID] = true
			}
			rows = next
		}
		return nil
	})
	slices.Sort(out)
	return slices.Compact(out), err
}
