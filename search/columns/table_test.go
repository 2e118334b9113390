package columns

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestManyRows is large enough for sealing, wide codes, both ways of counting
// and both ways of finding a page.
func TestManyRows(t *testing.T) {
	const n = 66_000
	schema := Schema{Dimensions: []string{"state", "agency", "own"}, Orders: []string{"name"}}
	r := rand.New(rand.NewPCG(7, 8))
	row := func(i int) Row {
		agency := r.IntN(300)
		return Row{
			Key:    fmt.Sprint("key", i),
			Values: [][]string{{fmt.Sprint(i % 3)}, {fmt.Sprint(agency)}, {fmt.Sprint("own", i)}},
			Legal:  Days{int32(i % 7), 5}, Shown: Days{0, int32(1 + i%50)},
			Sort: [][]byte{[]byte(fmt.Sprintf("%03d%d", agency, r.IntN(9)))},
		}
	}
	table, m := New(schema), &model{schema, map[string]Row{}}
	apply := func(from, to int, deletes ...string) {
		var batch []Row
		for i := from; i < to; i++ {
			batch = append(batch, row(i))
		}
		table.Apply(batch, deletes)
		m.apply(batch, deletes)
	}
	apply(0, n)
	apply(100, 110, "key7", "key100", "unknown")
	apply(5000, 11_000)
	apply(3, 500)
	filters := []Filter{
		{},
		{In: map[int][]string{0: {"1", "2"}}},
		{In: map[int][]string{1: {"17", "205"}, 0: {"1", "0"}}},
		{In: map[int][]string{2: {"own400", "own65999"}}},
		{Range: map[int]Range{0: {To: []byte("280")}}},
		{Range: map[int]Range{0: {From: []byte("280")}}, In: map[int][]string{1: {"299", "3"}}},
		{Range: map[int]Range{0: {From: []byte("9"), To: []byte("1")}}},
		{Status: []Status{NotYet}, Scope: []map[int][]string{{0: {"1"}}, {1: {"5"}}}},
	}
	for i, f := range filters {
		compareLarge(t, fmt.Sprint("filter ", i), table.View(), m, f)
	}
}

func compareLarge(t *testing.T, name string, v *View, m *model, f Filter) {
	t.Helper()
	const day = 3
	s := v.Select(day, f)
	all := cursors(m.selected(day, f, noFacet, 0), 0)
	if s.Count() != uint64(len(all)) {
		t.Errorf("%s: Count() = %d, want %d", name, s.Count(), len(all))
	}
	dims := 2
	if f.In[2] != nil {
		dims = 3 // slow in the model
	}
	for dim := range dims {
		want := m.facet(day, f, dim, false, false)
		if diff := cmp.Diff(want[:min(40, len(want))], s.Facet(dim, FacetOptions{Limit: 40})); diff != "" {
			t.Errorf("%s: Facet(%d) (-want +got):\n%s", name, dim, diff)
		}
	}
	for _, at := range []int{0, len(all) / 2, len(all) - 10} {
		if at < 0 || len(all) < 20 {
			continue
		}
		after, before := all[at], all[at]
		got := s.Page(PageOptions{After: &after, Limit: 5}).Rows
		if diff := cmp.Diff(all[at+1:at+6], got); diff != "" {
			t.Errorf("%s: page after %d (-want +got):\n%s", name, at, diff)
		}
		got = s.Page(PageOptions{Before: &before, Limit: 5, Last: true}).Rows
		if diff := cmp.Diff(slices.Clone(all[max(0, at-5):at]), got); at > 0 && diff != "" {
			t.Errorf("%s: page before %d (-want +got):\n%s", name, at, diff)
		}
	}
}

func TestViewStays(t *testing.T) {
	table := New(Schema{Dimensions: []string{"state"}})
	table.Apply([]Row{{Key: "a", Values: [][]string{{"new"}}, Shown: Always}}, nil)
	old := table.View()
	table.Apply([]Row{{Key: "a", Values: [][]string{{"done"}}, Shown: Always}}, nil)
	table.Apply(nil, []string{"a"})
	if got := old.Select(0, Filter{}).Facet(0, FacetOptions{Zero: true}); !cmp.Equal(got, []Count{{"new", 1}}) {
		t.Errorf("an old view counts %v", got)
	}
	if table.View().Len() != 0 {
		t.Errorf("%d rows after deleting", table.View().Len())
	}
}

func TestForeignRowPanics(t *testing.T) {
	table := New(Schema{Dimensions: []string{"state"}})
	defer func() {
		if recover() == nil || table.View().Len() != 0 {
			t.Error("a row of another schema was taken")
		}
	}()
	table.Apply([]Row{{Key: "a"}, {Key: "b", Values: [][]string{nil, nil}}}, nil)
}
