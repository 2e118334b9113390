package replica

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// stamp is how a file looks from outside. Segments are written once: one that
// looks otherwise later was changed by something else.
type stamp struct {
	size     int64
	modified time.Time
}

// stamp gives the stamps of the files that a snapshot reads, each as it was when
// the file was first seen.
func (g *generation[E, V]) stamp(reader *scorch.IndexSnapshot) map[string]stamp {
	files := map[string]stamp{}
	for _, s := range reader.Segments() {
		path := segmentPath(s)
		if path == "" {
			continue
		}
		known, ok := g.stamps[path]
		if !ok {
			info, err := os.Stat(path)
			if err != nil {
				continue // replaced by a merge already, or missing, which the check tells
			}
			known = stamp{info.Size(), info.ModTime()}
		}
		files[path] = known
	}
	g.stamps = files
	return files
}

// changed says which file was changed since it was written. A missing one is
// none: a merge takes away what it has replaced, and what is mapped into memory
// stays.
func (p *published[V]) changed() error {
	for path, was := range p.files {
		info, err := os.Stat(path)
		if err == nil && (info.Size() != was.size || !info.ModTime().Equal(was.modified)) {
			return fmt.Errorf("segment %s was changed by something else", filepath.Base(path))
		}
	}
	return nil
}
