package private

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// realInstallation is the one on this machine.
func realInstallation(t *testing.T) Installation {
	t.Helper()
	in, err := choose(find(t.Context(), binDirs(t.Context())), 0, "")
	check(t, err)
	return in
}

// fake makes an installation that says another version and hands its work to
// the real one. Its initdb leaves a note that it was called, and runs prelude.
func fake(t *testing.T, dir, version, prelude string) string {
	t.Helper()
	real := realInstallation(t)
	check(t, os.MkdirAll(dir, 0o755))
	script(t, filepath.Join(dir, "postgres"), fmt.Sprintf(
		"[ \"$1\" = --version ] && echo 'postgres (PostgreSQL) %s (Fake)' && exit\nexec '%s' \"$@\"\n",
		version, real.program("postgres")))
	note := filepath.Join(dir, "called")
	check(t, os.WriteFile(note, nil, 0o666))
	check(t, os.Chmod(note, 0o666))
	script(t, filepath.Join(dir, "initdb"), fmt.Sprintf(
		"echo \"$@\" >> '%s'\n%s\nexec '%s' \"$@\"\n", note, prelude, real.program("initdb")))
	return dir
}

func script(t *testing.T, path, text string) {
	t.Helper()
	check(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755))
	check(t, os.Chmod(path, 0o755))
}

func calls(t *testing.T, dir string) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "called"))
	check(t, err)
	return strings.Count(string(data), "\n")
}

func TestTwoVersions(t *testing.T) {
	dir := folder(t, "data")
	real := realInstallation(t)
	newer := fake(t, filepath.Join(filepath.Dir(dir), "newer"), fmt.Sprintf("%d.2", real.Major+1), "")
	both := []string{real.BinDir, newer}

	// A new folder gets the newest.
	s := open(t, Options{Dir: dir, BinDirs: both})
	if s.installation.BinDir != newer || calls(t, newer) != 1 {
		t.Errorf("made by %s", s.installation.BinDir)
	}
	check(t, s.Close())

	// The real initdb wrote the real version: that folder keeps it.
	s = open(t, Options{Dir: dir, BinDirs: both})
	if s.installation.BinDir != real.BinDir {
		t.Errorf("run by %s", s.installation.BinDir)
	}
	check(t, s.Close())

	_, err := Open(t.Context(), Options{Dir: dir, BinDirs: []string{newer}})
	var gone *VersionError
	if !errors.As(err, &gone) || gone.Major != real.Major {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{fmt.Sprintf("made by Postgres %d", real.Major), fmt.Sprintf("%d.2 in %s", real.Major+1, newer)} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

func TestNotInstalled(t *testing.T) {
	dir := folder(t, "data")
	old := fake(t, filepath.Join(filepath.Dir(dir), "old"), "13.4", "")
	for _, bins := range [][]string{{}, {filepath.Join(dir, "none")}, {old}} {
		_, err := Open(t.Context(), Options{Dir: dir, BinDirs: bins})
		var missing *NotInstalledError
		if !errors.As(err, &missing) {
			t.Fatalf("got %v", err)
		}
		for _, want := range []string{"apt-get install postgresql", "brew install postgresql@15", "dnf install postgresql-server"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %q", err, want)
			}
		}
	}
}

// The programs are found by a link on PATH, by pg_config, and each only once.
func TestFind(t *testing.T) {
	parent := filepath.Dir(folder(t, "data"))
	linked := fake(t, filepath.Join(parent, "linked"), "16.3", "")
	configured := fake(t, filepath.Join(parent, "configured"), "17beta1", "")
	links := filepath.Join(parent, "links")
	check(t, os.Mkdir(links, 0o755))
	check(t, os.Symlink(filepath.Join(linked, "postgres"), filepath.Join(links, "postgres")))
	script(t, filepath.Join(links, "pg_config"), "echo '"+configured+"'\n")
	t.Setenv("PATH", links+":/bin:"+linked+":relative")

	var got []string
	for _, in := range find(t.Context(), binDirs(t.Context())) {
		if strings.HasPrefix(in.BinDir, parent) {
			got = append(got, in.Version+" "+filepath.Base(in.BinDir))
		}
	}
	if diff := cmp.Diff([]string{"17beta1 configured", "16.3 linked"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestChoose(t *testing.T) {
	v := func(major, minor int) Installation {
		return Installation{BinDir: fmt.Sprint("/", major, ".", minor), Major: major, minor: minor}
	}
	found := []Installation{v(17, 1), v(15, 9), v(15, 2), v(13, 1)}
	for _, c := range []struct{ major, want int }{{0, 0}, {17, 0}, {15, 1}, {13, 3}, {16, -1}} {
		got, err := choose(found, c.major, "/pg")
		if c.want < 0 {
			if err == nil {
				t.Errorf("version %d: got %v", c.major, got)
			}
			continue
		}
		if err != nil || got != found[c.want] {
			t.Errorf("version %d: got %v, %v", c.major, got, err)
		}
	}
}

// A system without C.UTF-8 gets plain C.
func TestLocaleMissing(t *testing.T) {
	dir := folder(t, "data")
	bin := fake(t, filepath.Join(filepath.Dir(dir), "bin"), "15.1",
		`case "$*" in *C.UTF-8*) echo 'initdb: error: invalid locale name "C.UTF-8"' >&2; exit 1;; esac`)
	s := open(t, Options{Dir: dir, BinDirs: []string{bin}})
	if got := ask(t, s.URL(RoleApp), `select datcollate::text from pg_database where datname = 'motcua'`); got != "C" {
		t.Errorf("collation %s", got)
	}
	if calls(t, bin) != 2 {
		t.Errorf("initdb was called %d times", calls(t, bin))
	}
}
