package graph_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the answers to testdata as golden")

// volatile are parts of answers that differ from run to run.
var volatile = regexp.MustCompile(`"(recordedAt|revision|cursor|startCursor|endCursor|score|id)": ("[^"]{4,}"|[0-9.]+)`)

// price is told with each answer, and has a snapshot of its own beside the limits.
var price = regexp.MustCompile(`,\n  "extensions": \{\n    "cost": \{[^}]*\}\n  \}`)

// Each testdata/NAME.graphql is posted; its answer is testdata/NAME.json. A
// first line "# variables: {…}" gives variables, "# accept-language: …" the
// language.
func TestGoldenAnswers(t *testing.T) {
	w := newWorld(t, catalogue()...)
	files, err := filepath.Glob("testdata/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no queries", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var variables map[string]any
			var header []string
			for line := range strings.Lines(string(query)) {
				if text, ok := strings.CutPrefix(line, "# variables: "); ok {
					if err := json.Unmarshal([]byte(text), &variables); err != nil {
						t.Fatal(err)
					}
				}
				if text, ok := strings.CutPrefix(line, "# accept-language: "); ok {
					header = []string{"Accept-Language", strings.TrimSpace(text)}
				}
			}
			got := w.ask(t, string(query), variables, header...)
			golden(t, strings.TrimSuffix(file, ".graphql")+".json", got.body)
			if strings.Contains(w.log.String(), "request failed") {
				t.Error(w.log)
			}
		})
	}
}

func golden(t *testing.T, file string, answer []byte) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, answer, "", "  "); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	got := volatile.ReplaceAllString(price.ReplaceAllString(pretty.String(), ""), `"$1": "…"`) + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
