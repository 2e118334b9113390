package relevance

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Resamples is how many bootstrap resamples an interval rests on.
const Resamples = 2000

// Folds is how many parts the questions fall into.
const Folds = 5

// Interval bounds 95 % of the resampled means.
type Interval struct {
	Low  Scores `json:"low"`
	High Scores `json:"high"`
}

// tail is the share of the resamples below an interval, and that above it.
const tail = 0.025

func mean(rows []Scores) Scores {
	var sum Scores
	for _, row := range rows {
		for m := range sum {
			sum[m] += row[m]
		}
	}
	for m := range sum {
		sum[m] /= float64(max(len(rows), 1))
	}
	return sum
}

// bootstrap gives the interval of the mean of rows.
func bootstrap(rows []Scores) (in Interval) {
	if len(rows) == 0 {
		return in
	}
	r := rand.New(rand.NewPCG(1, 2)) // any seed will do, as long as it is always the same
	var means [metrics][]float64
	sample := make([]Scores, len(rows))
	for range Resamples {
		for i := range sample {
			sample[i] = rows[r.IntN(len(rows))]
		}
		for m, x := range mean(sample) {
			means[m] = append(means[m], x)
		}
	}
	for m := range means {
		slices.Sort(means[m])
		in.Low[m] = quantile(means[m], tail)
		in.High[m] = quantile(means[m], 1-tail)
	}
	return in
}

// quantile gives the smallest value that at least a share p of the sorted
// values do not exceed; 0 where there is none.
func quantile[T ~int64 | ~float64](sorted []T, p float64) T {
	if len(sorted) == 0 {
		return 0
	}
	i := int(math.Ceil(p*float64(len(sorted)))) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// fold gives the fold of a question.
func fold(q Question) int { return int(hash(q.ID) % Folds) }

// Latency is how long the calls of the search took. Each was made alone, so it
// is no measure under load.
type Latency struct {
	P50 time.Duration `json:"p50Ns"`
	P99 time.Duration `json:"p99Ns"`
}

func latency(outcomes []Outcome) Latency {
	var all []time.Duration
	for _, o := range outcomes {
		all = append(all, o.Latency)
	}
	slices.Sort(all)
	return Latency{P50: quantile(all, 0.5), P99: quantile(all, 0.99)}
}
