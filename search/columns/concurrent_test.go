package columns

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// TestWholeBatches writes batches that keep a sum while readers check that no
// view shows half of one, through tails, seals and compactions.
func TestWholeBatches(t *testing.T) {
	const rows, perBatch, batches = 3000, 300, 80
	table := New(Schema{Dimensions: []string{"state", "batch"}, Orders: []string{"batch"}})
	batch := func(n int) []Row {
		var upserts []Row
		for i := range perBatch {
			id := (n*perBatch + i) % rows
			upserts = append(upserts, Row{
				Key:    fmt.Sprint("row", id),
				Values: [][]string{{[]string{"even", "odd"}[i%2]}, {fmt.Sprint(n)}},
				Legal:  Days{From: int32(i % 2), To: 5}, Shown: Always,
				Sort: [][]byte{[]byte(fmt.Sprintf("%05d", n))},
			})
		}
		return upserts
	}
	for n := range rows / perBatch {
		table.Apply(batch(n), nil)
	}
	var done atomic.Bool
	var readers sync.WaitGroup
	for reader := range 3 {
		readers.Go(func() {
			for day := int32(reader); !done.Load(); day = (day + 1) % (keptDays + 4) {
				checkWhole(t, table.View(), day, rows, perBatch)
			}
		})
	}
	for n := range batches {
		table.Apply(batch(rows/perBatch+n), nil)
	}
	done.Store(true)
	readers.Wait()
	if table.View().Generation() == 0 {
		t.Error("the test never compacted")
	}
}

func checkWhole(t *testing.T, v *View, day int32, rows, perBatch uint64) {
	s := v.Select(day, Filter{In: map[int][]string{0: {"even"}}})
	if s.Count() != rows/2 {
		t.Errorf("%d even rows, want %d", s.Count(), rows/2)
	}
	for _, count := range s.Facet(0, FacetOptions{}) {
		if count.Count != rows/2 {
			t.Errorf("%d rows are %s, want %d", count.Count, count.Value, rows/2)
		}
	}
	for _, count := range s.Facet(1, FacetOptions{}) {
		if count.Count != perBatch/2 {
			t.Errorf("%d rows of batch %s, want %d", count.Count, count.Value, perBatch/2)
		}
	}
	if page := s.Page(PageOptions{Limit: 10, Desc: true}); len(page.Rows) != 10 || !page.HasNext {
		t.Errorf("a page of %d rows", len(page.Rows))
	}
	var total uint64
	for _, count := range s.FacetStatus(nil) {
		total += count.Count
	}
	if total != rows/2 {
		t.Errorf("statuses add up to %d, want %d", total, rows/2)
	}
}
