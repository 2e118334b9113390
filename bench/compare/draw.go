package main

import (
	"math/rand/v2"
	"sort"
)

// zipf draws places from 0 to n-1, the place k as often as 1/(k+1): what people
// ask for. The standard library's takes no exponent of 1.
type zipf struct{ sums []float64 }

func newZipf(n int) *zipf {
	z := &zipf{make([]float64, n)}
	sum := 0.0
	for k := range z.sums {
		sum += 1 / float64(k+1)
		z.sums[k] = sum
	}
	return z
}

func (z *zipf) draw(r *rand.Rand) int {
	x := r.Float64() * z.sums[len(z.sums)-1]
	return sort.SearchFloat64s(z.sums, x)
}
