package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func decisionFile(t *testing.T, number, date string, procedures ...map[string]any) string {
	t.Helper()
	doc, err := json.Marshal(map[string]any{
		"decision":   map[string]any{"number": number, "date": date, "agency": map[string]any{"code": "G15", "name": "Bộ Tư pháp"}},
		"procedures": procedures,
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "decision.json")
	if err := os.WriteFile(path, doc, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// newProcedure is an item with all that the decree demands.
func newProcedure(code, name string) map[string]any {
	return map[string]any{
		"kind": "NEW", "code": code, "name": name, "levels": []string{"COMMUNE"},
		"audiences":  []any{map[string]any{"name": "Công dân Việt Nam"}},
		"executing":  []any{map[string]any{"name": "Ủy ban nhân dân cấp xã", "kind": "UNIT_GROUP"}},
		"methods":    []any{map[string]any{"channel": "DIRECT", "timeLimit": map[string]any{"amount": "5", "unit": "WORKING_DAY"}, "text": "Tại bộ phận một cửa"}},
		"cases":      []any{map[string]any{"components": []any{map[string]any{"name": "Tờ khai", "originals": 1}}}},
		"steps":      []any{map[string]any{"text": "Nộp hồ sơ"}},
		"results":    []any{map[string]any{"name": "Giấy khai sinh"}},
		"legalBases": []any{map[string]any{"number": "60/2014/QH13"}},
	}
}

func amendment(code string) map[string]any {
	return map[string]any{
		"kind": "AMENDED", "code": code, "by": []any{map[string]any{"number": "04/2020/TT-BTP"}},
		"methods": []any{map[string]any{"channel": "DIRECT", "timeLimit": map[string]any{"amount": "3", "unit": "WORKING_DAY"}, "text": "Tại bộ phận một cửa"}},
	}
}

var versionLine = regexp.MustCompile(`version [0-9a-f-]{36}`)

func TestPublishShowsTheDifferenceAndRetracts(t *testing.T) {
	dir := dataDir(t)
	first := decisionFile(t, "1/QĐ-BTP", "2026-01-05", newProcedure("1.000001", "Khai sinh lưu động"))
	command(t, "", "publish", first, "--data", dir).must(t, exitDone)
	second := decisionFile(t, "2/QĐ-BTP", "2026-03-01", amendment("1.000001"))
	got := command(t, "", "publish", second, "--data", dir, "--dry-run", "--lang", "vi").must(t, exitDone)
	want := `2/QĐ-BTP of Bộ Tư pháp, 2026-03-01

AMENDED   1.000001 Khai sinh lưu động, from 2026-03-01: announced
  version …
  - Thời hạn giải quyết (trực tiếp) giảm từ 5 ngày làm việc xuống 3 ngày làm việc.
dry run, nothing written; would be published: 1 of 1 procedures changed
`
	if diff := cmp.Diff(want, versionLine.ReplaceAllString(got.out, "version …")); diff != "" {
		t.Error(diff)
	}
	got = command(t, "", "publish", second, "--data", dir).must(t, exitDone)
	version := strings.TrimPrefix(versionLine.FindString(got.out), "version ")
	if again := command(t, "", "publish", second, "--data", dir).must(t, exitDone); !strings.Contains(again.out, "published: 0 of 1 procedures changed") {
		t.Error(again.out)
	}
	if got := command(t, "", "retract", version, "--reason", "nhập sai", "--data", dir).must(t, exitDone); !strings.Contains(got.out, "retracted: 1.000001 Khai sinh lưu động") {
		t.Error(got.out)
	}
	command(t, "", "retract", version, "--reason", "nhập sai", "--data", dir).must(t, exitFailed)
	if got := command(t, "", "publish", second, "--data", dir).must(t, exitDone); !strings.Contains(got.out, "published: 1 of 1") {
		t.Errorf("after the retraction: %s", got.out)
	}
}

func TestPublishRefuses(t *testing.T) {
	dir := dataDir(t)
	bare := map[string]any{"kind": "NEW", "code": "1.000001", "name": "X"}
	got := command(t, "", "publish", decisionFile(t, "1/QĐ-BTP", "2026-01-05", bare), "--data", dir).must(t, exitRefused)
	if !strings.Contains(got.err, "procedures[0].steps (1.000001): missing: trình tự thực hiện (Decree 63/2010/NĐ-CP Art. 8.2 b)") {
		t.Error(got.err)
	}
	command(t, "{", "publish", "-", "--data", dir).must(t, exitRefused)
	command(t, "", "publish", "--data", dir).must(t, exitUsage)
	if got := command(t, "", "publish", "--schema").must(t, exitDone); !json.Valid([]byte(got.out)) {
		t.Error("the schema is no JSON")
	}
	template := command(t, "", "publish", "--template").must(t, exitDone)
	path := filepath.Join(t.TempDir(), "t.xlsx")
	if err := os.WriteFile(path, []byte(template.out), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := command(t, "", "publish", path, "--data", dir).must(t, exitRefused); !strings.Contains(got.err, "decision.number: missing") {
		t.Errorf("the empty template: %s", got.err)
	}
}
