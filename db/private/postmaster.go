package private

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// postmaster is what postmaster.pid in the cluster says about its server.
type postmaster struct {
	pid     int
	dataDir string
	port    int
	socket  string // the folder
}

func pidFile(cluster string) string { return filepath.Join(cluster, "postmaster.pid") }

// readPostmaster returns what the file says: the zero value when there is none,
// or when its server has not come to the point of listening.
func readPostmaster(cluster string) (postmaster, error) {
	data, err := os.ReadFile(pidFile(cluster))
	if errors.Is(err, fs.ErrNotExist) {
		return postmaster{}, nil
	}
	if err != nil {
		return postmaster{}, fmt.Errorf("read postmaster.pid: %w", err)
	}
	// pid, data folder, start, port, socket folder, …
	lines := strings.Split(string(data), "\n")
	if len(lines) < 6 || lines[4] == "" {
		return postmaster{}, nil
	}
	pid, errPid := strconv.Atoi(strings.TrimSpace(lines[0]))
	port, errPort := strconv.Atoi(strings.TrimSpace(lines[3]))
	if errPid != nil || errPort != nil || pid <= 1 {
		return postmaster{}, nil
	}
	return postmaster{pid: pid, dataDir: lines[1], port: port, socket: lines[4]}, nil
}

// running reports whether the pid is that of the server that wrote the file,
// and not of a process that came to the same number later.
func (pm postmaster) running() bool {
	if pm.pid <= 1 {
		return false
	}
	args := arguments(pm.pid)
	return len(args) > 0 && strings.HasPrefix(filepath.Base(args[0]), "postgres") &&
		strings.Contains(strings.Join(args[1:], " "), pm.dataDir)
}

// of reports whether the file was written in this cluster, and did not come
// with a copy of another one.
func (pm postmaster) of(cluster string) bool {
	a, errA := os.Stat(pm.dataDir)
	b, errB := os.Stat(cluster)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// arguments returns the command line of a process, nil when it has none: gone,
// a zombie, or hidden. Linux shows it to everybody, unlike its working folder.
func arguments(pid int) []string {
	if data, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil {
		return strings.Split(string(bytes.TrimRight(data, "\x00")), "\x00")
	}
	if _, err := os.Stat("/proc/self"); err == nil {
		return nil
	}
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(out)), " ")
}

// noPid is above every pid a system gives out.
const noPid = 1<<31 - 2

// disown makes a stale postmaster.pid name no process. Postgres would refuse to
// start if the pid in it had been reused by its own user. The file must not
// simply go: it also names the shared memory by which Postgres makes sure that
// no back end of the old server is still writing.
func disown(cluster string) error {
	path := pidFile(cluster)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read postmaster.pid: %w", err)
	}
	_, rest, _ := strings.Cut(string(data), "\n")
	if strings.TrimSpace(rest) == "" { // torn: it names no memory either
		return os.Remove(path)
	}
	// Rewritten in place, so that it stays the server user's file.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return fmt.Errorf("disown postmaster.pid: %w", err)
	}
	_, err = fmt.Fprintf(f, "%d\n%s", noPid, rest)
	return errors.Join(err, f.Close())
}
