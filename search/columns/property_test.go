package columns

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var testSchema = Schema{Dimensions: []string{"state", "agency", "audience"}, Orders: []string{"name", "due"}}

var (
	drawDays = rapid.Custom(func(t *rapid.T) Days {
		if rapid.Bool().Draw(t, "always") {
			return Always
		}
		return Days{From: rapid.Int32Range(0, 20).Draw(t, "from"), To: rapid.Int32Range(0, 20).Draw(t, "to")}
	})
	drawKey = rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(0, 40).Draw(t, "key")
		if n%2 == 0 {
			return fmt.Sprintf("%08x-0000-4000-8000-000000000000", n)
		}
		return fmt.Sprintf("%0*d", n%19, n)
	})
	drawSort = rapid.Custom(func(t *rapid.T) []byte {
		key := []byte(rapid.StringOfN(rapid.RuneFrom([]rune("ab")), 0, 3, -1).Draw(t, "sort"))
		if len(key) == 0 {
			return nil
		}
		return key
	})
	drawRow = rapid.Custom(func(t *rapid.T) Row {
		many := rapid.SliceOfN(rapid.SampledFrom([]string{"p", "q", "r", "s", None}), 0, 4)
		return Row{
			Key: drawKey.Draw(t, "key"),
			Values: [][]string{
				{rapid.SampledFrom([]string{"new", "open", "done"}).Draw(t, "state")},
				rapid.SliceOfN(rapid.StringMatching(`a[0-9]`), 0, 1).Draw(t, "agency"),
				many.Draw(t, "audience"),
			},
			Legal: drawDays.Draw(t, "legal"), Shown: drawDays.Draw(t, "shown"),
			Sort: [][]byte{drawSort.Draw(t, "name"), drawSort.Draw(t, "due")},
		}
	})
	drawIn = rapid.Custom(func(t *rapid.T) map[int][]string {
		in := map[int][]string{}
		if rapid.Bool().Draw(t, "by state") {
			in[0] = rapid.SliceOfN(rapid.SampledFrom([]string{"new", "open", "lost"}), 0, 2).Draw(t, "states")
		}
		if rapid.Bool().Draw(t, "by audience") {
			in[2] = rapid.SliceOfN(rapid.SampledFrom([]string{"p", "q", "r", None}), 1, 3).Draw(t, "audiences")
		}
		return in
	})
	drawFilter = rapid.Custom(func(t *rapid.T) Filter {
		f := Filter{In: drawIn.Draw(t, "in")}
		sometimes := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 }
		if sometimes("by status") {
			f.Status = rapid.SliceOfN(rapid.SampledFrom([]Status{InForce, NotYet, Expired}), 0, 2).Draw(t, "status")
		}
		if sometimes("by key") {
			f.Keys = rapid.SliceOfN(drawKey, 0, 20).Draw(t, "keys")
		}
		if sometimes("by range") {
			f.Range = map[int]Range{1: {From: drawSort.Draw(t, "from"), To: drawSort.Draw(t, "to")}}
		}
		if sometimes("by scope") {
			f.Scope = rapid.SliceOfN(drawIn, 0, 2).Draw(t, "scope")
		}
		return f
	})
)

// TestModel applies random batches and compares every answer with the model's.
// Sealing and compacting happen at random too: no random batch is large enough.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := New(testSchema)
		m := &model{testSchema, map[string]Row{}}
		for range rapid.IntRange(1, 6).Draw(t, "batches") {
			upserts := rapid.SliceOfN(drawRow, 0, 30).Draw(t, "upserts")
			deletes := rapid.SliceOfN(drawKey, 0, 5).Draw(t, "deletes")
			table.Apply(upserts, deletes)
			m.apply(upserts, deletes)
			rearrange(t, table)
			day := rapid.Int32Range(-1, 21).Draw(t, "day")
			checkRows(t, table.View(), m)
			checkSelection(t, table.View(), m, day, drawFilter.Draw(t, "filter"))
		}
	})
}

func rearrange(t *rapid.T, table *Table) {
	next := table.View().successor()
	switch rapid.SampledFrom([]string{"leave", "seal", "compact"}).Draw(t, "then") {
	case "seal":
		next.seal()
	case "compact":
		next.seal()
		next = next.compacted()
	}
	table.view.Store(next)
}

func checkRows(t *rapid.T, v *View, m *model) {
	t.Helper()
	if v.Len() != len(m.rows) {
		t.Fatalf("Len() = %d, want %d", v.Len(), len(m.rows))
	}
	keys := slices.Sorted(v.Keys())
	if diff := cmp.Diff(slices.Sorted(maps.Keys(m.rows)), keys, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("Keys (-want +got):\n%s", diff)
	}
	for key, want := range m.rows {
		got, ok := v.Row(key)
		if diff := cmp.Diff(want, got); !ok || diff != "" {
			t.Fatalf("Row(%q) %v (-want +got):\n%s", key, ok, diff)
		}
		number, _ := v.RowNumber(key)
		if back, ok := v.Key(number); !ok || back != key {
			t.Fatalf("Key(RowNumber(%q)) = %q, %v", key, back, ok)
		}
	}
}

