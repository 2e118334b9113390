package private

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
)

// Options says which private server to open.
type Options struct {
	// Dir is the data folder. It is made when missing.
	Dir string
	// Log takes what an operator may want to read later; nil drops it.
	Log *slog.Logger
	// BinDirs are the folders to look for Postgres programs in; nil means
	// PATH, pg_config and the places where the usual packages put them.
	BinDirs []string
	// StateDir is where a cluster goes that cannot live in Dir because the
	// server's user may not enter it. Empty means the system's own place,
	// such as /var/lib.
	StateDir string
	// Notify takes sentences for the person who started motcua; nil sends
	// them to Log.
	Notify func(string)
	// Fast trades safety after a power cut for speed, and allows more
	// connections: for throw-away servers only. It counts for the process
	// that starts the server; one that joins takes the server as it is.
	Fast bool
}

// withDefaults fills in what nil and empty stand for, and makes Dir absolute.
func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, fmt.Errorf("no data folder given")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return o, fmt.Errorf("find data folder: %w", err)
	}
	o.Dir = dir
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Notify == nil {
		o.Notify = func(text string) { o.Log.Info(text) }
	}
	if o.StateDir == "" {
		o.StateDir = defaultStateDir()
	}
	return o, nil
}

func defaultStateDir() string {
	if runtime.GOOS == "darwin" {
		return "/var/db"
	}
	return "/var/lib"
}

// makeDir makes the data folder and returns its path without symbolic links,
// so that two processes that name it differently mean the same cluster.
func makeDir(dir string) (string, error) {
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", fmt.Errorf("make data folder: %w", err)
		}
		// Root's server runs as another user, who must pass through.
		mode := os.FileMode(0o700)
		if os.Geteuid() == 0 {
			mode = 0o711
		}
		if err := os.Chmod(dir, mode); err != nil {
			return "", fmt.Errorf("make data folder: %w", err)
		}
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", fmt.Errorf("find data folder: %w", err)
	}
	return real, nil
}
