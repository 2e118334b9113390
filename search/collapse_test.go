package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua"
)

// provincial is a procedure that a province announces.
func provincial(code, name, agency string) motcua.Procedure {
	p := proc(code, name)
	p.Kind, p.Levels = motcua.KindSpecific, []motcua.Level{motcua.LevelProvince}
	p.PromulgatedBy = &motcua.Agency{ID: testID("agency", agency), Code: &agency, Name: "UBND tỉnh " + agency}
	return p
}

func named(p motcua.Procedure, agency string) motcua.Procedure {
	p.PromulgatedBy.Name = agency
	return p
}

func withLevels(p motcua.Procedure, levels ...motcua.Level) motcua.Procedure {
	p.Levels = levels
	return p
}

func withKind(p motcua.Procedure, kind motcua.Kind) motcua.Procedure {
	p.Kind = kind
	return p
}

// TestCopies: what is one result, and what is not.
func TestCopies(t *testing.T) {
	first := func() motcua.Procedure {
		return provincial("1.000001", "Tách thửa hoặc hợp thửa đất", "H15")
	}
	tests := []struct {
		name string
		with []motcua.Procedure
		want string // the codes of each result, in their order
	}{
		{"another province", []motcua.Procedure{provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "H60")}, "1+2"},
		{"marks, capitals and prefix", []motcua.Procedure{provincial("1.000002", "Thủ tục tách thửa, HOẶC hợp thửa đât", "H60")}, "1+2"},
		{"a department of the province", []motcua.Procedure{provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "H60.13")}, "1+2"},
		{"the place's own name", []motcua.Procedure{
			named(provincial("1.000002", "Tách thửa hoặc hợp thửa đất tỉnh Tuyên Quang", "H60"), "UBND tỉnh Tuyên Quang")}, "1+2"},
		{"another place's name", []motcua.Procedure{provincial("1.000002", "Tách thửa hoặc hợp thửa đất tỉnh Cà Mau", "H60")}, "1 2"},
		{"another level", []motcua.Procedure{
			withLevels(provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "H60"), motcua.LevelCommune)}, "1 2"},
		{"another kind", []motcua.Procedure{
			withKind(provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "H60"), motcua.KindStandard)}, "1 2"},
		{"a ministry", []motcua.Procedure{provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "G10")}, "1 2"},
		{"two ministries", []motcua.Procedure{
			provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "G10"), provincial("1.000003", "Tách thửa hoặc hợp thửa đất", "G15")}, "1 2 3"},
		{"the same province", []motcua.Procedure{provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "H15")}, "1 2"},
		{"one province twice among others", []motcua.Procedure{
			provincial("1.000002", "Tách thửa hoặc hợp thửa đất", "H15"), provincial("1.000003", "Tách thửa hoặc hợp thửa đất", "H60"),
			provincial("1.000004", "Tách thửa hoặc hợp thửa đất", "H05")}, "1 2 3+4"},
		{"nobody", []motcua.Procedure{proc("1.000002", "Tách thửa hoặc hợp thửa đất")}, "1 2"},
	}
	for _, tt := range tests {
		x := built(t, newFakeSource(append(tt.with, first())...))
		r := search(t, x, motcua.ProcedureQuery{Text: "tách thửa"})
		if got := codesOf(t, x, r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if want := strings.Count(tt.want, " ") + 1; r.Total != want {
			t.Errorf("%s: total %d, want %d", tt.name, r.Total, want)
		}
	}
}

