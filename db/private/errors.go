package private

import (
	"fmt"
	"strings"
)

// NotInstalledError says that no usable Postgres server is installed.
type NotInstalledError struct {
	// TooOld are the installations found that motcua cannot use.
	TooOld []Installation
}

func (e *NotInstalledError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "no Postgres server of version %d or newer is installed", oldestMajor)
	if len(e.TooOld) > 0 {
		fmt.Fprintf(&b, " (found %s)", list(e.TooOld))
	}
	b.WriteString(`; install one and try again:
  Debian, Ubuntu  apt-get install postgresql
  macOS           brew install postgresql@15    (or newer)
  Fedora          dnf install postgresql-server postgresql-contrib`)
	return b.String()
}

// VersionError says that a cluster's own Postgres version is not installed.
type VersionError struct {
	// Cluster is the folder of the cluster.
	Cluster string
	// Major is the version that made it.
	Major int
	// Installed are the versions that were found instead.
	Installed []Installation
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("the cluster in %s was made by Postgres %d, which is not installed (found %s): "+
		"install Postgres %d again, or move the records with its pg_dump",
		e.Cluster, e.Major, list(e.Installed), e.Major)
}

func list(found []Installation) string {
	if len(found) == 0 {
		return "none"
	}
	names := make([]string, len(found))
	for i, in := range found {
		names[i] = fmt.Sprintf("%s in %s", in.Version, in.BinDir)
	}
	return strings.Join(names, ", ")
}
