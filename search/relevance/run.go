package relevance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Search answers a query with results, the best first.
type Search func(ctx context.Context, query string) ([]Result, error)

// Outcome is what became of one question.
type Outcome struct {
	Question Question      `json:"question"`
	Asked    string        `json:"asked"` // the variant of the question
	Results  []Result      `json:"results"`
	Scores   Scores        `json:"scores"`
	Latency  time.Duration `json:"-"`
}

// Run is a set of questions asked in one variant, ordered by id. As JSON it can
// be kept and later be compared with another; latencies are not kept.
type Run struct {
	Variant  Variant   `json:"variant"`
	Outcomes []Outcome `json:"outcomes"`
}

// Evaluate asks all questions in a variant, one after the other, those of kind
// [NotAProcedure] left out. An error of the search ends it.
func Evaluate(ctx context.Context, questions []Question, v Variant, search Search) (*Run, error) {
	run := &Run{Variant: v}
	for _, q := range questions {
		if q.Kind == NotAProcedure {
			continue
		}
		outcome, err := evaluate(ctx, q, v, search)
		if err != nil {
			return nil, err
		}
		run.Outcomes = append(run.Outcomes, outcome)
	}
	// Sums of floats and bootstrap samples depend on the order.
	slices.SortFunc(run.Outcomes, func(a, b Outcome) int { return cmp.Compare(a.Question.ID, b.Question.ID) })
	return run, nil
}

// EvaluateAll asks all questions in each variant.
func EvaluateAll(ctx context.Context, questions []Question, variants []Variant, search Search) ([]*Run, error) {
	var runs []*Run
	for _, v := range variants {
		run, err := Evaluate(ctx, questions, v, search)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

func evaluate(ctx context.Context, q Question, v Variant, search Search) (Outcome, error) {
	o := Outcome{Question: q, Asked: v.Apply(q)}
	begin := time.Now()
	results, err := search(ctx, o.Asked)
	o.Latency = time.Since(begin)
	if err != nil {
		return o, fmt.Errorf("search for question %q (%s): %w", q.ID, v, err)
	}
	o.Scores = Score(q.Relevant, results)
	o.Results = results[:min(len(results), Depth)]
	return o, nil
}

// Worst gives the n outcomes with the lowest nDCG that are not perfect, the
// worst first.
func (r *Run) Worst(n int) []Outcome {
	worst := slices.DeleteFunc(slices.Clone(r.Outcomes), func(o Outcome) bool { return o.Scores[NDCG] == 1 })
	slices.SortStableFunc(worst, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Scores[NDCG], b.Scores[NDCG]), cmp.Compare(a.Scores[MRR], b.Scores[MRR]))
	})
	return worst[:min(max(n, 0), len(worst))]
}

// rows gives the scores of the questions.
func (r *Run) rows() []Scores {
	rows := make([]Scores, len(r.Outcomes))
	for i, o := range r.Outcomes {
		rows[i] = o.Scores
	}
	return rows
}
