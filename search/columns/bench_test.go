package columns

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// cardinalities are those of nine dimensions of a record of feedback.
var cardinalities = []int{6, 3, 63, 4, 12, 25, 8, 700, 2}

const benchRows = 1_000_000

func benchSchema() Schema {
	s := Schema{Orders: []string{"received", "due"}}
	for i := range cardinalities {
		s.Dimensions = append(s.Dimensions, fmt.Sprint("dimension", i))
	}
	return s
}

func benchRow(r *rand.Rand, n int) Row {
	row := Row{Key: fmt.Sprintf("%08x-1111-4222-8333-%012x", r.Uint32(), n), Shown: Always}
	for _, cardinality := range cardinalities {
		// The square makes some values frequent and most rare.
		value := int(r.Float64() * r.Float64() * float64(cardinality))
		row.Values = append(row.Values, []string{fmt.Sprint("value", value)})
	}
	received := uint64(r.IntN(3 * 365 * 86400))
	day := int32(received / 86400)
	row.Legal = Days{From: day, To: day + 10 + r.Int32N(20)}
	row.Sort = [][]byte{binary.BigEndian.AppendUint64(nil, received), binary.BigEndian.AppendUint32(nil, uint32(row.Legal.To))}
	return row
}

// million is shared by the benchmarks, which do not change it.
var million = sync.OnceValue(func() *Table {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]Row, benchRows)
	for i := range rows {
		rows[i] = benchRow(r, i)
	}
	t := New(benchSchema())
	t.Apply(rows, nil)
	return t
})

const benchDay = 900

// BenchmarkMemory reports what a million rows take, by the estimate and by the
// heap, and how the estimate divides.
func BenchmarkMemory(b *testing.B) {
	var before, after runtime.MemStats
	t := New(benchSchema())
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]Row, benchRows)
	for i := range rows {
		rows[i] = benchRow(r, i)
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	t.Apply(rows, nil)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(rows)
	v := t.View()
	dims, orders := 0, 0
	for i := range v.dims {
		dims += v.dims[i].bytes()
	}
	for i := range v.orders {
		orders += v.orders[i].bytes()
	}
	const mb = 1e6
	for b.Loop() {
		b.ReportMetric(float64(t.Bytes())/mb, "MB")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/mb, "heapMB")
		b.ReportMetric(float64(dims)/mb, "dimsMB")
		b.ReportMetric(float64(v.legal.bytes()+v.shown.bytes())/mb, "daysMB")
		b.ReportMetric(float64(v.keys.bytes()+v.index.bytes())/mb, "keysMB")
		b.ReportMetric(float64(orders)/mb, "ordersMB")
	}
}

// matches returns n rows at random, as a text search finds them.
func matches(n int) *roaring.Bitmap {
	r := rand.New(rand.NewPCG(3, 4))
	rows := roaring.New()
	for rows.GetCardinality() < uint64(n) {
		rows.Add(r.Uint32N(benchRows))
	}
	return rows
}

func BenchmarkFacets(b *testing.B) {
	for _, n := range []int{1000, 83_000, benchRows} {
		b.Run(fmt.Sprint("nine over ", n), func(b *testing.B) {
			v := million().View()
			rows := matches(n)
			b.ReportAllocs()
			for b.Loop() {
				s := v.SelectWithin(benchDay, Filter{}, rows)
				for dim := range cardinalities {
					s.Facet(dim, FacetOptions{})
				}
			}
		})
	}
}

func BenchmarkBacklog(b *testing.B) {
	v := million().View()
	from := binary.BigEndian.AppendUint32(nil, benchDay)
	f := Filter{In: map[int][]string{0: {"value1", "value2"}, 2: {"value7"}}}
	due := f
	due.Range = map[int]Range{1: {To: from}}
	for name, f := range map[string]Filter{"state and agency": f, "and due": due} {
		b.Run("count with "+name, func(b *testing.B) {
			for b.Loop() {
				v.Select(benchDay, f).Count()
			}
		})
		b.Run("page with "+name, func(b *testing.B) {
			for b.Loop() {
				v.Select(benchDay, f).Page(PageOptions{Order: 1, Limit: 50})
			}
		})
		b.Run("facets with "+name, func(b *testing.B) {
			for b.Loop() {
				s := v.Select(benchDay, f)
				s.Facet(0, FacetOptions{})
				s.Facet(2, FacetOptions{})
				s.FacetStatus(nil)
			}
		})
	}
}

func BenchmarkPage(b *testing.B) {
	for _, n := range []int{30, 3000, 83_000, benchRows} {
		s := million().View().SelectWithin(benchDay, Filter{}, matches(n))
		middle := s.cursor(&s.view.orders[0], s.view.orders[0].sealed[benchRows/2])
		for name, options := range map[string]PageOptions{
			"first": {Limit: 50}, "last": {Limit: 50, Last: true}, "middle": {Limit: 50, Desc: true, After: &middle},
		} {
			b.Run(fmt.Sprint(name, " of ", n), func(b *testing.B) {
				for b.Loop() {
					s.Page(options)
				}
			})
		}
	}
}

func BenchmarkDay(b *testing.B) {
	v := million().View()
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			fresh := *v
			fresh.days = newDayCache()
			fresh.sets(benchDay)
		}
	})
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			v.sets(benchDay)
		}
	})
}

func BenchmarkApply(b *testing.B) {
	for _, n := range []int{1, 20, 1000} {
		b.Run(fmt.Sprint("batch of ", n), func(b *testing.B) {
			t := New(benchSchema())
			t.view.Store(million().View().detached())
			r := rand.New(rand.NewPCG(5, 6))
			keys := slices.Collect(t.View().Keys())
			b.ReportAllocs()
			for b.Loop() {
				var batch []Row
				for range n {
					row := benchRow(r, 0)
					row.Key = keys[r.IntN(len(keys))]
					batch = append(batch, row)
				}
				t.Apply(batch, nil)
			}
		})
	}
	b.Run("seal", func(b *testing.B) {
		v := million().View().detached()
		r := rand.New(rand.NewPCG(5, 6))
		var batch []Row
		for i := range tailLimit {
			batch = append(batch, benchRow(r, i))
		}
		v.Select(benchDay, Filter{})
		v.appendRows(batch)
		for b.Loop() {
			v.successor().seal()
		}
	})
	b.Run("compact", func(b *testing.B) {
		for b.Loop() {
			million().View().compacted()
		}
	})
}

// detached returns a copy of a view that shares nothing a writer would change.
func (v *View) detached() *View { return v.compacted() }

func BenchmarkRowNumber(b *testing.B) {
	v := million().View()
	keys := slices.Collect(v.Keys())
	rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	i := 0
	for b.Loop() {
		v.RowNumber(keys[i%len(keys)])
		i++
	}
}
