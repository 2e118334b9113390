package relevance

import (
	"context"
	"fmt"
)

// Refusals compares what a search says is not a procedure with the judgements.
type Refusals struct {
	Asked  int        // questions of kind NotAProcedure
	Missed []Question // those among them of which it was not said
	Wrong  []Question // questions with an answer of which it was said
}

// CheckRefusals asks all questions as they are. says reports whether the search
// answers that the query is not a procedure's affair.
func CheckRefusals(ctx context.Context, questions []Question, says func(ctx context.Context, query string) (bool, error)) (Refusals, error) {
	var out Refusals
	for _, q := range questions {
		said, err := says(ctx, q.Query)
		if err != nil {
			return out, fmt.Errorf("ask whether question %q is a procedure's: %w", q.ID, err)
		}
		judged := q.Kind == NotAProcedure
		if judged {
			out.Asked++
		}
		switch {
		case judged && !said:
			out.Missed = append(out.Missed, q)
		case said && !judged:
			out.Wrong = append(out.Wrong, q)
		}
	}
	return out, nil
}
