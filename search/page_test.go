package search

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"motcua"
	"motcua/search/paging"
)

// walk reads a list page by page, forwards or from its end.
func walk(t *testing.T, x *Index, q motcua.ProcedureQuery, size int, last bool) []motcua.ID {
	t.Helper()
	var out []motcua.ID
	q.Page = motcua.Page{First: &size}
	if last {
		q.Page = motcua.Page{Last: &size}
	}
	for {
		r := search(t, x, q)
		page := ids(r)
		if last {
			out = append(page, out...)
		} else {
			out = append(out, page...)
		}
		more := r.HasNext
		if last {
			more = r.HasPrevious
		}
		if !more {
			if len(out) != r.Total {
				t.Errorf("walked over %d of %d", len(out), r.Total)
			}
			return out
		}
		if last {
			q.Page.Before = &r.Hits[0].Cursor
		} else {
			q.Page.After = &r.Hits[len(r.Hits)-1].Cursor
		}
	}
}

func TestWalk(t *testing.T) {
	x := built(t, newFakeSource(random(300, 1)...))
	for _, text := range []string{"", "đăng ký"} {
		for _, field := range []motcua.ProcedureOrderField{motcua.OrderByName, motcua.OrderByCode, motcua.OrderByDecisionDate} {
			var asc []motcua.ID
			for _, direction := range motcua.Directions() {
				q := motcua.ProcedureQuery{Text: text, Order: &motcua.ProcedureOrder{Field: field, Direction: direction}}
				got := walk(t, x, q, 7, false)
				if back := walk(t, x, q, 11, true); !slices.Equal(got, back) {
					t.Errorf("%q by %s %s: backwards is another list", text, field, direction)
				}
				if distinct(got) != len(got) {
					t.Errorf("%q by %s %s: something comes twice", text, field, direction)
				}
				if direction == motcua.DirectionAsc {
					asc = got
					continue
				}
				slices.Reverse(got)
				if !slices.Equal(got, asc) {
					t.Errorf("%q by %s: descending is not the reverse", text, field)
				}
			}
		}
	}
	if got := walk(t, x, motcua.ProcedureQuery{Text: "đăng ký"}, 7, false); distinct(got) != len(got) {
		t.Error("by relevance: something comes twice")
	}
}

func distinct(ids []motcua.ID) int {
	return len(slices.Compact(slices.Sorted(slices.Values(ids))))
}

