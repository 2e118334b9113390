package private

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldestMajor is the oldest Postgres that motcua's SQL is tried on.
const oldestMajor = 15

// places are the folders, as patterns, where packages put server programs
// without putting them on PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
	"/usr/pgsql-*/bin",                                   // Fedora and RHEL, from postgresql.org
	"/usr/lib/postgresql*/bin",                           // SUSE
	"/usr/libexec/postgresql*",                           // Alpine
	"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew, Apple silicon
	"/usr/local/opt/postgresql*/bin",                     // Homebrew, Intel
	"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",     // Homebrew, Linux
	"/opt/local/lib/postgresql*/bin",                     // MacPorts
	"/Applications/Postgres.app/Contents/Versions/*/bin", // Postgres.app
	"/usr/local/pgsql/bin",                               // from source
}

// Installation is one installed Postgres server.
type Installation struct {
	// BinDir holds its programs.
	BinDir string
	// Major is its major version, such as 15.
	Major int
	// Version is its version in full, such as "15.18".
	Version string
	minor   int
}

func (in Installation) program(name string) string { return filepath.Join(in.BinDir, name) }

// binDirs lists the folders to search when the caller named none.
func binDirs(ctx context.Context) []string {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, p := range places {
		found, _ := filepath.Glob(p) // the patterns are constants, and well formed
		dirs = append(dirs, found...)
	}
	return dirs
}

// find returns the installations in dirs, the newest first.
func find(ctx context.Context, dirs []string) []Installation {
	var found []Installation
	seen := map[string]bool{}
	for _, dir := range dirs {
		bin, ok := serverBin(dir)
		if !ok || seen[bin] {
			continue
		}
		seen[bin] = true
		if in, ok := inspect(ctx, bin); ok {
			found = append(found, in)
		}
	}
	slices.SortStableFunc(found, func(a, b Installation) int {
		if a.Major != b.Major {
			return b.Major - a.Major
		}
		return b.minor - a.minor
	})
	return found
}

// serverBin returns the folder in which the programs of dir really are: a
// folder on PATH often holds links only, and each program of Postgres looks for
// the others beside itself.
func serverBin(dir string) (string, bool) {
	if !filepath.IsAbs(dir) || !executable(filepath.Join(dir, "postgres")) {
		return "", false
	}
	real, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return "", false
	}
	for _, bin := range []string{filepath.Dir(real), dir} {
		if executable(filepath.Join(bin, "postgres")) && executable(filepath.Join(bin, "initdb")) {
			return bin, true
		}
	}
	return "", false
}

func executable(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular() && fi.Mode()&0o111 != 0
}

// "postgres (PostgreSQL) 15.18 (Debian …)", "postgres (PostgreSQL) 17beta1"
var versionText = regexp.MustCompile(`\(PostgreSQL\) ((\d+)(?:\.(\d+))?\S*)`)

func inspect(ctx context.Context, bin string) (Installation, bool) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	m := versionText.FindStringSubmatch(string(out))
	if err != nil || m == nil {
		return Installation{}, false
	}
	major, _ := strconv.Atoi(m[2])
	minor, _ := strconv.Atoi(m[3]) // none in "17beta1": zero is right
	return Installation{BinDir: bin, Major: major, Version: m[1], minor: minor}, true
}

// choose picks from found, which is ordered newest first: the newest for a new
// cluster (major 0), else the newest of the version that made the cluster,
// because no other can read it.
func choose(found []Installation, major int, cluster string) (Installation, error) {
	if major == 0 {
		if len(found) == 0 || found[0].Major < oldestMajor {
			return Installation{}, &NotInstalledError{TooOld: found}
		}
		return found[0], nil
	}
	i := slices.IndexFunc(found, func(in Installation) bool { return in.Major == major })
	switch {
	case i >= 0:
		return found[i], nil
	case len(found) == 0:
		return Installation{}, &NotInstalledError{}
	}
	return Installation{}, &VersionError{Cluster: cluster, Major: major, Installed: found}
}
