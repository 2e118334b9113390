package db_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// A walk in either direction gives every sector once, in the order of the
// Vietnamese alphabet, which is neither that of the bytes nor that of Latin.
func TestListsWalkInOrder(t *testing.T) {
	d := open(t)
	want := []string{"An toàn", "Ân xá", "Đất đai", "Điện", "Giáo dục", "Y tế", "Zeta"}
	var records []*motcua.Record
	for i, name := range []string{"Đất đai", "Zeta", "Y tế", "Ân xá", "Điện", "An toàn", "Giáo dục"} {
		r := record(name, fmt.Sprintf("1.00000%d", i), name, "1/QĐ", nil)
		r.Content.Sector = &motcua.Sector{ID: motcua.DeriveID("sector", name), Name: name}
		records = append(records, seal(r))
	}
	publish(t, d, clockAt("2026-07-18"), records...)
	two := 2
	var forward, backward []string
	for page := (motcua.Page{First: &two}); ; {
		got, err := d.ListSectors(t.Context(), page)
		if err != nil {
			t.Fatal(err)
		}
		if got.Total != len(want) || got.HasPrevious != (page.After != nil) {
			t.Errorf("total %d, previous %t", got.Total, got.HasPrevious)
		}
		for _, s := range got.Items {
			forward = append(forward, s.Name)
		}
		if !got.HasNext {
			break
		}
		page.After = &got.Cursors[len(got.Cursors)-1]
	}
	for page := (motcua.Page{Last: &two}); ; {
		got, err := d.ListSectors(t.Context(), page)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slices.Backward(got.Items) {
			backward = append(backward, s.Name)
		}
		if !got.HasPrevious {
			break
		}
		page.Before = &got.Cursors[0]
	}
	if diff := cmp.Diff(want, forward); diff != "" {
		t.Error("forward:", diff)
	}
	slices.Reverse(backward)
	if diff := cmp.Diff(want, backward); diff != "" {
		t.Error("backward:", diff)
	}
	agencies, err := d.ListAgencies(t.Context(), motcua.Page{First: &two}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ListSectors(t.Context(), motcua.Page{First: &two, After: &agencies.Cursors[0]}); motcua.KindOf(err) != motcua.KindInvalid {
		t.Errorf("another list's cursor: %v", err)
	}
}

func TestDecisionsLatestFirst(t *testing.T) {
	d := open(t)
	publish(t, d, clockAt("2026-07-18"),
		record("a", "1.000001", "A", "1/QĐ", day("2024-01-01")), record("b", "1.000002", "B", "2/QĐ", nil), record("c", "1.000003", "C", "3/QĐ", day("2025-01-01")))
	one := 1
	var got []string
	for page := (motcua.Page{First: &one}); ; {
		list, err := d.ListDecisions(t.Context(), page, motcua.DecisionFilter{})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, *list.Items[0].Number)
		if !list.HasNext {
			break
		}
		page.After = &list.Cursors[0]
	}
	if diff := cmp.Diff([]string{"3/QĐ", "1/QĐ", "2/QĐ"}, got); diff != "" {
		t.Error(diff)
	}
}
