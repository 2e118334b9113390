package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	jan1 = 1767200400000 // 2026-01-01 in Vietnam
	feb1 = 1769878800000 // 2026-02-01
)

func records(n int) []string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = rawRecord(i+1, fmt.Sprintf("Thủ tục số %d", i+1), "1/QĐ-BTP", jan1)
	}
	return lines
}

func TestImportSaysWhatItDid(t *testing.T) {
	dir := dataDir(t)
	lines := records(5)
	steps := []struct {
		name  string
		lines []string
		args  []string
		code  int
		want  string
	}{
		{"a dry run", lines, []string{"--dry-run"}, exitDone, "would be: 5 new, 0 changed"},
		{"the first import", lines, nil, exitDone, "imported: 5 new, 0 changed"},
		{"again", lines, nil, exitDone, "imported: 0 new, 0 changed (0 announced, 0 corrected), 0 public again, 0 no longer public, 5 unchanged"},
		{"a correction", append([]string{rawRecord(1, "Thủ tục một", "1/QĐ-BTP", jan1)}, lines[1:]...), nil, exitDone, "0 new, 1 changed (0 announced, 1 corrected)"},
		{"another decision", []string{rawRecord(2, "Thủ tục hai", "2/QĐ-BTP", feb1)}, nil, exitDone, "0 new, 1 changed (1 announced, 0 corrected)"},
		{"a refused record, strict", []string{rawRecord(9, "Thủ tục chín", "1/QĐ-BTP", jan1), `{"id":`}, []string{"--strict"}, exitRefused, "refused   line 2"},
		{"a refused record, not strict", []string{rawRecord(9, "Thủ tục chín", "1/QĐ-BTP", jan1), `{"id":`}, nil, exitDone, "imported: 1 new"},
		{"a complete file that lacks most", lines[:1], []string{"--complete"}, exitFailed, ""},
		{"a complete file that lacks most, forced", lines[:1], []string{"--complete", "--force"}, exitDone, "5 no longer public"},
		{"public again", lines, nil, exitDone, "4 public again"},
	}
	for _, s := range steps {
		got := command(t, "", append([]string{"import", "portal", rawFile(t, s.lines...), "--data", dir}, s.args...)...).must(t, s.code)
		if !strings.Contains(got.out, s.want) {
			t.Errorf("%s:\n%s%s\nwant … %s …", s.name, got.out, got.err, s.want)
		}
	}
}

func TestImportReadsStandardInput(t *testing.T) {
	dir := dataDir(t)
	got := command(t, strings.Join(records(2), "\n"), "import", "portal", "-", "--data", dir).must(t, exitDone)
	if !strings.Contains(got.out, "imported: 2 new") {
		t.Error(got.out)
	}
}

func TestImportReportNamesEverything(t *testing.T) {
	dir := dataDir(t)
	report := filepath.Join(t.TempDir(), "report.jsonl")
	lines := []string{
		rawRecord(1, "Thủ tục một", "1/QĐ-BTP", jan1),
		rawRecord(1, "Thủ tục một", "1/QĐ-BTP", jan1), // its id stands twice
		strings.Replace(rawRecord(2, "Thủ tục hai", "1/QĐ-BTP", jan1), `"processingTimeUnit":"WORKING_DAY"`, `"processingTimeUnit":"OTHER"`, 1),
		"not JSON",
	}
	command(t, "", "import", "portal", rawFile(t, lines...), "--data", dir, "--report", report).must(t, exitDone)
	doc, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(doc)) {
		var l reportLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if l.Line == 0 || l.Reason == "" {
			t.Errorf("says too little: %s", line)
		}
		got = append(got, fmt.Sprint(l.Outcome, " ", l.Line, " ", l.Kind))
	}
	text := strings.Join(got, "\n")
	for _, want := range []string{"refused 2", "refused 4", "doubtful 3 TIME_UNIT_UNKNOWN"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
}

func TestQualityListsTheStoredDoubts(t *testing.T) {
	dir := dataDir(t)
	line := strings.Replace(rawRecord(2, "Thủ tục hai", "1/QĐ-BTP", jan1), `"processingTimeUnit":"WORKING_DAY"`, `"processingTimeUnit":"OTHER"`, 1)
	command(t, "", "import", "portal", rawFile(t, line), "--data", dir).must(t, exitDone)
	got := command(t, "", "quality", "--data", dir).must(t, exitDone)
	for _, want := range []string{"TIME_UNIT_UNKNOWN", "EFFECTIVE_DATE_ASSUMED", "1.000002"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("quality lacks %q:\n%s", want, got.out)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	for _, args := range [][]string{{}, {"nothing"}, {"import"}, {"import", "portal"}, {"serve", "--unknown"}} {
		if got := command(t, "", args...); got.code != exitUsage {
			t.Errorf("%q: exit code %d, want %d\n%s", args, got.code, exitUsage, got.err)
		}
	}
	if got := command(t, "", "import", "portal", "/nowhere/file", "--data", t.TempDir()); got.code != exitFailed || !strings.Contains(got.err, "/nowhere/file") {
		t.Errorf("a missing file: %+v", got)
	}
}
