package relevance

import (
	"fmt"
	"strings"
)

// Difference is what a change of the search, or of the typing, did to the same
// questions: the later scores less the earlier ones.
type Difference struct {
	Mean     Scores        `json:"mean"`
	Interval Interval      `json:"interval"`
	Folds    [Folds]Scores `json:"folds"`
}

// Compare pairs two runs over the same questions.
func Compare(from, to *Run) (Difference, error) {
	var d Difference
	if len(from.Outcomes) != len(to.Outcomes) {
		return d, fmt.Errorf("compare runs: %d and %d questions", len(from.Outcomes), len(to.Outcomes))
	}
	rows := make([]Scores, len(from.Outcomes))
	var folds [Folds][]Scores
	for i, o := range to.Outcomes {
		if was := from.Outcomes[i].Question.ID; was != o.Question.ID {
			return d, fmt.Errorf("compare runs: question %q stands against %q", was, o.Question.ID)
		}
		for m := range rows[i] {
			rows[i][m] = o.Scores[m] - from.Outcomes[i].Scores[m]
		}
		f := fold(o.Question)
		folds[f] = append(folds[f], rows[i])
	}
	d.Mean, d.Interval = mean(rows), bootstrap(rows)
	for f := range folds {
		d.Folds[f] = mean(folds[f])
	}
	return d, nil
}

// FoldsGained counts the folds in which the metric became better.
func (d Difference) FoldsGained(m Metric) int {
	n := 0
	for _, f := range d.Folds {
		if m == Empty && f[m] < 0 || m != Empty && f[m] > 0 {
			n++
		}
	}
	return n
}

// Clear reports whether the interval of a metric leaves 0 out.
func (d Difference) Clear(m Metric) bool {
	return d.Interval.Low[m] > 0 || d.Interval.High[m] < 0
}

func (d Difference) cells() []string {
	var out []string
	for m, x := range d.Mean {
		out = append(out, fmt.Sprintf("%+.3f [%+.3f %+.3f]", x, d.Interval.Low[m], d.Interval.High[m]))
	}
	return out
}

// CompareAll compares runs with earlier ones, variant by variant, and gives a
// table: the differences and in how many folds nDCG gained. Variants that were
// not run both times are left out.
func CompareAll(from, to []*Run) (string, error) {
	var rows [][]string
	for _, later := range to {
		for _, earlier := range from {
			if earlier.Variant != later.Variant {
				continue
			}
			d, err := Compare(earlier, later)
			if err != nil {
				return "", err
			}
			gained := fmt.Sprintf("%d of %d", d.FoldsGained(NDCG), Folds)
			rows = append(rows, append(append([]string{later.Variant.String()}, d.cells()...), gained))
		}
	}
	var out strings.Builder
	table(&out, "against before", append(metricNames[:], "folds gained"), rows)
	return out.String(), nil
}
