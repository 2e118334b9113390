//go:build !race

package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"motcua/search/relevance"
)

// The floors stand a little below what was measured, by half of the interval's
// width at most: what falls through one has become worse.
var relevanceFloors = map[relevance.Variant]map[relevance.Metric]float64{
	relevance.AsIs:       {relevance.Success: 0.78, relevance.MRR: 0.84, relevance.Recall: 0.94, relevance.NDCG: 0.86},
	relevance.Unmarked:   {relevance.NDCG: 0.85},
	relevance.HalfMarked: {relevance.NDCG: 0.85},
	relevance.Telex:      {relevance.NDCG: 0.85},
	relevance.VNI:        {relevance.NDCG: 0.85},
	relevance.Typo:       {relevance.NDCG: 0.83},
}

// citizenFloors are of the questions that ship with the project, which tuned no
// weight.
var citizenFloors = map[relevance.Variant]map[relevance.Metric]float64{
	relevance.AsIs:     {relevance.Success: 0.66, relevance.MRR: 0.75, relevance.Recall: 0.85, relevance.NDCG: 0.76},
	relevance.Unmarked: {relevance.NDCG: 0.75},
}

const realQuestion = `query($q: String!) { procedures(search: $q, first: 10) { edges { node { code } copies { code } } } }`

// Citizens' questions find their procedure, however they are typed.
func TestRealRelevance(t *testing.T) {
	path := filepath.Join(filepath.Dir(cataloguePath(t)), "queries-dev.jsonl")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("without the judged questions: %v", err)
	}
	relevant(t, path, relevance.Variants(), relevanceFloors)
}

// So do questions that were written before any of the ranking was looked at with
// them.
func TestRealRelevanceOfOwnQuestions(t *testing.T) {
	cataloguePath(t)
	path := filepath.Join("..", "..", "search", "relevance", "testdata", "citizens.jsonl")
	relevant(t, path, []relevance.Variant{relevance.AsIs, relevance.Unmarked}, citizenFloors)
}

func relevant(t *testing.T, path string, variants []relevance.Variant, floors map[relevance.Variant]map[relevance.Metric]float64) {
	t.Helper()
	questions, err := relevance.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	runs, err := relevance.EvaluateAll(t.Context(), questions, variants, askServed(t, nationalCatalogue(t)))
	if err != nil {
		t.Fatal(err)
	}
	summary, err := relevance.Summarize(runs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + summary.String())
	for _, v := range summary.Variants {
		for metric, floor := range floors[v.Variant] {
			if v.Mean[metric] < floor {
				t.Errorf("%s: %s is %.3f, below %.2f", v.Variant, metric, v.Mean[metric], floor)
			}
		}
		if v.Mean[relevance.Empty] > 0.01 {
			t.Errorf("%s: %.3f of the questions find nothing", v.Variant, v.Mean[relevance.Empty])
		}
	}
}

// askServed searches as a client does.
func askServed(t *testing.T, s *instance) relevance.Search {
	type coded struct{ Code string }
	type found struct {
		Procedures struct {
			Edges []struct {
				Node   coded
				Copies []coded
			}
		}
	}
	return func(_ context.Context, text string) ([]relevance.Result, error) {
		var out []relevance.Result
		for _, e := range ask[found](t, s, realQuestion, map[string]any{"q": text}).Procedures.Edges {
			r := relevance.Result{Codes: []string{e.Node.Code}}
			for _, c := range e.Copies {
				r.Codes = append(r.Codes, c.Code)
			}
			out = append(out, r)
		}
		return out, nil
	}
}
