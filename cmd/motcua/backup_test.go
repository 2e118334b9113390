package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// saved is a data folder with a procedure and feedback, and a backup of it; what
// came after the backup is in the folder only.
type saved struct {
	dir, file    string
	code, secret string
	revision     string // from after the backup
}

const submitOne = `mutation($in: SubmitFeedbackInput!) { submitFeedback(input: $in) { feedback { code } secret revision userErrors { message } } }`

func feedbackInput(n int) map[string]any {
	return map[string]any{"in": map[string]any{
		"title": fmt.Sprintf("Hồ sơ %d quá hạn", n), "text": "Hồ sơ của tôi đã quá hạn mười ngày.", "agency": "G15", "consent": true,
		"sender": map[string]any{"name": "Người Gửi Thử", "address": "Đường Thử", "email": "thu@example.invalid"},
	}}
}

type submitted struct {
	SubmitFeedback struct {
		Feedback         *struct{ Code string }
		Secret, Revision string
	}
}

func save(t *testing.T) saved {
	t.Helper()
	b := saved{dir: dataDir(t), file: filepath.Join(t.TempDir(), "motcua.backup")}
	command(t, "", "import", "portal", "--data", b.dir, rawFile(t, rawRecord(1, "Đăng ký kết hôn", "1/QĐ", 1700000000000))).must(t, exitDone)
	s := startServer(t, b.dir)
	first := ask[submitted](t, s, submitOne, feedbackInput(1)).SubmitFeedback
	b.code, b.secret = first.Feedback.Code, first.Secret
	command(t, "", "backup", "--data", b.dir, b.file).must(t, exitDone) // beside the server
	if info, err := os.Stat(b.file); err != nil || info.Mode() != 0o600 {
		t.Fatalf("the backup: %v, %v", info, err)
	}
	command(t, "", "import", "portal", "--data", b.dir, rawFile(t, rawRecord(2, "Đăng ký khai tử", "2/QĐ", 1700000000000))).must(t, exitDone)
	b.revision = ask[submitted](t, s, submitOne, feedbackInput(2)).SubmitFeedback.Revision
	const after = `query($r: String!) { procedures(search: "khai tu", minRevision: $r) { totalCount nodes { code } } }`
	if got := ask[codes](t, s, after, map[string]any{"r": b.revision}); got.first() != "1.000002" {
		t.Fatalf("before the restore the search finds %v", got)
	}
	s.stop()
	return b
}

// restored checks a server over what was restored: it has all that was there at
// the backup, nothing of what came after, and copies that agree.
func (b saved) restored(t *testing.T, dir string) {
	t.Helper()
	s := startServer(t, dir)
	if got := ask[codes](t, s, searchQuery, map[string]any{"q": "ket hon"}); got.first() != "1.000001" {
		t.Errorf("the search finds %v", got)
	}
	if got := ask[codes](t, s, `{ procedures(first: 5) { totalCount nodes { code } } }`, nil); got.Procedures.TotalCount != 1 {
		t.Errorf("the list holds %v", got)
	}
	type own struct {
		Feedback *struct {
			Personal *struct{ Sender *struct{ Name string } }
		}
	}
	const view = `query($c: TrackingCode!, $s: String!) { feedback(code: $c, secret: $s) { personal { sender { name } } } }`
	if got := ask[own](t, s, view, map[string]any{"c": b.code, "s": b.secret}); got.Feedback == nil || got.Feedback.Personal == nil || got.Feedback.Personal.Sender.Name != "Người Gửi Thử" {
		t.Errorf("the sender sees %+v", got.Feedback)
	}
	_, errs := askRaw(t, s, `query($r: String!) { procedures(first: 1, minRevision: $r) { totalCount } }`, map[string]any{"r": b.revision})
	if !strings.Contains(string(errs), "REVISION_UNKNOWN") {
		t.Errorf("a revision of another history: %s", errs)
	}
	if got := command(t, "", "verify", "--data", dir); got.code != exitDone {
		t.Errorf("verify: exit code %d\n%s%s", got.code, got.out, got.err)
	}
}

// A backup is restored into a new folder, and serves: indexes and copies are
// made by themselves. The keyset comes apart.
func TestBackupIsRestored(t *testing.T) {
	b, dir := save(t), dataDir(t)
	command(t, "", "restore", "--data", dir, b.file).must(t, exitDone)
	keys, err := os.ReadFile(filepath.Join(b.dir, "keyset.json"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "keyset.json"), keys, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.restored(t, dir)
	for _, again := range [][]string{{"restore", "--data", dir, b.file}, {"backup", "--data", dir, b.file}} {
		command(t, "", again...).must(t, exitUsage)
	}
}

// Restored to an earlier point in its own folder, a node's indexes and copies
// are ahead of the database: none of what they have more is answered.
func TestRestoreToAnEarlierPoint(t *testing.T) {
	b := save(t)
	lost := filepath.Join(b.dir, "cluster.json")
	text, err := os.ReadFile(lost)
	var cluster struct{ Path string }
	if err == nil {
		err = json.Unmarshal(text, &cluster)
	}
	if !filepath.IsAbs(cluster.Path) {
		cluster.Path = filepath.Join(b.dir, cluster.Path)
	}
	for _, name := range []string{cluster.Path, lost, filepath.Join(b.dir, "passwords.json")} {
		err = errors.Join(err, os.RemoveAll(name))
	}
	if err != nil {
		t.Fatal(err)
	}
	command(t, "", "restore", "--data", b.dir, b.file).must(t, exitDone)
	b.restored(t, b.dir)
}
