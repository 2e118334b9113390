package relevance

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// fixed answers queries from a map.
func fixed(answers map[string][]Result) Search {
	return func(_ context.Context, query string) ([]Result, error) { return answers[query], nil }
}

func evaluateOrFail(t rapid.TB, questions []Question, v Variant, search Search) *Run {
	t.Helper()
	run, err := Evaluate(context.Background(), questions, v, search)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestEvaluate(t *testing.T) {
	questions := []Question{
		{ID: "b", Query: "hai", Relevant: []string{b}},
		{ID: "a", Query: "một", Relevant: []string{a}},
		{ID: "c", Query: "ly hôn", Kind: NotAProcedure},
	}
	run := evaluateOrFail(t, questions, Unmarked, fixed(map[string][]Result{
		"mot": append(singles(a), filler(20)...), "hai": singles(a, b),
	}))
	var got []string
	for _, o := range run.Outcomes {
		got = append(got, o.Question.ID+" "+o.Asked)
	}
	if diff := cmp.Diff([]string{"a mot", "b hai"}, got); diff != "" {
		t.Error(diff)
	}
	if n := len(run.Outcomes[0].Results); n != Depth {
		t.Errorf("%d results are kept, want %d", n, Depth)
	}
	worst := run.Worst(5)
	if len(worst) != 1 || worst[0].Question.ID != "b" {
		t.Errorf("the worst are %v, want b alone: a is perfect", worst)
	}
	if n := len(run.Worst(-1)); n != 0 {
		t.Errorf("%d of the worst -1", n)
	}
}

func TestEvaluateEndsAtAnError(t *testing.T) {
	broken := errors.New("broken")
	questions := []Question{{ID: "a", Query: "một", Relevant: []string{a}}}
	_, err := EvaluateAll(context.Background(), questions, Variants(), func(context.Context, string) ([]Result, error) {
		return nil, broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestOrderOfQuestionsDoesNotMatter(t *testing.T) {
	questions, search := demoQuestions(t)[:15], naive(demoNames(t)) // 15: a hundred bootstraps take their time
	want, err := Summarize(evaluateOrFail(t, questions, Typo, search))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		shuffled := rapid.Permutation(slices.Clone(questions)).Draw(t, "questions")
		got, err := Summarize(evaluateOrFail(t, shuffled, Typo, search))
		if err != nil {
			t.Fatal(err)
		}
		got.Variants[0].Latency = want.Variants[0].Latency
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestCheckRefusals(t *testing.T) {
	questions := []Question{
		{ID: "a", Query: "ly hôn", Kind: NotAProcedure},
		{ID: "b", Query: "khiếu nại", Kind: NotAProcedure},
		{ID: "c", Query: "ly hôn tách hộ", Relevant: []string{c}},
		{ID: "d", Query: "khai sinh", Relevant: []string{a}},
	}
	says := func(_ context.Context, query string) (bool, error) { return query[0] == 'l', nil }
	got, err := CheckRefusals(context.Background(), questions, says)
	if err != nil {
		t.Fatal(err)
	}
	want := Refusals{Asked: 2, Missed: questions[1:2], Wrong: questions[2:3]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
