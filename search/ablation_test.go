package search

import (
	"context"
	"math"
	"strings"
	"testing"

	"motcua"
	"motcua/search/relevance"
)

// ablations take a part of the ranking away.
var ablations = []struct {
	name string
	off  func(*tuning)
}{
	{"marked words", func(t *tuning) { t.features[featureExact] = 0 }},
	{"subject", func(t *tuning) { t.features[featureAbout] = 0 }},
	{"content", func(t *tuning) { t.features[featureBody] = 0 }},
	{"alias", func(t *tuning) { t.features[featureAlias] = 0 }},
	{"coverage", func(t *tuning) { t.features[featureCoverage] = 0 }},
	{"focus", func(t *tuning) { t.features[featureFocus] = 0 }},
	{"excess", func(t *tuning) { t.features[featureExcess] = 0 }},
	{"order", func(t *tuning) { t.features[featureOrder] = 0 }},
	{"marks", func(t *tuning) { t.features[featureMarks] = 0 }},
	{"beginning", func(t *tuning) { t.features[featureHead] = 0 }},
	{"other deed", func(t *tuning) { t.features[featureOther] = 0 }},
	{"commune", func(t *tuning) { t.features[featureCommune] = 0 }},
	{"national", func(t *tuning) { t.features[featureStandard] = 0 }},
}

// rankWith searches with another tuning, without collapsing.
func rankWith(x *Index, tune *tuning, day motcua.Date) relevance.Search {
	return func(ctx context.Context, text string) (out []relevance.Result, err error) {
		err = x.Ask(ctx, "rank", func(v *view) error {
			q := v.lexicon.ask(text, day)
			found := newTally(len(v.cards))
			defer found.giveBack()
			matches, err := v.retrieve(ctx, q, tune, found)
			if err != nil {
				return err
			}
			for _, r := range v.rankBy(tune, q, matches, int32(day), rerankDepth) {
				if out = append(out, relevance.Result{Codes: []string{v.cards[r.ordinal].code}}); len(out) == relevance.Depth {
					break
				}
			}
			return nil
		})
		return out, err
	}
}

// TestAblation prints what each part of the ranking buys on the demo questions.
// The weights were found on others, of the whole catalogue (see doc/search.md):
// here no part may do harm beyond what a few questions do by chance.
func TestAblation(t *testing.T) {
	x, questions := demoIndex(t), demoQuestions(t)
	run := func(tune *tuning) *relevance.Run {
		got, err := relevance.Evaluate(t.Context(), questions, relevance.AsIs, rankWith(x, tune, today))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	with := run(&ranking)
	for _, a := range ablations {
		less := ranking
		a.off(&less)
		d, err := relevance.Compare(run(&less), with)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-14s nDCG@10 %+.4f, folds gained %d", a.name, d.Mean[relevance.NDCG], d.FoldsGained(relevance.NDCG))
		if d.Mean[relevance.NDCG] < -0.02 {
			t.Errorf("%s does harm: %+.4f", a.name, d.Mean[relevance.NDCG])
		}
	}
}

// TestEveryFeatureHasItsWeight: one without is dead, and one without a name
// cannot be explained.
func TestEveryFeatureHasItsWeight(t *testing.T) {
	for f, weight := range ranking.features {
		if weight == 0 || math.IsNaN(weight) || strings.TrimSpace(featureNames[f]) == "" {
			t.Errorf("feature %d (%q) weighs %f", f, featureNames[f], weight)
		}
	}
}