func checkSelection(t *rapid.T, v *View, m *model, day int32, f Filter) {
	t.Helper()
	s := v.Select(day, f)
	if want := uint64(len(m.selected(day, f, noFacet, 0))); s.Count() != want {
		t.Fatalf("Count() = %d, want %d for %+v on %d", s.Count(), want, f, day)
	}
	for dim := range testSchema.Dimensions {
		options := FacetOptions{Zero: rapid.Bool().Draw(t, "zero"), None: rapid.Bool().Draw(t, "none")}
		got := s.Facet(dim, options)
		if diff := cmp.Diff(m.facet(day, f, dim, options.Zero, options.None), got); diff != "" {
			t.Fatalf("Facet(%d) (-want +got):\n%s", dim, diff)
		}
		checkChoice(t, v, day, f, dim, got)
	}
	for _, count := range s.FacetStatus(nil) {
		chosen := f
		chosen.Status = []Status{count.Status}
		if got := v.Select(day, chosen).Count(); got != count.Count {
			t.Fatalf("total after choosing %v = %d, facet says %d", count.Status, got, count.Count)
		}
	}
	checkWalks(t, s, m, day, f)
}

func checkChoice(t *rapid.T, v *View, day int32, f Filter, dim int, facet []Count) {
	t.Helper()
	for _, count := range facet {
		chosen := f
		chosen.In = maps.Clone(f.In)
		chosen.In[dim] = []string{count.Value}
		if got := v.Select(day, chosen).Count(); got != count.Count {
			t.Fatalf("total after choosing %q = %d, facet says %d", count.Value, got, count.Count)
		}
	}
}

func checkWalks(t *rapid.T, s *Selection, m *model, day int32, f Filter) {
	t.Helper()
	options := PageOptions{
		Order: rapid.IntRange(0, 1).Draw(t, "order"),
		Desc:  rapid.Bool().Draw(t, "desc"),
		Limit: rapid.IntRange(1, 7).Draw(t, "limit"),
		Last:  rapid.Bool().Draw(t, "last"),
	}
	want := cursors(m.selected(day, f, noFacet, options.Order), options.Order)
	if options.Desc {
		slices.Reverse(want)
	}
	got := walk(t, s, options, len(want))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("walk %+v (-want +got):\n%s", options, diff)
	}
}

// walk lists a selection page by page, from its end with Last, and checks what
// each page says about its neighbours.
func walk(t *rapid.T, s *Selection, options PageOptions, total int) []Cursor {
	t.Helper()
	var all []Cursor
	for {
		before := len(all) > 0
		page := s.Page(options)
		var after bool
		if options.Last {
			all = append(slices.Clone(page.Rows), all...)
			after = page.HasPrevious
			if page.HasNext != before {
				t.Fatalf("HasNext = %v with %d rows seen", page.HasNext, len(all))
			}
		} else {
			all = append(all, page.Rows...)
			after = page.HasNext
			if page.HasPrevious != before {
				t.Fatalf("HasPrevious = %v with %d rows seen", page.HasPrevious, len(all))
			}
		}
		if after != (len(all) < total) {
			t.Fatalf("more = %v with %d of %d rows seen", after, len(all), total)
		}
		if !after || len(page.Rows) == 0 {
			return all
		}
		if options.Last {
			options.Before = &page.Rows[0]
		} else {
			options.After = &page.Rows[len(page.Rows)-1]
		}
	}
}

// TestGroups compares counts of groups with looking at every row.
func TestGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := New(testSchema)
		table.Apply(rapid.SliceOfN(drawRow, 0, 40).Draw(t, "rows"), nil)
		rearrange(t, table)
		v := table.View()
		groupOf := map[string]int{} // by key, 0 is none
		rows := make([][]uint32, 4)
		for _, key := range slices.Sorted(v.Keys()) {
			g := rapid.IntRange(0, 4).Draw(t, "group")
			groupOf[key] = g
			if number, _ := v.RowNumber(key); g > 0 {
				rows[g-1] = append(rows[g-1], number)
			}
		}
		groups := NewGroups(rows)
		above := func(value string) []string {
			if value == "p" || value == "q" {
				return []string{"r", "above"}
			}
			return nil
		}
		f, day := drawFilter.Draw(t, "filter"), rapid.Int32Range(-1, 21).Draw(t, "day")
		s := v.Select(day, f)
		if got, want := s.CountGroups(groups), countKeys(s, groupOf); got != want {
			t.Fatalf("CountGroups = %d, want %d", got, want)
		}
		below := map[string][]string{"r": {"r", "p", "q"}, "above": {"p", "q"}}
		for _, count := range s.Facet(2, FacetOptions{None: true, Tree: s.view.NewTree(2, above), Groups: groups}) {
			chosen := f
			chosen.In = maps.Clone(f.In)
			if chosen.In[2] = below[count.Value]; chosen.In[2] == nil {
				chosen.In[2] = []string{count.Value}
			}
			if got := countKeys(v.Select(day, chosen), groupOf); got != count.Count {
				t.Fatalf("groups after choosing %q = %d, facet says %d", count.Value, got, count.Count)
			}
		}
		for _, count := range s.FacetStatus(groups) {
			chosen := f
			chosen.Status = []Status{count.Status}
			if got := countKeys(v.Select(day, chosen), groupOf); got != count.Count {
				t.Fatalf("groups after choosing %v = %d, facet says %d", count.Status, got, count.Count)
			}
		}
	})
}

func countKeys(s *Selection, groupOf map[string]int) (n uint64) {
	seen := map[int]bool{0: false}
	for key := range s.Keys() {
		g := groupOf[key]
		if g == 0 || !seen[g] {
			n++
		}
		seen[g] = g != 0
	}
	return n
}
