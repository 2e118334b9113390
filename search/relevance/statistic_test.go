package relevance

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rowsOf gives rows with the same number in every place.
func rowsOf(values ...float64) []Scores {
	var rows []Scores
	for _, x := range values {
		var s Scores
		for m := range s {
			s[m] = x
		}
		rows = append(rows, s)
	}
	return rows
}

func TestMean(t *testing.T) {
	if got := mean(rowsOf(0, 0.5, 1))[NDCG]; got != 0.5 {
		t.Errorf("mean %v, want 0.5", got)
	}
	if got := mean(nil); got != (Scores{}) {
		t.Errorf("mean of nothing %v, want zeros", got)
	}
}

// The mean of n throws of a coin has the standard error 0.5/√n, and 95 % lie
// within 1.96 of them.
func TestBootstrap(t *testing.T) {
	coin := make([]float64, 400)
	for i := range coin {
		coin[i] = float64(i % 2)
	}
	in := bootstrap(rowsOf(coin...))
	if low, high := in.Low[MRR], in.High[MRR]; math.Abs(low-0.451) > 0.005 || math.Abs(high-0.549) > 0.005 {
		t.Errorf("[%.3f %.3f], want about [0.451 0.549]", low, high)
	}
	if again := bootstrap(rowsOf(coin...)); again != in {
		t.Error("the interval differs from one time to the next")
	}
	if in := bootstrap(rowsOf(0.25, 0.25, 0.25)); in.Low[Recall] != 0.25 || in.High[Recall] != 0.25 {
		t.Errorf("%v around what never varies", in)
	}
	if in := bootstrap(nil); in != (Interval{}) {
		t.Errorf("%v around nothing", in)
	}
}

func TestBootstrapHoldsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rowsOf(rapid.SliceOfN(rapid.Float64Range(0, 1), 20, 40).Draw(t, "values")...)
		m, in := mean(rows)[Success], bootstrap(rows)
		if in.Low[Success] > m+1e-9 || in.High[Success] < m-1e-9 {
			t.Fatalf("[%v %v] does not hold %v", in.Low[Success], in.High[Success], m)
		}
	})
}

func TestQuantile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	for p, want := range map[float64]time.Duration{0: 1, 0.025: 3, 0.5: 50, 0.99: 99, 1: 100} {
		if got := quantile(hundred, p); got != want {
			t.Errorf("quantile %v: %d, want %d", p, got, want)
		}
	}
	if got := quantile([]float64(nil), 0.5); got != 0 {
		t.Errorf("quantile of nothing: %v", got)
	}
}

func TestFoldsAreOfLikeSize(t *testing.T) {
	var sizes [Folds]int
	for _, q := range demoQuestions(t) {
		sizes[fold(q)]++
	}
	for f, n := range sizes {
		if n < 25 {
			t.Errorf("fold %d has %d questions of %v", f, n, sizes)
		}
	}
}

func runOf(values ...float64) *Run {
	run := &Run{}
	for i, row := range rowsOf(values...) {
		run.Outcomes = append(run.Outcomes, Outcome{Question: Question{ID: fmt.Sprintf("q%02d", i)}, Scores: row})
	}
	return run
}

func TestCompare(t *testing.T) {
	from, to := runOf(0.2, 0.4, 0.6, 0, 1), runOf(0.5, 0.7, 0.9, 0.3, 1.3)
	got, err := Compare(from, to)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.Mean[NDCG]-0.3) > 1e-9 || math.Abs(got.Interval.Low[NDCG]-0.3) > 1e-9 {
		t.Errorf("mean %v from %v, want 0.3: each question gained it", got.Mean[NDCG], got.Interval.Low[NDCG])
	}
	if !got.Clear(NDCG) {
		t.Error("a gain of each question is not clear")
	}
	folds := map[int]bool{}
	for _, o := range from.Outcomes {
		folds[fold(o.Question)] = true
	}
	if n := got.FoldsGained(NDCG); n != len(folds) {
		t.Errorf("%d folds gained, want all %d that have questions", n, len(folds))
	}
	if n := got.FoldsGained(Empty); n != 0 {
		t.Errorf("%d folds gained by more empty answers", n)
	}
	same, err := Compare(from, from)
	if err != nil || same.Clear(NDCG) || same != (Difference{}) {
		t.Errorf("a run differs from itself: %v, %v", same, err)
	}
}

func TestCompareRefusesOtherQuestions(t *testing.T) {
	other := runOf(1, 1)
	other.Outcomes[1].Question.ID = "x"
	for _, to := range []*Run{other, runOf(1)} {
		if _, err := Compare(runOf(1, 1), to); err == nil {
			t.Error("runs over different questions were compared")
		}
	}
}

func TestCompareAll(t *testing.T) {
	before, after, other := runOf(0, 0.5, 1), runOf(0.5, 0.5, 1), runOf(1)
	other.Variant = VNI
	doc, err := json.Marshal([]*Run{other, before})
	if err != nil {
		t.Fatal(err)
	}
	var kept []*Run
	if err := json.Unmarshal(doc, &kept); err != nil {
		t.Fatal(err)
	}
	got, err := CompareAll(kept, []*Run{after})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "as-is") || !strings.Contains(got, "+0.167 [") || !strings.Contains(got, "1 of 5") || strings.Contains(got, "vni") {
		t.Errorf("one question of three gained 0.5:\n%s", got)
	}
	if err := json.Unmarshal([]byte(`{"MRR@10": 1}`), new(Scores)); err == nil {
		t.Error("scores without nDCG were read")
	}
}

func TestLatency(t *testing.T) {
	run := runOf(0, 0, 0)
	for i := range run.Outcomes {
		run.Outcomes[i].Latency = time.Duration(3-i) * time.Millisecond
	}
	want := Latency{P50: 2 * time.Millisecond, P99: 3 * time.Millisecond}
	if diff := cmp.Diff(want, latency(run.Outcomes)); diff != "" {
		t.Error(diff)
	}
}
