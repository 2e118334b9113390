package columns

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestHistogram: live rows are counted by value, whatever is sealed, dead or
// numbered anew.
func TestHistogram(t *testing.T) {
	const keys = 7000 // more than a tail, so that rows are sealed and compacted
	rapid.Check(t, func(rt *rapid.T) {
		table := New(Schema{Dimensions: []string{"length"}})
		values := map[string]string{}
		for range rapid.IntRange(1, 8).Draw(rt, "batches") {
			var upserts []Row
			first := rapid.IntRange(0, keys).Draw(rt, "first")
			for i := first; i < min(keys, first+rapid.IntRange(0, 5000).Draw(rt, "size")); i++ {
				key, value := fmt.Sprintf("key %d", i), fmt.Sprint((i*i+first)%23)
				upserts, values[key] = append(upserts, Row{Key: key, Values: [][]string{{value}}}), value
			}
			var deletes []string
			for key := range values {
				if len(deletes) == 300 {
					break
				}
				deletes = append(deletes, key)
			}
			table.Apply(upserts, nil)
			table.Apply(nil, deletes)
			for _, key := range deletes {
				delete(values, key)
			}
		}
		want, got := map[string]uint64{}, map[string]uint64{}
		for _, value := range values {
			want[value]++
		}
		v := table.View()
		for code, count := range v.Histogram(0) {
			if count > 0 {
				got[v.Column(0).Value(uint32(code))] = count
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("histogram (-want +got):\n%s", diff)
		}
	})
}
