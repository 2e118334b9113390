package relevance

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/demo"
)

func TestRead(t *testing.T) {
	const file = `{"id": "1", "query": "khai sinh", "relevant": [" 1.001193.01", "1.001193"], "kind": "keyword", "by": "us"}

{"id": "2", "query": "ly hôn", "relevant": [], "kind": "not-a-procedure"}
`
	got, err := Read(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []Question{
		{ID: "1", Query: "khai sinh", Relevant: []string{"1.001193"}, Kind: "keyword"},
		{ID: "2", Query: "ly hôn", Kind: NotAProcedure},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadRefuses(t *testing.T) {
	const good = `{"id": "1", "query": "khai sinh", "relevant": ["1.001193"]}` + "\n"
	for line, want := range map[string]string{
		`{"id": "1"`: "line 2: unexpected end",
		`{"query": "khai sinh", "relevant": ["1.001193"]}`:                                "line 2: no id",
		`{"id": "2", "query": " ", "relevant": ["1.001193"]}`:                             "no query",
		`{"id": "2", "query": "khai sinh"}`:                                               "no relevant code",
		`{"id": "2", "query": "ly hôn", "relevant": ["1"], "kind": "not-a-procedure"}`:    "yet it has relevant codes",
		`{"id": "1", "query": "kết hôn", "relevant": ["1.000894"]}`:                       `the id "1" stands twice`,
		`{"id": "2", "query": "` + strings.Repeat("a", maxLine) + `", "relevant": ["1"]}`: "too long",
	} {
		if _, err := Read(strings.NewReader(good + line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: error %v, want %q", line, err, want)
		}
	}
}

// TestRealQuestions reads the questions that serve development, as far as they
// are here.
func TestRealQuestions(t *testing.T) {
	questions, err := ReadFile("../../../shared/data/queries-dev.jsonl")
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("MOTCUA_REQUIRE_DATA") != "1" {
		t.Skipf("no questions to develop with: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(questions) != 161 {
		t.Errorf("%d questions, want 161", len(questions))
	}
}

// demoNames gives the names of the demo catalogue by code.
func demoNames(t testing.TB) map[string]string {
	t.Helper()
	records, err := demo.Records()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, r := range records {
		names[motcua.NationalCode(r.Content.Code)] = r.Content.Name
	}
	return names
}

func TestAbsent(t *testing.T) {
	questions := []Question{{Relevant: []string{c, a}}, {Relevant: []string{b, c}}}
	got := Absent(questions, func(code string) bool { return code == a })
	if diff := cmp.Diff([]string{b, c}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDemoQuestions(t *testing.T) {
	names, asked, judged := demoNames(t), map[string]int{}, map[string]bool{}
	kinds := map[string]int{}
	for _, q := range demoQuestions(t) {
		asked[q.Query]++
		kinds[q.Kind]++
		for _, code := range q.Relevant {
			judged[code] = true
			if names[code] == "" {
				t.Errorf("%s: the demo catalogue has no %s", q.ID, code)
			}
		}
		if asked[q.Query] > 1 {
			t.Errorf("%s: %q is asked twice", q.ID, q.Query)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(names)) {
		if !judged[code] {
			t.Errorf("nobody asks for %s, %s", code, names[code])
		}
	}
	for kind, n := range kinds {
		if n < 5 {
			t.Errorf("%d questions of kind %s tell nothing", n, kind)
		}
	}
}
