package private

import (
	"context"
	"fmt"
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

// socketDir returns a folder for the sockets. That of the last run is used
// again when it is still there, so that other processes, which know its path,
// reach the server again after a crash.
func (s *Server) socketDir(ctx context.Context) (string, error) {
	old := s.run.Socket
	if fi, err := os.Lstat(old); old != "" && s.run.Cluster == s.cluster.path && err == nil &&
		fi.IsDir() && fi.Mode().Perm() == 0o700 {
		sweepSockets(old)
		if err := s.account.give(old); err == nil {
			return old, nil
		}
	}
	for _, base := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if dir, ok := s.makeSocketDir(ctx, base); ok {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no folder for sockets: %s and /tmp are not writable, too long or closed to the server's user", os.TempDir())
}

func (s *Server) makeSocketDir(ctx context.Context, base string) (string, bool) {
	dir, err := os.MkdirTemp(base, "motcua-")
	if err != nil {
		return "", false
	}
	socket := filepath.Join(dir, fmt.Sprintf(".s.PGSQL.%d", socketPort))
	// The setting is a list: a comma or a quote would end the path.
	if len(socket) <= maxSocketPath && !strings.ContainsAny(dir, `,"`) && s.account.give(dir) == nil &&
		(!s.account.other || s.account.canEnter(ctx, s.installation, dir)) {
		return dir, true
	}
	os.Remove(dir)
	return "", false
}

// sweepSockets removes what a dead server left in its socket folder.
func sweepSockets(dir string) {
	for _, name := range []string{"", ".lock"} {
		os.Remove(filepath.Join(dir, fmt.Sprintf(".s.PGSQL.%d%s", socketPort, name)))
	}
	os.Remove(filepath.Join(dir, passwordFile))
}

// forget removes run.json and the socket folder. The folder goes only when
// nothing is left in it: its path was read from a file.
func (s *Server) forget() {
	if s.run.Socket != "" && s.run.Cluster == s.cluster.path {
		sweepSockets(s.run.Socket)
		os.Remove(s.run.Socket)
	}
	os.Remove(runPath(s.dir))
	s.run = run{}
}
