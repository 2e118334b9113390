package main

import (
	"math/rand/v2"
	"sort"
	"sync/atomic"
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

// draw is one set of the values that a question is asked with.
type draw struct {
	api   string // the variables as the API reads them, JSON
	plain string // the same by the names of the tables' columns, for all others
	token string // of who asks the API; empty is anybody
}

// deck is what a question is drawn from.
type deck struct {
	draws []draw
	zipf  *zipf // nil draws all as often
	// once makes the draw with a number for the time that it comes round again:
	// asking changes what it is about. Nil draws as often as it likes.
	once   func(i, round int) *draw
	nextly atomic.Uint64
}

// maxConns bounds the connections of one measurement.
const maxConns = 256

// drawn gives a function that draws for one run: the same draws for everybody
// who is asked in that round, where a draw serves more than once.
func (d *deck) drawn(round uint64) func(conn int) *draw {
	if d.once != nil {
		return func(int) *draw {
			n := int(d.nextly.Add(1) - 1)
			if n < len(d.draws) {
				return &d.draws[n]
			}
			return d.once(n%len(d.draws), n/len(d.draws))
		}
	}
	var each [maxConns]*rand.Rand
	for i := range each {
		each[i] = rand.New(rand.NewPCG(round, uint64(i)))
	}
	return func(conn int) *draw {
		r := each[conn%maxConns]
		if d.zipf == nil {
			return &d.draws[r.IntN(len(d.draws))]
		}
		return &d.draws[d.zipf.draw(r)]
	}
}
