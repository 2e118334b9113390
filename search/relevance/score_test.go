package relevance

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// singles gives a list of results with one code each.
func singles(codes ...string) []Result {
	var out []Result
	for _, c := range codes {
		out = append(out, Result{Codes: []string{c}})
	}
	return out
}

// filler gives n results that are relevant to nothing.
func filler(n int) []Result {
	var out []Result
	for i := range n {
		out = append(out, singles(fmt.Sprintf("9.%06d", i))...)
	}
	return out
}

const a, b, c = "1.000001", "1.000002", "1.000003"

// The numbers are worked out by hand: ranks 1, 2, 3 are worth 1, 0.63093, 0.5.
func TestScore(t *testing.T) {
	for _, test := range []struct {
		name     string
		relevant []string
		results  []Result
		want     Scores
	}{
		{"nothing found", []string{a}, nil, Scores{Empty: 1}},
		{"only wrong ones", []string{a}, filler(3), Scores{}},
		{"first", []string{a}, singles(a, b), Scores{1, 1, 1, 1, 0}},
		{"second", []string{a}, singles(b, a), Scores{0, 0.5, 1, 0.63093, 0}},
		{"third", []string{a}, singles(b, c, a), Scores{0, 1.0 / 3, 1, 0.5, 0}},
		{"tenth", []string{a}, append(filler(9), singles(a)...), Scores{0, 0.1, 1, 0.28906, 0}},
		{"eleventh", []string{a}, append(filler(10), singles(a)...), Scores{}},
		{"one of two", []string{a, b}, singles(a), Scores{1, 1, 0.5, 1 / 1.63093, 0}},
		{"first and third", []string{a, b}, singles(a, c, b), Scores{1, 1, 1, 1.5 / 1.63093, 0}},
		{"a repetition gains nothing", []string{a, b}, singles(a, a, b), Scores{1, 1, 1, 1.5 / 1.63093, 0}},
		{"collapsed: all found at once", []string{a, b}, []Result{{Codes: []string{a, b}}}, Scores{1, 1, 1, 1, 0}},
		{"collapsed, second", []string{a, b}, []Result{{Codes: []string{c}}, {Codes: []string{b, a}}}, Scores{0, 0.5, 1, 0.63093, 0}},
		{"collapsed, one missed", []string{a, b, c}, []Result{{Codes: []string{a, b}}}, Scores{1, 1, 2.0 / 3, 1 / 1.63093, 0}},
		{"any member counts", []string{a}, []Result{{Codes: []string{"9.000001", a}}}, Scores{1, 1, 1, 1, 0}},
		{"national codes are compared", []string{a}, singles(a + ".000.00.00.H55"), Scores{1, 1, 1, 1, 0}},
		{"a code judged twice is one", []string{a, a + ".01"}, singles(a), Scores{1, 1, 1, 1, 0}},
	} {
		got := Score(test.relevant, test.results)
		if diff := cmp.Diff(test.want, got, cmpopts.EquateApprox(0, 1e-5)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}

func TestScoreOfMoreThanTen(t *testing.T) {
	codes := make([]string, 12)
	for i := range codes {
		codes[i] = fmt.Sprintf("1.%06d", i)
	}
	got := Score(codes, singles(codes...))
	if got[Recall] != 10.0/12 {
		t.Errorf("Recall@10 %v, want 10/12: the divisor is not capped", got[Recall])
	}
	if got[NDCG] != 1 {
		t.Errorf("nDCG@10 %v, want 1: the ideal list is capped at ten", got[NDCG])
	}
}

// codesGen draws lists of some of twenty codes, each at most once.
func codesGen(least, most int) *rapid.Generator[[]string] {
	one := rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("1.%06d", rapid.IntRange(0, 19).Draw(t, "code")) })
	return rapid.SliceOfNDistinct(one, least, most, rapid.ID)
}

var resultsGen = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Result {
	return Result{Codes: codesGen(1, 4).Draw(t, "codes")}
}), 0, 14)

func TestScoresLieBetweenZeroAndOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Score(codesGen(1, 15).Draw(t, "relevant"), resultsGen.Draw(t, "results"))
		for m, x := range s {
			if math.IsNaN(x) || x < 0 || x > 1+1e-12 {
				t.Fatalf("%s is %v", Metric(m), x)
			}
		}
		if s[MRR] < s[Success] || (s[Recall] > 0) != (s[MRR] > 0) || (s[NDCG] > 0) != (s[MRR] > 0) {
			t.Fatalf("scores contradict each other: %v", s)
		}
	})
}

func TestPerfectListScoresOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		relevant := codesGen(1, Depth).Draw(t, "relevant")
		first := rapid.IntRange(1, len(relevant)).Draw(t, "collapsed into the first")
		results := append([]Result{{Codes: relevant[:first]}}, singles(relevant[first:]...)...)
		got := Score(relevant, append(results, filler(2)...))
		if diff := cmp.Diff(Scores{1, 1, 1, 1, 0}, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// What comes after the first ten is never looked at.
func TestDepth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		relevant, results := codesGen(1, 5).Draw(t, "relevant"), resultsGen.Draw(t, "results")
		if whole, cut := Score(relevant, results), Score(relevant, results[:min(len(results), Depth)]); whole != cut {
			t.Fatalf("%v with all results, %v with ten", whole, cut)
		}
	})
}
