package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/db/private"
)

// kill ends Postgres as a machine that loses power does.
func (s *stoppable) kill(t *testing.T) {
	t.Helper()
	s.signal(t, syscall.SIGKILL)
	for s.answers() {
		time.Sleep(5 * time.Millisecond)
	}
}

// as runs a statement with the rights of a role.
func (s *stoppable) as(t *testing.T, role private.Role, sql string) {
	t.Helper()
	s.connected(t, role, func(conn *pgx.Conn) error {
		_, err := conn.Exec(t.Context(), sql)
		return err
	})
}

// answer is what the administrator is told.
func (s *stoppable) answer(t *testing.T, sql string) (text string) {
	t.Helper()
	s.connected(t, private.RoleAdmin, func(conn *pgx.Conn) error {
		return conn.QueryRow(t.Context(), `select (`+sql+`)::text`).Scan(&text)
	})
	return text
}

// connected does something on a connection of a role.
func (s *stoppable) connected(t *testing.T, role private.Role, f func(*pgx.Conn) error) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL(role))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if err := f(conn); err != nil {
		t.Fatal(err)
	}
}

// until waits for a statement to say something.
func (s *stoppable) until(t *testing.T, sql, want string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		got := s.answer(t, sql)
		if got == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %q, want %q", sql, got, want)
		}
	}
}

