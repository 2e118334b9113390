package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// smokeFeedback is more than notes are put on in the moments of the test: one
// that comes round again while the one before waits would be a conflict.
const smokeFeedback = 3000

// TestSmoke measures everything over a handful of records, for a moment each: it
// says nothing of speed, and that nothing is refused, missing or answered with
// an error.
func TestSmoke(t *testing.T) {
	dir := t.TempDir()
	o := options{
		binary: filepath.Join(dir, "motcua"), dir: filepath.Join(dir, "data"), out: filepath.Join(dir, "table.md"),
		procedures: 120, feedback: smokeFeedback, rounds: 1, length: 100 * time.Millisecond, warmUp: 50 * time.Millisecond, floors: filepath.Join(dir, "compare"), memory: memoryLimit,
	}
	if err := o.read("2", ""); err != nil {
		t.Fatal(err)
	}
	for program, folder := range map[string]string{o.binary: "motcua/cmd/motcua", o.floors: "motcua/bench/compare"} {
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, folder).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	if err := compare(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(o.out)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range questions {
		for _, who := range []string{"motcua, warm", "motcua, cold", "F1"} {
			if !strings.Contains(string(table), "| "+q.name+" | 2 | "+who+" |") {
				t.Errorf("%s of %s is not in the table\n%s", q.name, who, table)
			}
		}
		if q.floor && !strings.Contains(string(table), "| "+q.name+" | 2 | F2 |") {
			t.Errorf("F2 of %s is not in the table", q.name)
		}
	}
}