func TestOrders(t *testing.T) {
	ps := []motcua.Procedure{proc("1.000003", "Ân"), proc("1.000001", "Zeta"), proc("1.000002", "Đất"), proc("1.000004", "An")}
	for i, key := range []string{"b", "d", "c", "a"} {
		ps[i].SortKey = []byte(key)
	}
	ps[0].Decision.Date, ps[1].Decision.Date = ptr(today), ptr(motcua.NewDate(1969, 1, 1))
	ps[3].Decision.Date = ptr(today.AddDays(1))
	x := built(t, newFakeSource(ps...))
	for field, want := range map[motcua.ProcedureOrderField]string{
		motcua.OrderByName: "An Ân Đất Zeta", motcua.OrderByCode: "Zeta Đất Ân An", motcua.OrderByDecisionDate: "Đất Zeta Ân An",
	} {
		r := search(t, x, motcua.ProcedureQuery{Order: &motcua.ProcedureOrder{Field: field, Direction: motcua.DirectionAsc}})
		var got []string
		for _, h := range r.Hits {
			i := slices.IndexFunc(ps, func(p motcua.Procedure) bool { return p.ID == h.Procedure })
			got = append(got, ps[i].Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s: %v, want %s", field, got, want)
		}
	}
}

// TestOrderAfterRebuild: the same records give the same results in the same
// order, whatever way they came into the index.
func TestOrderAfterRebuild(t *testing.T) {
	ps := random(200, 2)
	src := newFakeSource(ps[:50]...)
	x := built(t, src)
	for i := 50; i < 200; i += 10 {
		src.put(ps[i : i+10]...)
	}
	for i := 0; i < 40; i += 4 { // there and back again
		src.remove(ps[i].ID)
		src.put(ps[i])
	}
	stop := follow(t, x, src)
	await(t, x, src)
	stop()
	questions := []string{"đăng ký", "cap giay phep", "nhà đất mới", "xe", "kết hôn lại"}
	get := func() (out []string) {
		for _, text := range questions {
			for _, h := range search(t, x, motcua.ProcedureQuery{Text: text, Page: motcua.Page{First: ptr(100)}}).Hits {
				out = append(out, fmt.Sprintf("%s %.12f", h.Procedure, *h.Score))
			}
		}
		return out
	}
	before := get()
	if err := x.Rebuild(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	if after := get(); !slices.Equal(before, after) {
		t.Error("the order is another after a rebuild")
	}
}

func TestRefusedPages(t *testing.T) {
	x := built(t, newFakeSource(random(30, 3)...))
	name := &motcua.ProcedureOrder{Field: motcua.OrderByName, Direction: motcua.DirectionAsc}
	list := search(t, x, motcua.ProcedureQuery{Page: motcua.Page{First: ptr(5)}}).Hits[4].Cursor
	found := search(t, x, motcua.ProcedureQuery{Text: "đăng ký", Page: motcua.Page{First: ptr(5)}}).Hits[0].Cursor
	cut := list[:len(list)-3]
	raw, err := base64.RawURLEncoding.DecodeString(list)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 1
	flipped := base64.RawURLEncoding.EncodeToString(raw)
	relevance := &motcua.ProcedureOrder{Field: motcua.OrderByRelevance}
	byCode := &motcua.ProcedureOrder{Field: motcua.OrderByCode}
	desc := &motcua.ProcedureOrder{Field: motcua.OrderByName, Direction: motcua.DirectionDesc}
	tests := []struct {
		field string
		query motcua.ProcedureQuery
	}{
		{"after", motcua.ProcedureQuery{Page: motcua.Page{After: ptr("forged")}}},
		{"after", motcua.ProcedureQuery{Page: motcua.Page{After: ptr("")}}},
		{"after", motcua.ProcedureQuery{Page: motcua.Page{After: &cut}}},
		{"before", motcua.ProcedureQuery{Page: motcua.Page{Before: &flipped}}},
		{"after", motcua.ProcedureQuery{Page: motcua.Page{After: &list}, Order: byCode}},
		{"after", motcua.ProcedureQuery{Page: motcua.Page{After: &list}, Order: desc}},
		{"after", motcua.ProcedureQuery{Page: motcua.Page{After: &found}}},
		{"after", motcua.ProcedureQuery{Text: "đất", Page: motcua.Page{After: &found}}},
		{"after", motcua.ProcedureQuery{Text: "đăng ký", Page: motcua.Page{After: &list}}},
		{"last", motcua.ProcedureQuery{Text: "đất", Page: motcua.Page{Last: ptr(5)}}},
		{"before", motcua.ProcedureQuery{Text: "đất", Page: motcua.Page{Before: &found}}},
		{"last", motcua.ProcedureQuery{Page: motcua.Page{First: ptr(5), Last: ptr(5)}}},
		{"first", motcua.ProcedureQuery{Page: motcua.Page{First: ptr(101)}}},
		{"last", motcua.ProcedureQuery{Page: motcua.Page{Last: ptr(-1)}}},
		{"orderBy", motcua.ProcedureQuery{Order: relevance}},
		{"orderBy", motcua.ProcedureQuery{Order: &motcua.ProcedureOrder{Field: "SIZE"}}},
		{"facets", motcua.ProcedureQuery{Facets: []motcua.FacetField{"COLOUR"}}},
	}
	for _, tt := range tests {
		_, err := x.Search(t.Context(), tt.query)
		var e *motcua.Error
		if !asError(err, &e) || e.Kind != motcua.KindInvalid || e.Field != tt.field {
			t.Errorf("%+v: %v, want it invalid in %s", tt.query, err, tt.field)
		}
	}
	search(t, x, motcua.ProcedureQuery{Page: motcua.Page{After: &list}, Order: name}) // the order that is the default
}

func TestTooDeep(t *testing.T) {
	var ps []motcua.Procedure
	for i := range paging.Reach + 150 {
		ps = append(ps, proc(fmt.Sprintf("1.%06d", i), "Đăng ký kết hôn"))
		ps[i].ID = testID("many", i)
	}
	x := built(t, newFakeSource(ps...))
	q := motcua.ProcedureQuery{Text: "kết hôn", Page: motcua.Page{First: ptr(100)}}
	var seen []motcua.ID
	for range paging.Reach / 100 {
		r := search(t, x, q)
		if r.Total != len(ps) || !r.HasNext || len(r.Hits) != 100 {
			t.Fatalf("total %d, %d results, more: %t", r.Total, len(r.Hits), r.HasNext)
		}
		seen = append(seen, ids(r)...)
		q.Page.After = &r.Hits[99].Cursor
	}
	if distinct(seen) != paging.Reach {
		t.Errorf("%d different results of %d", distinct(seen), paging.Reach)
	}
	q.Day = today
	if _, err := x.Search(t.Context(), q); motcua.KindOf(err) != motcua.KindTooDeep {
		t.Errorf("behind the reach: %v", err)
	}
}

// TestCursorOfAnotherRevision: after a change a search goes on behind the
// result that the cursor names, or behind its place where it is gone.
func TestCursorOfAnotherRevision(t *testing.T) {
	src := newFakeSource(random(300, 4)...)
	x := built(t, src)
	defer follow(t, x, src)()
	await(t, x, src)
	all := ids(search(t, x, motcua.ProcedureQuery{Text: "đăng ký", Page: motcua.Page{First: ptr(100)}}))
	if len(all) < 12 {
		t.Fatalf("only %d results to walk", len(all))
	}
	first := search(t, x, motcua.ProcedureQuery{Text: "đăng ký", Page: motcua.Page{First: ptr(5)}})
	after := motcua.Page{First: ptr(3), After: &first.Hits[4].Cursor}
	next := func() []motcua.ID { return ids(search(t, x, motcua.ProcedureQuery{Text: "đăng ký", Page: after})) }

	other := proc("1.999999", "Khai thuế")
	src.put(other)
	await(t, x, src)
	if got := next(); !slices.Equal(got, all[5:8]) {
		t.Errorf("after a change elsewhere: %v, want %v", got, all[5:8])
	}
	src.remove(all[0], all[4])
	await(t, x, src)
	if got := next(); len(got) == 0 || slices.ContainsFunc(got, func(id motcua.ID) bool { return slices.Contains(all[:4], id) }) {
		t.Errorf("after its result is gone the cursor goes back: %v", got)
	}
}
