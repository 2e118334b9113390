package replica

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// fullDisk lets no file of this process grow, until it is told to.
func fullDisk(t *testing.T) (free func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	free = func() { must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)) }
	t.Cleanup(free)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 0, Max: before.Max}))
	return free
}

// awaitStatus waits until the index tells something of itself.
func awaitStatus(t *testing.T, x *Index[*note, *noteView], what string, is func(Status) bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(x.Status()); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not %s: %+v", what, x.Status())
		}
	}
}

// On a full disk the index goes on to answer as it did, says so, and takes in
// what it missed once there is room.
func TestFullDisk(t *testing.T) {
	if inChild(t, os.Geteuid()) {
		return
	}
	r := newRegister(60)
	var log lockedBuffer
	x := openNotes(t, saved(t, r), Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	follow(t, x, r)
	await(t, x, r)
	before := r.has(words[0])
	free := fullDisk(t)
	r.put(1, 5000)
	awaitStatus(t, x, "unwritable", func(s Status) bool { return s.Unwritable != "" })
	if got, err := asked(x, words[0]); err != nil || !slices.Equal(got, before) {
		t.Errorf("while it is full: %v, %v; before %v", got, err, before)
	}
	free()
	await(t, x, r)
	answersRightly(t, x, r)
	awaitStatus(t, x, "writable", func(s Status) bool { return s.Unwritable == "" })
	if !strings.Contains(log.String(), "file too large") {
		t.Errorf("the log does not say why:\n%s", log.String())
	}
}

// A start on a full disk serves what is there.
func TestStartOnFullDisk(t *testing.T) {
	if inChild(t, os.Geteuid()) {
		return
	}
	r := newRegister(60)
	dir := saved(t, r)
	free := fullDisk(t)
	x := openNotes(t, dir, Options{})
	answers(t, x, r)
	if s := x.Status(); s.Damages > 0 {
		t.Errorf("a full disk is no damage: %+v", s.Damage)
	}
	free()
	follow(t, x, r)
	r.put(1, 5000)
	await(t, x, r)
	answersRightly(t, x, r)
}

// In a folder that cannot be written to nothing is built; a spare one is used.
func TestReadOnlyFolder(t *testing.T) {
	if inChild(t, nobody) {
		return
	}
	r := newRegister(60)
	for name, dir := range map[string]string{"an index in it": saved(t, r), "empty": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			closeFolders(t, dir)
			spare := t.TempDir()
			var log lockedBuffer
			x := openNotes(t, dir, Options{Spare: spare, Log: slog.New(slog.NewTextHandler(&log, nil))})
			stop := follow(t, x, r)
			await(t, x, r)
			answersRightly(t, x, r)
			r.put(1, 6000)
			await(t, x, r)
			answersRightly(t, x, r)
			if s := x.Status(); !strings.HasPrefix(s.Spare, spare) || s.Damages > 0 || !strings.Contains(log.String(), "spare") {
				t.Errorf("%+v\n%s", s, log.String())
			}
			stop()
			must(t, x.Close())
			if left, err := os.ReadDir(spare); err != nil || len(left) > 0 {
				t.Errorf("left in the spare folder: %v, %v", left, err)
			}
		})
	}
}

// A folder that is closed while the index serves is left for a spare one.
func TestFolderBecomesReadOnly(t *testing.T) {
	if inChild(t, nobody) {
		return
	}
	r := newRegister(60)
	dir, spare := saved(t, r), t.TempDir()
	x := openNotes(t, dir, Options{Spare: spare})
	follow(t, x, r)
	await(t, x, r)
	closeFolders(t, dir)
	must(t, x.Rebuild(t.Context(), r))
	r.put(1, 7000)
	await(t, x, r)
	answersRightly(t, x, r)
	if s := x.Status(); !strings.HasPrefix(s.Spare, spare) {
		t.Errorf("%+v", s)
	}
}

// closeFolders takes the right to write from a folder and all in it until the
// test ends.
func closeFolders(t *testing.T, dir string) {
	t.Helper()
	change := func(folder, file os.FileMode) error {
		return filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() {
				return os.Chmod(path, folder)
			}
			return os.Chmod(path, file)
		})
	}
	must(t, change(0o555, 0o444))
	t.Cleanup(func() { _ = change(0o755, 0o644) })
}

// nobody is a user who may not write everywhere, as root may.
const nobody = 65534

// childEnv says that the test runs in a process of its own already.
const childEnv = "MOTCUA_TEST_CHILD"

// inChild runs the test again in a process of its own, which may be limited
// without harm to others, as a user where this one is root.
func inChild(t *testing.T, uid int) bool {
	t.Helper()
	if os.Getenv(childEnv) != "" {
		return false
	}
	dir, err := os.MkdirTemp("", "motcua-child-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o777))
	program := filepath.Join(dir, "replica.test") // the go command keeps its own where others cannot enter
	must(t, copyProgram(program))
	cmd := exec.Command(program, "-test.run", "^"+t.Name()+"$")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, childEnv+"=1")
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("in a process of its own: %v\n%s", err, out)
	}
	return true
}

func copyProgram(to string) error {
	from, err := os.Open(os.Args[0])
	if err != nil {
		return err
	}
	defer from.Close()
	file, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, from); err != nil {
		return err
	}
	return file.Close()
}
