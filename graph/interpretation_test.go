package graph_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/graph"
)

// understanding is a searcher that understands every search alike.
type understanding struct {
	graph.Searcher
	as    motcua.Interpretation
	asked *motcua.ProcedureQuery
}

func (u understanding) Search(ctx context.Context, q motcua.ProcedureQuery) (*motcua.ProcedureResult, error) {
	*u.asked = q
	found, err := u.Searcher.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	found.Interpretation = &u.as
	for i := range found.Hits {
		if q.Explain {
			found.Hits[i].Explained = &motcua.Explanation{Parts: []motcua.ScorePart{{Name: "coverage", Value: 0.5}}}
		}
	}
	return found, nil
}

const understoodQuery = `{ procedures(search: "ly hon", first: 1) {
	interpretation { corrected aliases { from to kind } intent ambiguous notAProcedure { reason goTo } dropped cut }
	edges { explanation { parts { name value } } } } }`

type understood struct {
	Procedures struct {
		Interpretation struct {
			Corrected     *string
			Aliases       []struct{ From, To, Kind string }
			Intent        *string
			Ambiguous     bool
			NotAProcedure *struct{ Reason, GoTo string }
			Dropped       []string
			Cut           bool
		}
		Edges []struct {
			Explanation *struct {
				Parts []struct {
					Name  string
					Value float64
				}
			}
		}
	}
}

// What a search says of how it understood the text reaches the client whole.
func TestInterpretation(t *testing.T) {
	w := newWorld(t, catalogue()...)
	var asked motcua.ProcedureQuery
	w.config.Searcher = understanding{w.config.Searcher, motcua.Interpretation{
		Corrected: ptr("ly hôn"), Aliases: []motcua.AppliedAlias{{From: "li dị", To: "ly hôn", Kind: motcua.AliasColloquial}},
		Intent: ptr(motcua.IntentFees), Ambiguous: true, Dropped: []string{"nhanh"}, Cut: true,
		NotAProcedure: &motcua.NotAProcedure{Reason: "là việc của tòa án", GoTo: "Tòa án nhân dân"},
	}, &asked}
	w.serve(t)
	var got, want understood
	w.get(t, &got, understoodQuery, nil)
	i := &want.Procedures.Interpretation
	i.Corrected, i.Intent, i.Ambiguous, i.Cut, i.Dropped = ptr("ly hôn"), ptr("FEES"), true, true, []string{"nhanh"}
	i.Aliases = append(i.Aliases, struct{ From, To, Kind string }{"li dị", "ly hôn", "COLLOQUIAL"})
	i.NotAProcedure = &struct{ Reason, GoTo string }{"là việc của tòa án", "Tòa án nhân dân"}
	want.Procedures.Edges = got.Procedures.Edges
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("interpretation (-want +got):\n%s", diff)
	}
}

// Nobody is told how results came to their places unless the server is set to.
func TestExplanationHasToBeAllowed(t *testing.T) {
	w := newWorld(t, catalogue()...)
	var asked motcua.ProcedureQuery
	w.config.Searcher = understanding{Searcher: w.config.Searcher, asked: &asked}
	for _, explain := range []bool{false, true} {
		w.config.Explain = explain
		w.serve(t)
		var got understood
		w.get(t, &got, `{ procedures(search: "khai sinh", first: 2) { edges { explanation { parts { name value } } } } }`, nil)
		if asked.Explain != explain || len(got.Procedures.Edges) != 2 {
			t.Fatalf("explain %v: asked for %v, %d edges", explain, asked.Explain, len(got.Procedures.Edges))
		}
		for _, e := range got.Procedures.Edges {
			if told := e.Explanation != nil && e.Explanation.Parts[0].Name == "coverage"; told != explain {
				t.Errorf("explain %v: told %v", explain, told)
			}
		}
	}
}
