package private

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestOpen(t *testing.T) {
	s := open(t, Options{Dir: folder(t, "data")})
	for _, role := range roles {
		if got := ask(t, s.URL(role), `select current_user::text`); got != string(role) {
			t.Errorf("logged in as %s, want %s", got, role)
		}
	}
	exec1(t, s.URL(RoleOwner), `create table t (n int); create extension btree_gist`)
	if _, err := tryAsk(s.URL(RoleApp), `select count(*)::text from t`); err == nil {
		t.Error("app reads a table that nobody opened to it")
	}
	if _, err := tryAsk(s.URL(RoleApp), `create table u (n int)`); err == nil {
		t.Error("app makes tables")
	}
	for query, want := range map[string]string{
		`select pg_encoding_to_char(encoding) || ' ' || datcollate from pg_database where datname = 'motcua'`:                    "UTF8 C.UTF-8",
		`select string_agg(rolname, ' ' order by rolname) from pg_roles where rolsuper or rolbypassrls`:                          "motcua_admin",
		`select pg_get_userbyid(datdba)::text from pg_database where datname = 'motcua'`:                                         "motcua_owner",
		`select current_setting('listen_addresses')`:                                                                             "",
		`select current_setting('idle_in_transaction_session_timeout')`:                                                          "30s",
		`select string_agg(distinct type || ' ' || auth_method, ',' order by type || ' ' || auth_method) from pg_hba_file_rules`: "host reject,local scram-sha-256",
	} {
		if got := ask(t, s.URL(RoleAdmin), query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	fi, err := os.Stat(passwordsPath(s.dir))
	check(t, err)
	if fi.Mode().Perm() != 0o600 {
		t.Errorf("passwords have mode %v", fi.Mode())
	}
	url := s.URL(RoleApp)
	check(t, s.Close())
	check(t, s.Close())
	if _, err := tryAsk(url, `select ''`); err == nil {
		t.Error("the server outlived its last user")
	}
	if _, err := os.Stat(runPath(s.dir)); err == nil {
		t.Error("run.json outlived the server")
	}
}

// Long, with spaces and marks, in a process whose environment is no help.
func TestOpenAwkwardPlace(t *testing.T) {
	dir := folder(t, "Dữ liệu của Một cửa")
	dir += strings.Repeat("x", 150-len(dir))
	t.Setenv("LC_ALL", "tlh_QO.KLINGON")
	os.Unsetenv("LANG") // Setenv below puts it back
	t.Setenv("LANG", "")
	os.Unsetenv("LANG")
	for name, value := range map[string]string{"PGHOST": "nowhere.invalid", "PGPORT": "1", "PGDATA": "/nowhere",
		"PGUSER": "nobody", "PGDATABASE": "none", "PGSSLMODE": "verify-full", "PGOPTIONS": "-c nonsense=1"} {
		t.Setenv(name, value)
	}
	s := open(t, Options{Dir: dir})
	if got := ask(t, s.URL(RoleApp), `select current_database()::text`); got != Database {
		t.Errorf("in database %q", got)
	}
	if got := ask(t, s.URL(RoleApp), `select current_setting('lc_messages')`); got != "C" {
		t.Errorf("lc_messages %q", got)
	}
}

func TestOpenClosedParent(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root's server runs as somebody else")
	}
	parent := filepath.Dir(folder(t, "data"))
	state, closed := filepath.Join(parent, "state"), filepath.Join(parent, "closed")
	check(t, os.Mkdir(state, 0o755))
	check(t, os.Mkdir(closed, 0o700))
	var told notices
	opts := Options{Dir: filepath.Join(closed, "data"), StateDir: state, Notify: told.add}
	s := open(t, opts)
	if !strings.HasPrefix(s.cluster.path, filepath.Join(state, "motcua", "data-")) {
		t.Errorf("cluster in %s", s.cluster.path)
	}
	if !strings.Contains(told.String(), s.cluster.path) {
		t.Errorf("told %q", told.String())
	}
	exec1(t, s.URL(RoleOwner), `create table t (n int)`)
	check(t, s.Close())

	again := open(t, opts)
	ask(t, again.URL(RoleOwner), `select count(*)::text from t`)
	check(t, again.Close())

	// A new folder at the same path does not get the old one's records.
	check(t, os.RemoveAll(opts.Dir))
	fresh := open(t, opts)
	if fresh.cluster.path == s.cluster.path {
		t.Error("a new folder got the cluster of a deleted one")
	}
}

// Only the cluster is given away; the rest stays motcua's.
func TestOpenGivesOnlyCluster(t *testing.T) {
	s := open(t, Options{Dir: readyFolder(t)})
	files, err := os.ReadDir(s.dir)
	check(t, err)
	for _, f := range files {
		uid, _, _ := ownerOf(filepath.Join(s.dir, f.Name()))
		if given := uid != os.Geteuid(); given != (s.account.other && f.Name() == "pg") {
			t.Errorf("%s belongs to %s", f.Name(), userName(uid))
		}
	}
}

func TestOpenBrokenConfiguration(t *testing.T) {
	for _, line := range []string{"nonsense = on", "shared_preload_libraries = 'nonsense'"} {
		dir := readyFolder(t)
		s := open(t, Options{Dir: dir})
		check(t, s.Close())
		appendTo(t, filepath.Join(s.cluster.path, "postgresql.conf"), line+"\n")
		_, err := Open(t.Context(), Options{Dir: dir, Fast: true})
		if err == nil || !strings.Contains(err.Error(), "nonsense") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	check(t, err)
	_, err = f.WriteString(text)
	check(t, err)
	check(t, f.Close())
}

// folder checks that no process and no socket is left, wherever the making of a
// cluster or the start of its server was when its context ended.
func TestOpenCancelled(t *testing.T) {
	for _, c := range []struct {
		folder func(t *testing.T) string
		after  []time.Duration
	}{
		{func(t *testing.T) string { return folder(t, "data") }, []time.Duration{0, 30, 150, 500, 1000}},
		{readyFolder, []time.Duration{60, 90, 120, 180}},
	} {
		for _, after := range c.after {
			t.Run((after * time.Millisecond).String(), func(t *testing.T) {
				dir := c.folder(t)
				ctx, cancel := context.WithTimeout(t.Context(), after*time.Millisecond)
				defer cancel()
				s, err := Open(ctx, Options{Dir: dir, Fast: true})
				t.Log(err)
				if err == nil {
					check(t, s.Close())
				} else if ctx.Err() == nil {
					t.Error("failed before its time:", err)
				}
			})
		}
	}
}

func TestOpenLostParts(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	check(t, s.Close())

	secret, err := os.ReadFile(passwordsPath(dir))
	check(t, err)
	check(t, os.Remove(passwordsPath(dir)))
	refuse(t, dir, "passwords.json is missing")
	check(t, os.WriteFile(passwordsPath(dir), secret, 0o600))

	check(t, os.WriteFile(clusterPath(dir), nil, 0o600))
	refuse(t, dir, "cluster.json")
	check(t, os.Remove(clusterPath(dir)))
	check(t, open(t, Options{Dir: dir}).Close())

	check(t, os.Rename(s.cluster.path, s.cluster.path+".elsewhere"))
	refuse(t, dir, "is gone")
}

// refuse wants Open to fail with a text.
func refuse(t *testing.T, dir, text string) {
	t.Helper()
	_, err := Open(t.Context(), Options{Dir: dir, Fast: true})
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want %q", err, text)
	}
}

// A copy of the folder, taken while its server runs, is a cluster of its own.
func TestOpenCopy(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	copyFolder(t, dir, dir+"-copy")
	c := open(t, Options{Dir: dir + "-copy"})
	exec1(t, c.URL(RoleOwner), `create table only_in_copy (n int)`)
	if got := ask(t, s.URL(RoleOwner), `select count(*)::text from pg_class where relname = 'only_in_copy'`); got != "0" {
		t.Error("the copy uses the server of the original")
	}
	check(t, c.Close())
	ask(t, s.URL(RoleApp), `select ''`)
}

func ExampleOpen() {
	s, err := Open(context.Background(), Options{Dir: "data"})
	if err != nil {
		os.Stderr.WriteString(err.Error())
		return
	}
	defer s.Close()
	_ = s.URL(RoleApp) // for pgx
}
