package columns

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// model does what a table does by looking at every row.
type model struct {
	schema Schema
	rows   map[string]Row
}

func (m *model) apply(upserts []Row, deletes []string) {
	for _, key := range deletes {
		delete(m.rows, key)
	}
	for _, row := range upserts {
		m.rows[row.Key] = m.schema.Canonical(row)
	}
}

func (m *model) fits(r Row, in map[int][]string, except int) bool {
	for dim, wanted := range in {
		if dim == except || wanted == nil {
			continue
		}
		if !slices.ContainsFunc(orNone(r.Values[dim]), func(v string) bool { return slices.Contains(wanted, v) }) {
			return false
		}
	}
	return true
}

func orNone(values []string) []string {
	if len(values) == 0 {
		return []string{None}
	}
	return values
}

func (m *model) passes(r Row, day int32, f Filter, except int) bool {
	if r.Shown.On(day) != InForce || !m.fits(r, f.In, except) {
		return false
	}
	if f.Status != nil && except != statusFacet && !slices.Contains(f.Status, r.Legal.On(day)) {
		return false
	}
	if f.Keys != nil && !slices.Contains(f.Keys, r.Key) {
		return false
	}
	for order, keys := range f.Range {
		if !keys.has(r.Sort[order]) {
			return false
		}
	}
	return f.Scope == nil || slices.ContainsFunc(f.Scope, func(in map[int][]string) bool {
		return m.fits(r, in, noFacet)
	})
}

// selected returns the rows that pass, in an order.
func (m *model) selected(day int32, f Filter, except, order int) []Row {
	var rows []Row
	for _, r := range m.rows {
		if m.passes(r, day, f, except) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(bytes.Compare(a.Sort[order], b.Sort[order]), strings.Compare(a.Key, b.Key))
	})
	return rows
}

func (m *model) facet(day int32, f Filter, dim int, zero, none bool) []Count {
	counts := map[string]uint64{}
	if zero {
		for _, r := range m.rows {
			for _, v := range orNone(r.Values[dim]) {
				counts[v] += 0
			}
		}
	}
	for _, r := range m.selected(day, f, dim, 0) {
		for _, v := range orNone(r.Values[dim]) {
			counts[v]++
		}
	}
	if !none {
		delete(counts, None)
	}
	var facet []Count
	for value, count := range counts {
		facet = append(facet, Count{value, count})
	}
	slices.SortFunc(facet, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return facet
}

func cursors(rows []Row, order int) []Cursor {
	var list []Cursor
	for _, r := range rows {
		list = append(list, Cursor{SortKey: r.Sort[order], Key: r.Key})
	}
	return list
}
