//go:build !race

package motcua_test

import (
	"cmp"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"motcua"
	"motcua/internal/portal"
)

// realContents reads every eleventh record of the real catalogue.
func realContents(t *testing.T) []motcua.Content {
	t.Helper()
	name := filepath.Join(cmp.Or(os.Getenv("MOTCUA_DATA_DIR"), "../shared/data"), "national-catalog.jsonl.gz")
	f, err := os.Open(name)
	if err != nil {
		if os.Getenv("MOTCUA_REQUIRE_DATA") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no real catalogue: %v", err)
	}
	defer f.Close()
	reader, err := portal.NewReader(f, portal.Options{Today: motcua.NewDate(2026, 7, 18)})
	if err != nil {
		t.Fatal(err)
	}
	var out []motcua.Content
	for result, err := range portal.Records(reader, 2) {
		if err != nil {
			t.Fatal(err)
		}
		if result.Record != nil && result.Record.Line%11 == 0 {
			out = append(out, contentCopy(result.Record.Content))
		}
	}
	return out
}

// 515 real records, each changed at random and each compared with a stranger.
func TestRealContentChangesApply(t *testing.T) {
	all := realContents(t)
	if len(all) < 500 {
		t.Fatalf("only %d records", len(all))
	}
	m := mutation{rand.New(rand.NewPCG(3, 5)), 0.05}
	told := 0
	for _, a := range all {
		other := all[m.IntN(len(all))]
		b := m.of(a, other)
		checkChanges(t, a, b)
		checkChanges(t, a, other)
		changes, err := motcua.CompareContents(&a, &b)
		if err != nil {
			t.Fatal(err)
		}
		told += len(changes)
	}
	t.Logf("%d records, %d changes", len(all), told)
}
