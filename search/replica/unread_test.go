package replica

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
)

// A process that has too many files open, or may not open one, knows nothing of
// what is in it: the index answers on, is not put aside, and is looked at again.
func TestUnreadableFilesAreNoDamage(t *testing.T) {
	for name, deny := range map[string]func(t *testing.T, dir string) (allow func()){
		"too many open files": fewFiles,
		"permission denied":   closedFiles,
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			r := newRegister(60)
			dir := saved(t, r)
			x := openNotes(t, dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			before := x.Status()
			allow := deny(t, dir)
			err := x.Check(t.Context())
			allow()
			s := x.Status()
			if err == nil || s.Unchecked == "" || !strings.Contains(log.String(), "could not be checked") {
				t.Errorf("the check says %v, the status %q\n%s", err, s.Unchecked, log.String())
			}
			if s.Damages != 0 || s.Generation != before.Generation {
				t.Errorf("the index was given up: %+v, %+v", s, s.Damage)
			}
			answersRightly(t, x, r)
			must(t, x.Check(t.Context()))
			if s = x.Status(); s.Unchecked != "" || s.Checked.IsZero() || s.Damages != 0 {
				t.Errorf("when its files can be read again: %+v", s)
			}
		})
	}
}

// fewFiles lets this process open no more files.
func fewFiles(t *testing.T, _ string) (allow func()) {
	t.Helper()
	var was syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was))
	probe, err := os.Open(os.DevNull)
	must(t, err)
	least := uint64(probe.Fd()) // that a new file would get
	must(t, probe.Close())
	must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: least, Max: was.Max}))
	return func() { must(t, syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was)) }
}

// closedFiles takes from this process the right to read the segments; root, which
// has every right, is given few files instead.
func closedFiles(t *testing.T, dir string) (allow func()) {
	t.Helper()
	if os.Getuid() == 0 {
		return fewFiles(t, dir)
	}
	paths := filesOf(t, dir, files["segment"])
	for _, path := range paths {
		must(t, os.Chmod(path, 0))
	}
	return func() {
		for _, path := range paths {
			must(t, os.Chmod(path, 0o600))
		}
	}
}
