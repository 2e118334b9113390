package private

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// maxSocketPath is what fits into a socket address everywhere: Linux takes 107
// bytes, macOS 103.
const maxSocketPath = 103

// socketPort only names the socket file; nothing listens on TCP.
const socketPort = 5432

// run is run.json: the server that runs, for people and for the next process.
// Its pid is 0 between the making of the socket folder and the start.
type run struct {
	Pid     int       `json:"pid"`
	Socket  string    `json:"socketDir"`
	Port    int       `json:"port"`
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	// Cluster tells a run.json that was copied with its folder, whose
	// sockets are another server's.
	Cluster string `json:"cluster"`
}

func runPath(dir string) string { return filepath.Join(dir, "run.json") }

// socketFile is how Postgres names the socket in its folder.
func socketFile(dir string, port int) string {
	return filepath.Join(dir, fmt.Sprintf(".s.PGSQL.%d", port))
}

// socketDir returns a folder for the sockets. That of the last run is used
// again where possible, so that other processes, which know its path, reach the
// server again after a crash. A new one is named in run.json before it is made:
// whoever starts after a kill finds it, and it is not left behind.
func (s *Server) socketDir(ctx context.Context) (string, error) {
	if old := s.run.Socket; old != "" && s.run.Cluster == s.cluster.path && s.reclaim(ctx, old) {
		return old, nil
	}
	for _, base := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		dir := filepath.Join(base, "motcua-"+rand.Text()[:10])
		if !fits(dir) {
			continue
		}
		s.run = run{Socket: dir, Port: socketPort, Cluster: s.cluster.path}
		if err := writeJSON(runPath(s.dir), s.run); err != nil {
			return "", fmt.Errorf("record socket folder: %w", err)
		}
		if os.Mkdir(dir, 0o700) == nil && s.canUse(ctx, dir) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("find a folder for sockets: %s and /tmp are not writable, too long or closed to the server's user", os.TempDir())
}

// reclaim makes the socket folder of the last run fit for use. Its place is
// open to everybody, who could have put something else there by now.
func (s *Server) reclaim(ctx context.Context, dir string) bool {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return false
	}
	fi, err := os.Lstat(dir)
	if err != nil || fi.Mode() != os.ModeDir|0o700 {
		return false
	}
	uid, _, _ := ownerOf(dir)
	if uid != os.Geteuid() && !(s.account.other && uid == s.account.uid) {
		return false
	}
	sweepSockets(dir)
	return s.canUse(ctx, dir)
}

// fits says whether a socket in the folder can be named in a socket address, and
// in the setting, which is a list: a comma or a quote would end the path.
func fits(dir string) bool {
	return len(socketFile(dir, socketPort)) <= maxSocketPath && !strings.ContainsAny(dir, `,"`)
}

// canUse gives an empty folder to the server's user, who may get to it; else it is
// removed.
func (s *Server) canUse(ctx context.Context, dir string) bool {
	if s.account.give(dir) == nil {
		if enter, err := s.account.canEnter(ctx, s.installation, dir); err == nil && enter {
			return true
		}
	}
	os.Remove(dir)
	return false
}

// sweepSockets removes what a dead server left in its socket folder.
func sweepSockets(dir string) {
	for _, name := range []string{"", ".lock"} {
		os.Remove(socketFile(dir, socketPort) + name)
	}
	os.Remove(filepath.Join(dir, passwordFile))
}

// forget removes run.json and the socket folder it names, which may have
// changed since this process came. The folder goes only when nothing else is in
// it: its path was read from a file.
func (s *Server) forget() error {
	var last run
	if err := readJSON(runPath(s.dir), &last); err == nil && last.Socket != "" && last.Cluster == s.cluster.path {
		sweepSockets(last.Socket)
		os.Remove(last.Socket)
	}
	if err := os.Remove(runPath(s.dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove run.json: %w", err)
	}
	return nil
}
