package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua/db/private"
)

// Where no server runs, motcua verify compares the copy of the catalogue itself:
// it reads it on from where it rests, names what differs, and mends it.
func TestVerifyComparesARestingCopy(t *testing.T) {
	pg := newStoppable(t)
	data := t.TempDir()
	at := []string{"--data", data, "--database-url", pg.URL(private.RoleApp)}
	owner := []string{"--data", data, "--database-url", pg.URL(private.RoleOwner)}
	verify := func(code int, args ...string) string {
		t.Helper()
		return command(t, "", append([]string{"verify"}, args...)...).must(t, code).out
	}
	s := startServer(t, data, "--database-url", pg.URL(private.RoleApp), "--demo")
	s.waitCopied(t)
	s.stop()
	same := func(what, out string) {
		t.Helper()
		if !strings.Contains(out, "the copy of the catalogue: ") || !strings.Contains(out, " rows in the database, 0 differences") {
			t.Errorf("%s:\n%s", what, out)
		}
	}
	same("after a server", verify(exitDone, at...))
	command(t, "", append([]string{"import", "portal", rawFile(t, rawRecord(894, "Đăng ký kết hôn", "1/QĐ-BTP", jan1))}, at...)...).must(t, exitDone)
	same("what was imported since", verify(exitDone, at...))

	pg.as(t, private.RoleOwner, `begin; update decision set title = 'khác'; delete from change where entity = 'DECISION'; commit`)
	if out := verify(exitDifference, at...); !strings.Contains(out, "decision: the copy says something else") {
		t.Errorf("a change that the log does not tell:\n%s", out)
	}
	if out := verify(exitDone, append(owner, "--repair")...); !strings.Contains(out, "made anew") {
		t.Errorf("repaired:\n%s", out)
	}
	same("after the repair", verify(exitDone, at...))

	if err := os.Remove(filepath.Join(data, "copy", "catalogue.db")); err != nil {
		t.Fatal(err)
	}
	if out := verify(exitDone, at...); !strings.Contains(out, "the copy of the catalogue: not compared") {
		t.Errorf("without a copy:\n%s", out)
	}
}