// baseBackup makes a data folder from a base backup, as doc/operations.md says: the
// files of the cluster, and what the folder knows of it.
func (s *stoppable) baseBackup(t *testing.T, args ...string) (dir string) {
	t.Helper()
	dir = openFolder(t)
	cluster := filepath.Join(dir, "pg")
	args = append([]string{"--pgdata=" + cluster, "--wal-method=stream", "--checkpoint=fast", "--no-sync"}, args...)
	if err := (dataFlags{}).program(t.Context(), s.Server, "pg_basebackup", args...); err != nil {
		t.Fatal(err)
	}
	passwords, err := os.ReadFile(filepath.Join(s.dir, "passwords.json"))
	if err == nil {
		err = errors.Join(
			os.WriteFile(filepath.Join(dir, "passwords.json"), passwords, 0o600),
			os.WriteFile(filepath.Join(dir, "cluster.json"), []byte(`{"path": "pg", "made": 1}`), 0o600),
			give(cluster, s.answer(t, `current_setting('data_directory')`)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// openFolder is a data folder through which the user who runs Postgres may pass.
func openFolder(t *testing.T) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "motcua-base-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(parent) })
	dir := filepath.Join(parent, "data")
	for _, name := range []string{parent, dir} {
		if err := errors.Join(os.MkdirAll(name, 0o711), os.Chmod(name, 0o711)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// give makes all below a folder belong to whom another folder belongs.
func give(folder, like string) error {
	info, err := os.Stat(like)
	if err != nil {
		return err
	}
	owner := info.Sys().(*syscall.Stat_t)
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
}

// anotherTimeline has a base backup begin a timeline of its own when it starts, as
// a restore to a point in time does.
func anotherTimeline(t *testing.T, dir string) {
	t.Helper()
	cluster := filepath.Join(dir, "pg")
	settings, err := os.OpenFile(filepath.Join(cluster, "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = settings.WriteString("restore_command = 'false'\n")
		err = errors.Join(err, settings.Close(), os.WriteFile(filepath.Join(cluster, "recovery.signal"), nil, 0o600), give(cluster, cluster))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// openBase opens the private Postgres of a folder that was made from a base backup.
func openBase(t *testing.T, dir string) *stoppable {
	t.Helper()
	server, err := private.Open(t.Context(), private.Options{Dir: dir, Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return &stoppable{Server: server, dir: dir}
}

// importEach imports procedures of the numbers, each by itself.
func importEach(t *testing.T, url string, numbers ...int) {
	t.Helper()
	for _, n := range numbers {
		line := rawRecord(n, fmt.Sprintf("Thủ tục số %d", n), "1/QĐ-BTP", jan1)
		command(t, "", "import", "portal", rawFile(t, line), "--database-url", url).must(t, exitDone)
	}
}

func codeOf(n int) string { return fmt.Sprintf("1.%06d", n) }

// comesToFind waits until a node finds a procedure by its code, or finds it no more.
func (s *instance) comesToFind(t *testing.T, n int, want bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		data, errs := askRaw(t, s, searchQuery, map[string]any{"q": codeOf(n)})
		var got codes
		if err := json.Unmarshal(data, &got); err == nil && len(errs) == 0 && (got.first() == codeOf(n)) == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the search for %s: %s %s, want it there: %t", codeOf(n), data, errs, want)
		}
	}
}

// followed checks that a node is where its database is, and knows nothing of a
// revision of before.
func (s *instance) followed(t *testing.T, dir, url, lost string) {
	t.Helper()
	_, errs := askRaw(t, s, `query($r: String!) { procedures(first: 1, minRevision: $r) { totalCount } }`, map[string]any{"r": lost})
	if !strings.Contains(string(errs), "REVISION_UNKNOWN") {
		t.Errorf("a revision of a write that was lost: %s", errs)
	}
	got := command(t, "", "verify", "--data", dir, "--database-url", url)
	if got.code != exitDone {
		t.Errorf("verify: exit code %d\n%s%s", got.code, got.out, got.err)
	}
}

// A base backup that was taken under load serves from a new folder.
func TestBaseBackupIsRestored(t *testing.T) {
	pg := newStoppable(t)
	app := pg.URL(private.RoleApp)
	importEach(t, app, 1, 2)
	keys, nodeDir := filepath.Join(t.TempDir(), "keys"), t.TempDir()
	command(t, "", "keyset", "create", keys).must(t, exitDone)
	node := startServer(t, nodeDir, "--database-url", app, "--keyset", keys, "--no-rate-limits")
	first := ask[submitted](t, node, submitOne, feedbackInput(1)).SubmitFeedback
	load := writing(t, node, app)
	dir := pg.baseBackup(t)
	time.Sleep(100 * time.Millisecond)
	load()
	importEach(t, app, 901)
	after := ask[submitted](t, node, submitOne, feedbackInput(2)).SubmitFeedback
	importEach(t, app, 902)
	node.comesToFind(t, 902, true)
	next := pg.answer(t, `pg_snapshot_xmax(pg_current_snapshot())`)
	node.stop()

	// The one begins a timeline of its own. The other is started as it is, with the
	// copies of the node, and goes on beyond where they stand before it serves.
	behind := openFolder(t)
	beside(t, behind, dir+"/.")
	beside(t, behind, filepath.Join(nodeDir, "index"), filepath.Join(nodeDir, "index-feedback"), filepath.Join(nodeDir, "copy"))
	goOn(t, behind, next)
	anotherTimeline(t, dir)
	if got := openBase(t, dir).answer(t, `select timeline from log_identity()`); got != "2" {
		t.Errorf("restored as to a point in time, it says that it writes timeline %s", got)
	}
	for name, dir := range map[string]string{"another timeline": dir, "copies that are ahead": behind} {
		t.Run(name, func(t *testing.T) {
			s := startServer(t, dir, "--keyset", keys, "--no-rate-limits")
			t.Cleanup(s.stop)
			s.comesToFind(t, 901, false)
			s.comesToFind(t, 902, false)
			s.comesToFind(t, 2, true)
			s.followed(t, dir, "", after.Revision)
			const view = `query($c: TrackingCode!, $s: String!) { feedback(code: $c, secret: $s) { personal { sender { name } } } }`
			data, errs := askRaw(t, s, view, map[string]any{"c": first.Feedback.Code, "s": first.Secret})
			if !strings.Contains(string(data), "Người Gửi Thử") {
				t.Errorf("what was acknowledged before the backup: %s %s", data, errs)
			}
			data, errs = askRaw(t, s, view, map[string]any{"c": after.Feedback.Code, "s": after.Secret})
			if strings.Contains(string(data), "Người Gửi Thử") {
				t.Errorf("what was acknowledged after the backup: %s %s", data, errs)
			}
		})
	}
}

// writing loads a node until it is told to stop.
func writing(t *testing.T, node *instance, url string) (stop func()) {
	t.Helper()
	x := &torture{t: t, seed: rand.Uint64N(1e9) + 1}
	x.url.Store(&node.url)
	x.tokens.official = strings.TrimSpace(command(t, "", "key", "create", "receiver", "--role", "RECEIVER", "--agency", "G15", "--database-url", url).must(t, exitDone).out)
	s := &sender{torture: x, caller: x.caller(x.tokens.official), random: x.drawing(1)}
	until, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.run(t.Context(), until) }()
	return func() {
		t.Helper()
		close(until)
		if err := <-ended; err != nil || len(s.done) == 0 {
			t.Fatalf("%d submissions: %v", len(s.done), err)
		}
	}
}

// beside copies folders into another one, with the owners of their files.
func beside(t *testing.T, to string, folders ...string) {
	t.Helper()
	if out, err := exec.Command("cp", append(append([]string{"-a"}, folders...), to)...).CombinedOutput(); err != nil {
		t.Fatalf("copy %v: %v: %s", folders, err, out)
	}
}

// goOn writes to the database of a folder until it has given out all numbers of
// transactions below one.
func goOn(t *testing.T, dir, next string) {
	t.Helper()
	pg := openBase(t, dir)
	for pg.answer(t, fmt.Sprintf(`pg_current_xact_id() > '%s'::xid8`, next)) != "true" {
		continue // each question takes a number
	}
	importEach(t, pg.URL(private.RoleApp), 3)
	if err := pg.Close(); err != nil {
		t.Fatal(err)
	}
}
