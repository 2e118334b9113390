package private

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// cluster is where the records are: a PGDATA folder.
type cluster struct {
	path string
	// made is the version of the bootstrap that the cluster has been
	// through, 0 for none.
	made int
}

// clusterFile is cluster.json.
type clusterFile struct {
	// Path is relative for a cluster inside the data folder, which then can
	// be moved, and absolute for one outside.
	Path string `json:"path"`
	Made int    `json:"made"`
}

func clusterPath(dir string) string { return filepath.Join(dir, "cluster.json") }

// loadCluster returns the cluster of a data folder; known is false when its
// place is yet to be chosen, and path is then the place it would like best.
func loadCluster(dir string) (c cluster, known bool, err error) {
	f := clusterFile{}
	if err := readJSON(clusterPath(dir), &f); err != nil {
		return cluster{}, false, fmt.Errorf("find cluster: %w", err)
	}
	c = cluster{path: f.Path, made: f.Made}
	known = f.Path != ""
	if !known {
		c.path = "pg"
	}
	if !filepath.IsAbs(c.path) {
		c.path = filepath.Join(dir, c.path)
	}
	major, err := c.major()
	if err != nil {
		return cluster{}, false, err
	}
	if c.made > 0 && major == 0 {
		return cluster{}, false, fmt.Errorf("the cluster that was in %s is gone: bring it back, or delete %s and %s to begin with an empty one",
			c.path, clusterPath(dir), passwordsPath(dir))
	}
	return c, known || major > 0, nil
}

func (c cluster) save(dir string) error {
	f := clusterFile{Path: c.path, Made: c.made}
	if rel, err := filepath.Rel(dir, c.path); err == nil && filepath.IsLocal(rel) {
		f.Path = rel
	}
	if err := writeJSON(clusterPath(dir), f); err != nil {
		return fmt.Errorf("remember cluster: %w", err)
	}
	return nil
}

// major is the Postgres version that made the cluster, 0 when there is none.
func (c cluster) major() (int, error) {
	data, err := os.ReadFile(filepath.Join(c.path, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read cluster version: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return 0, fmt.Errorf("read cluster version: %w", err)
	}
	return major, nil
}

// place chooses where a new cluster goes: into the data folder, or, where the
// server's user cannot get there, to a folder of its own below the state
// folder. The choice is stored before anything is made there.
func (s *Server) place(ctx context.Context) error {
	enter, err := s.account.canEnter(ctx, s.installation, s.dir)
	if err != nil {
		return err
	}
	if !enter {
		path, err := statePlace(s.opts.StateDir, s.dir)
		if err != nil {
			return err
		}
		s.cluster.path = path
		s.opts.Notify(fmt.Sprintf("Postgres runs as user %s, who may not enter %s: its files go to %s",
			s.account.name, s.dir, path))
	}
	return s.cluster.save(s.dir)
}

var unsafeInName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// statePlace returns the first free place below the state folder named after
// dir. One that is taken belonged to a folder at the same path that has been
// deleted; its records are not ours to delete or to show.
func statePlace(stateDir, dir string) (string, error) {
	sum := sha256.Sum256([]byte(dir))
	base := unsafeInName.ReplaceAllString(filepath.Base(dir), "-")
	name := fmt.Sprintf("%.40s-%x", base, sum[:4])
	for n := 1; n < 1000; n++ {
		home := filepath.Join(stateDir, "motcua", name)
		if n > 1 {
			home = fmt.Sprintf("%s-%d", home, n)
		}
		if _, err := os.Lstat(home); errors.Is(err, fs.ErrNotExist) {
			return filepath.Join(home, "pg"), nil
		}
	}
	return "", fmt.Errorf("no free place for %s below %s", dir, stateDir)
}

// makeParent makes the folder that a cluster outside the data folder lives in.
func (c cluster) makeParent(dir string) error {
	home := filepath.Dir(c.path)
	if home == dir {
		return nil
	}
	for _, d := range []string{filepath.Dir(home), home} {
		err := os.Mkdir(d, 0o711)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = os.Chmod(d, 0o711) // whatever the umask
		}
		if err != nil {
			return fmt.Errorf("make place for cluster: %w", err)
		}
	}
	return nil
}
