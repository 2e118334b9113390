package relevance

import (
	"maps"
	"slices"
)

// Summary is what runs over the same questions amount to. It is made to be
// printed, as text ([Summary.String]), for a golden file ([Summary.Golden]) or
// as JSON.
type Summary struct {
	Questions int              `json:"questions"`
	Variants  []VariantSummary `json:"variants"`
}

// VariantSummary is what one run amounts to.
type VariantSummary struct {
	Variant  Variant       `json:"variant"`
	Mean     Scores        `json:"mean"`
	Interval Interval      `json:"interval"`
	Change   *Difference   `json:"change,omitempty"` // from AsIs, where that was run and this is another
	Folds    [Folds]Part   `json:"folds"`
	Kinds    []KindSummary `json:"kinds"` // ordered by name
	Latency  Latency       `json:"latency"`
}

// Part is a part of the questions.
type Part struct {
	Questions int    `json:"questions"`
	Mean      Scores `json:"mean"`
}

// KindSummary is the part of one kind.
type KindSummary struct {
	Kind string `json:"kind"`
	Part
}

// Summarize sums up runs over the same questions.
func Summarize(runs ...*Run) (*Summary, error) {
	s := &Summary{}
	var asIs *Run
	for _, run := range runs {
		s.Questions = len(run.Outcomes)
		if run.Variant == AsIs {
			asIs = run
		}
	}
	for _, run := range runs {
		v := summarize(run)
		if asIs != nil && run != asIs {
			change, err := Compare(asIs, run)
			if err != nil {
				return nil, err
			}
			v.Change = &change
		}
		s.Variants = append(s.Variants, v)
	}
	return s, nil
}

func summarize(run *Run) VariantSummary {
	rows := run.rows()
	v := VariantSummary{
		Variant: run.Variant, Mean: mean(rows), Interval: bootstrap(rows), Latency: latency(run.Outcomes),
	}
	folds := parts(run, fold)
	for f := range v.Folds {
		v.Folds[f] = newPart(folds[f])
	}
	kinds := parts(run, func(q Question) string { return q.Kind })
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		v.Kinds = append(v.Kinds, KindSummary{kind, newPart(kinds[kind])})
	}
	return v
}

// parts groups the scores of a run.
func parts[K comparable](run *Run, by func(Question) K) map[K][]Scores {
	groups := map[K][]Scores{}
	for _, o := range run.Outcomes {
		k := by(o.Question)
		groups[k] = append(groups[k], o.Scores)
	}
	return groups
}

func newPart(rows []Scores) Part { return Part{Questions: len(rows), Mean: mean(rows)} }