// codesOf writes the results by the last digit of their codes.
func codesOf(t *testing.T, x *Index, r *motcua.ProcedureResult) string {
	t.Helper()
	byID := map[motcua.ID]string{}
	for _, c := range memoryOf(x).cards {
		if c != nil {
			byID[c.procedure()] = c.code
		}
	}
	var out []string
	for _, hit := range r.Hits {
		codes := []string{byID[hit.Procedure][7:]}
		for _, c := range hit.Copies {
			codes = append(codes, c.Code[7:])
		}
		slices.Sort(codes)
		out = append(out, strings.Join(codes, "+"))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// Versions of one procedure are not copies of each other, and a day shows the
// copies of that day.
func TestCopiesOfADay(t *testing.T) {
	old := provincial("1.000001", "Tách thửa", "H15")
	young := old
	young.VersionID = testID("younger")
	old.Shown.To, young.Shown.From = &today, &today
	late := provincial("1.000002", "Tách thửa", "H60")
	late.Shown.From = ptr(today.AddDays(10))
	x := built(t, newFakeSource(old, young, late))
	for day, want := range map[motcua.Date]string{today.AddDays(-1): "1", today: "1", today.AddDays(20): "1+2"} {
		if got := codesOf(t, x, search(t, x, motcua.ProcedureQuery{Text: "tách thửa", Day: day})); got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
}

// withCopies is a random catalogue in which provinces share many names.
func withCopies(n int, seed uint64) []motcua.Procedure {
	r := rand.New(rand.NewPCG(seed, 7))
	out := random(n, seed)
	for i := range out {
		p := &out[i]
		p.Name = fmt.Sprintf("Đăng ký đất đai lần %c", 'a'+rune(r.IntN(n/4)))
		if r.IntN(5) == 0 {
			continue
		}
		code := fmt.Sprintf("H%02d", 10+r.IntN(12))
		if r.IntN(3) == 0 {
			code += ".1"
		}
		p.PromulgatedBy = &motcua.Agency{ID: testID("province", code), Code: &code, Name: "UBND tỉnh " + code}
		unit := code + ".2"
		p.Executing = append(p.Executing, motcua.Agency{ID: testID("unit", unit), Code: &unit, Name: "Sở " + unit})
		p.Kind, p.Levels = motcua.KindSpecific, motcua.Levels()[r.IntN(2):2]
	}
	return out
}

// TestCollapsedTotals: whatever is asked, the total is the number of results, a
// facet's count the total that it opens, and a result stands for what it lists.
func TestCollapsedTotals(t *testing.T) {
	x := built(t, newFakeSource(withCopies(120, 3)...))
	rapid.Check(t, func(rt *rapid.T) {
		q := motcua.ProcedureQuery{Text: rapid.SampledFrom([]string{"đăng ký", "dat dai lan a", "lần b"}).Draw(rt, "text"),
			Filter: drawFilter(rt), Facets: motcua.FacetFields(), ZeroFacets: rapid.Bool().Draw(rt, "zero")}
		if rapid.IntRange(0, 3).Draw(rt, "by name") == 0 {
			q.Order = &motcua.ProcedureOrder{Field: motcua.OrderByName, Direction: motcua.DirectionDesc}
		}
		checkWalkOfCopies(t, rt, x, q)
		r := search(t, x, q)
		for _, facet := range r.Facets {
			for _, value := range facet.Values {
				opened := q
				opened.Facets, opened.Filter = nil, chosen(q.Filter, facet.Field, value.Value)
				if got := search(t, x, opened).Total; got != value.Count {
					rt.Fatalf("%s %s: counted %d, opens %d", facet.Field, value.Label, value.Count, got)
				}
			}
		}
	})
}

// checkWalkOfCopies compares a walk over results with one over all procedures.
func checkWalkOfCopies(t *testing.T, rt *rapid.T, x *Index, q motcua.ProcedureQuery) {
	q.Facets = nil
	single := q
	single.NoCollapse = true
	want := walk(t, x, single, 50, false)
	size := rapid.IntRange(1, 40).Draw(rt, "page")
	q.Page.First = &size
	var got []motcua.ID
	results := 0
	for {
		r := search(t, x, q)
		for _, hit := range r.Hits {
			results++
			got = append(got, hit.Procedure)
			for _, c := range hit.Copies {
				got = append(got, c.Procedure)
			}
		}
		if !r.HasNext {
			if results != r.Total {
				rt.Fatalf("walked over %d results of %d", results, r.Total)
			}
			break
		}
		q.Page.After = &r.Hits[len(r.Hits)-1].Cursor
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		rt.Fatalf("the results do not stand for every procedure (-all +results):\n%s", diff)
	}
}

// A filter by promulgating body shows what is that body's, and lists show all.
func TestCopiesAsResultsOfTheirOwn(t *testing.T) {
	x := built(t, newFakeSource(provincial("1.000001", "Tách thửa", "H15"), provincial("1.000002", "Tách thửa", "H60")))
	for name, tt := range map[string]struct {
		q    motcua.ProcedureQuery
		want int
	}{
		"a search":                  {motcua.ProcedureQuery{Text: "tách thửa"}, 1},
		"a search in another order": {motcua.ProcedureQuery{Text: "tách thửa", Order: &motcua.ProcedureOrder{Field: motcua.OrderByCode}}, 1},
		"asked for":                 {motcua.ProcedureQuery{Text: "tách thửa", NoCollapse: true}, 2},
		"both provinces chosen":     {motcua.ProcedureQuery{Text: "tách thửa", Filter: motcua.ProcedureFilter{PromulgatedBy: []string{"H15", "H60"}}}, 2},
		"a list":                    {motcua.ProcedureQuery{}, 2},
	} {
		if r := search(t, x, tt.q); r.Total != tt.want || len(r.Hits) != tt.want {
			t.Errorf("%s: %d results, total %d, want %d", name, len(r.Hits), r.Total, tt.want)
		}
	}
}

// A cursor of a result whose place another copy has taken leads on.
func TestCursorOfACopy(t *testing.T) {
	src := newFakeSource(provincial("1.000001", "Tách thửa", "H15"), provincial("1.000002", "Tách thửa", "H60"), proc("1.000003", "Tách thửa đất"))
	x := built(t, src)
	q := motcua.ProcedureQuery{Text: "tách thửa", Page: motcua.Page{First: ptr(1)}}
	before := search(t, x, q)
	src.put(provincial("1.000004", "Tách thửa", "H05"), proc("1.000005", "Hợp thửa"))
	if err := x.Rebuild(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	q.Page.After = &before.Hits[0].Cursor
	if got := codesOf(t, x, search(t, x, q)); got != "3" {
		t.Errorf("after the group: %s", got)
	}
}

// BenchmarkCopies compares counting results with counting procedures: all
// facets of a search that finds thousands, a tenth of them copies.
func BenchmarkCopies(b *testing.B) {
	ps := random(6000, 11)
	copied := withCopies(500, 12)
	x := built(b, newFakeSource(append(ps, copied...)...))
	for name, each := range map[string]bool{"each": true, "collapsed": false} {
		q := motcua.ProcedureQuery{Text: "đăng ký", Facets: motcua.FacetFields(), NoCollapse: each, Day: today}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
