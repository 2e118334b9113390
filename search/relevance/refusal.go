package relevance

import (
	"context"
	"fmt"
	"strings"
)

// Refusals compares what a search says is not a procedure with the judgements.
type Refusals struct {
	Asked  int        `json:"asked"`            // questions of kind NotAProcedure
	Missed []Question `json:"missed,omitempty"` // those among them of which it was not said
	Wrong  []Question `json:"wrong,omitempty"`  // questions with an answer of which it was said
}

// String tells the refusals, and each question on which they were not right.
func (r Refusals) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nnot a procedure: %d of %d were told so, %d others too\n", r.Asked-len(r.Missed), r.Asked, len(r.Wrong))
	for _, list := range []struct {
		what      string
		questions []Question
	}{{"missed", r.Missed}, {"wrong ", r.Wrong}} {
		for _, q := range list.questions {
			fmt.Fprintf(&b, "  %s  %s  %s\n", list.what, q.ID, q.Query)
		}
	}
	return b.String()
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
