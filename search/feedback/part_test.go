package feedback

import (
	"maps"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestPlaces: documents are found by their rows, whatever sequence these have
// and whatever is gone.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		distinct := rapid.SliceOfDistinct(rapid.Uint32Range(0, 5000), func(row uint32) uint32 { return row })
		numbers := rapid.Permutation(distinct.Draw(rt, "rows")).Draw(rt, "numbers")
		for i := range numbers {
			if rapid.IntRange(0, 9).Draw(rt, "gone") == 0 {
				numbers[i] = none
			}
		}
		asked := rapid.SliceOf(rapid.Uint32Range(0, 5100)).Draw(rt, "asked")
		want := map[uint32]bool{}
		for doc, row := range numbers {
			if slices.Contains(asked, row) {
				want[uint32(doc)] = true
			}
		}
		got := newPlaces(numbers).docsOf(asked).ToArray()
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), got, cmpEmpty); diff != "" {
			rt.Fatalf("documents (-want +got):\n%s", diff)
		}
	})
}

// TestSpread: many documents become the same rows as a few do.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		numbers := rapid.Permutation(rapid.SliceOfNDistinct(rapid.Uint32Range(0, 70_000), 1, 300,
			func(row uint32) uint32 { return row }).Draw(rt, "rows")).Draw(rt, "numbers")
		numbers[0] = none
		p := part{numbers: numbers, places: newPlaces(numbers)}
		docs := roaring.New()
		var rows []uint32
		for doc, row := range numbers {
			if rapid.Bool().Draw(rt, "held") {
				docs.Add(uint32(doc))
				rows = append(rows, row)
			}
		}
		if diff := cmp.Diff(pack(rows).ToArray(), p.spread(docs).ToArray(), cmpEmpty); diff != "" {
			rt.Fatalf("rows (-packed +spread):\n%s", diff)
		}
	})
}

// cmpEmpty makes nil and empty lists equal.
var cmpEmpty = cmp.FilterValues(func(a, b []uint32) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())
