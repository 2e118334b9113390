package search

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/demo"
	"motcua/search/relevance"
)

var update = flag.Bool("update", false, "write the golden files of relevance anew")

// demoIndex is the demo catalogue with the aliases that the program ships with.
func demoIndex(t testing.TB) *Index {
	t.Helper()
	records, err := demo.Records()
	if err != nil {
		t.Fatal(err)
	}
	var all []motcua.Procedure
	for _, r := range records {
		all = append(all, motcua.Procedure{ID: testID("demo", r.Content.Code), VersionID: testID("version", r.Content.Code), Content: r.Content})
	}
	x := built(t, newFakeSource(all...))
	teachVocabulary(t, x, &motcua.Vocabulary{Aliases: shippedAliases(t)})
	return x
}

// teachVocabulary gives an index a vocabulary as a change of the log does.
func teachVocabulary(t testing.TB, x *Index, v *motcua.Vocabulary) {
	t.Helper()
	position := *x.Status().Position
	position.ID++
	if err := x.Apply(context.Background(), motcua.Batch{Vocabulary: v, Position: position}); err != nil {
		t.Fatal(err)
	}
}

// shippedAliases reads the table that package db ships.
func shippedAliases(t testing.TB) []motcua.Alias {
	t.Helper()
	table, err := os.ReadFile(filepath.Join("..", "db", "seed", "aliases.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []motcua.Alias
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		f := strings.Split(line, "\t")
		a := motcua.Alias{Form: f[0], Means: f[1], Kind: motcua.AliasKind(f[2]), Reason: &f[7], GoTo: &f[8], Source: motcua.SourceDefault}
		if a.Weight, err = strconv.ParseFloat(f[3], 64); err != nil {
			t.Fatal(err)
		}
		for i, bound := range []**motcua.Date{&a.Valid.From, &a.Valid.To} {
			if f[4+i] == "" {
				continue
			}
			day, err := motcua.ParseDate(f[4+i])
			if err != nil {
				t.Fatal(err)
			}
			*bound = &day
		}
		if f[6] != "" {
			a.Intent = ptr(motcua.Intent(f[6]))
		}
		out = append(out, a)
	}
	return out
}

func demoQuestions(t testing.TB) []relevance.Question {
	t.Helper()
	questions, err := relevance.ReadFile(filepath.Join("relevance", "testdata", "demo.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return questions
}

// firstCodes gives what an index finds first for a text, copies included.
func firstCodes(x *Index, text string, n int) ([]relevance.Result, error) {
	got, err := x.Search(context.Background(), motcua.ProcedureQuery{Text: text, Day: today, Page: motcua.Page{First: &n}})
	if err != nil {
		return nil, err
	}
	m := memoryOf(x)
	var out []relevance.Result
	for _, hit := range got.Hits {
		r := relevance.Result{Codes: []string{m.cards[m.ordinals[rowKey(hit.Procedure, hit.Version)]].code}}
		for _, c := range hit.Copies {
			r.Codes = append(r.Codes, c.Code)
		}
		out = append(out, r)
	}
	return out, nil
}

// TestRelevance shows in golden files what each change of the ranking does to
// the questions over the demo catalogue.
func TestRelevance(t *testing.T) {
	x, questions := demoIndex(t), demoQuestions(t)
	search := func(_ context.Context, text string) ([]relevance.Result, error) {
		return firstCodes(x, text, relevance.Depth)
	}
	runs, err := relevance.EvaluateAll(t.Context(), questions, relevance.Variants(), search)
	if err != nil {
		t.Fatal(err)
	}
	summary, err := relevance.Summarize(runs...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + summary.String())
	golden(t, "summary.golden", summary.Golden())
	var first strings.Builder
	for _, o := range runs[0].Outcomes {
		fmt.Fprintf(&first, "%s\t%s\t", o.Question.ID, o.Question.Query)
		for i, r := range o.Results[:min(3, len(o.Results))] {
			if i > 0 {
				first.WriteByte(' ')
			}
			first.WriteString(strings.Join(r.Codes, "+"))
		}
		first.WriteByte('\n')
	}
	golden(t, "results.golden", first.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "relevance", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-was +is; look at each, then run with -update):\n%s", name, diff)
	}
}
