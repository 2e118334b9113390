package relevance

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Depth is how many results of a list count.
const Depth = 10

// Result is a result of a search: the codes of a procedure, or of all the
// copies that are collapsed into it.
type Result struct {
	Codes []string `json:"codes"`
}

// Metric names a number in [Scores].
type Metric uint8

// The metrics; the package comment defines them.
const (
	Success Metric = iota
	MRR
	Recall
	NDCG
	Empty
	metrics
)

var metricNames = [metrics]string{"success@1", "MRR@10", "Recall@10", "nDCG@10", "empty"}

// String gives the metric's name.
func (m Metric) String() string { return metricNames[m] }

// Scores are the metrics of a question, or their means, or differences of them.
type Scores [metrics]float64

// MarshalJSON gives an object from name to number.
func (s Scores) MarshalJSON() ([]byte, error) {
	doc := make(map[string]float64, len(s))
	for m, x := range s {
		doc[Metric(m).String()] = x
	}
	return json.Marshal(doc)
}

// UnmarshalJSON reads what MarshalJSON wrote. A metric that is missing is an
// error: it would count as 0.
func (s *Scores) UnmarshalJSON(doc []byte) error {
	var named map[string]float64
	if err := json.Unmarshal(doc, &named); err != nil {
		return err
	}
	for m := range s {
		x, ok := named[Metric(m).String()]
		if !ok {
			return fmt.Errorf("no %s among the scores", Metric(m))
		}
		s[m] = x
	}
	return nil
}

// Score measures the results of one question.
func Score(relevant []string, results []Result) Scores {
	var s Scores
	if len(results) == 0 {
		s[Empty] = 1
	}
	missing := nationalCodes(relevant)
	if len(missing) == 0 {
		return s
	}
	all, gained, gain := len(missing), 0, 0.0
	for i, result := range results[:min(len(results), Depth)] {
		rest := without(missing, result)
		if len(rest) == len(missing) {
			continue
		}
		missing = rest
		if gained == 0 {
			s[MRR] = 1 / float64(i+1)
		}
		gained++
		gain += discount(i + 1)
	}
	s[Success] = math.Floor(s[MRR]) // 1 at rank 1 only
	s[Recall] = float64(all-len(missing)) / float64(all)
	s[NDCG] = gain / idealGain(gained+len(missing))
	return s
}

// without gives the codes that the result does not hold.
func without(codes []string, result Result) []string {
	held := nationalCodes(result.Codes)
	return slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return slices.Contains(held, c) })
}

// discount is what a result at a rank is worth.
func discount(rank int) float64 { return 1 / math.Log2(float64(rank)+1) }

// idealGain is the gain of a list that begins with n gaining results.
func idealGain(n int) float64 {
	sum := 0.0
	for rank := 1; rank <= min(n, Depth); rank++ {
		sum += discount(rank)
	}
	return sum
}
