package relevance

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"motcua/search/vi"
)

var update = flag.Bool("update", false, "write testdata/naive.golden anew")

// naive is the worst search worth the name: names ranked by how many folded
// syllables of the query they hold, the shorter name first. It shows what the
// harness measures where nothing is clever.
func naive(names map[string]string) Search {
	type scored struct {
		code           string
		overlap, words int
	}
	index := map[string][]string{}
	for code, name := range names {
		index[code] = words(name, vi.Folded)
	}
	return func(_ context.Context, query string) ([]Result, error) {
		terms := words(query, vi.Folded)
		slices.Sort(terms)
		terms = slices.Compact(terms)
		var found []scored
		for code, name := range index {
			s := scored{code: code, words: len(name)}
			for _, term := range terms {
				if slices.Contains(name, term) {
					s.overlap++
				}
			}
			if s.overlap > 0 {
				found = append(found, s)
			}
		}
		slices.SortFunc(found, func(a, b scored) int {
			return cmp.Or(cmp.Compare(b.overlap, a.overlap), cmp.Compare(a.words, b.words), cmp.Compare(a.code, b.code))
		})
		var results []Result
		for _, s := range found {
			results = append(results, Result{Codes: []string{s.code}})
		}
		return results, nil
	}
}

// naiveSummary is how the naive search answers the demo questions.
func naiveSummary(t *testing.T) *Summary {
	t.Helper()
	runs, err := EvaluateAll(context.Background(), demoQuestions(t), Variants(), naive(demoNames(t)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Summarize(runs...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNaiveGolden(t *testing.T) {
	const path = "testdata/naive.golden"
	got := naiveSummary(t).Golden()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A search on folded syllables cannot see which marks were lost.
func TestNaiveDoesNotSeeMarks(t *testing.T) {
	for _, v := range naiveSummary(t).Variants {
		if v.Variant != Unmarked && v.Variant != HalfMarked {
			continue
		}
		if *v.Change != (Difference{}) {
			t.Errorf("%s differs from the questions as they are: %v", v.Variant, v.Change.Mean)
		}
	}
}

func TestSummaryText(t *testing.T) {
	s := naiveSummary(t)
	text := s.String()
	for _, want := range []string{fmt.Sprintf("%d questions", s.Questions), "half-marked", "against as-is", "fold 5 (", "colloquial (", "p99"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, NotAProcedure) {
		t.Errorf("questions without an answer were measured:\n%s", text)
	}
	empty, err := Summarize()
	if err != nil || !strings.HasPrefix(empty.String(), "0 questions") || empty.Golden() == "" {
		t.Errorf("a summary of nothing: %q, %v", empty, err)
	}
}

func TestSummaryJSON(t *testing.T) {
	doc, err := json.Marshal(naiveSummary(t))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Variants []struct {
			Variant string
			Mean    map[string]float64
			Folds   []json.RawMessage
			Kinds   []struct{ Kind string }
		}
	}
	if err := json.Unmarshal(doc, &got); err != nil {
		t.Fatal(err)
	}
	first := got.Variants[0]
	if first.Variant != "as-is" || first.Mean["nDCG@10"] == 0 || len(first.Folds) != Folds || first.Kinds[0].Kind == "" {
		t.Errorf("%s", doc)
	}
}
