package replica

import (
	"io/fs"
	"path/filepath"
	"time"

	"motcua"
)

// Status is what can be told of an index from outside.
type Status struct {
	Ready      bool             `json:"ready"`
	Position   *motcua.Position `json:"position"`  // up to which the index is complete; nil: not ready
	Revision   string           `json:"revision"`  // the position as clients see it
	Documents  int              `json:"documents"` // in Bleve
	Rows       int              `json:"rows"`      // in the columns; as many
	Generation int              `json:"generation"`
	DiskBytes  int64            `json:"diskBytes"` // all generations
	Memory     int              `json:"memory"`    // estimated bytes of the columns
	// AppliedAt is when a batch was last applied or the index was rebuilt.
	AppliedAt time.Time `json:"appliedAt"`
	// Rebuilding is nil where no rebuild runs.
	Rebuilding *RebuildStatus `json:"rebuilding"`
}

// RebuildStatus is how far a rebuild has come.
type RebuildStatus struct {
	Since   time.Time `json:"since"`
	Records int       `json:"records"` // read so far
}

// Status tells the state of the index.
func (x *Index[E, V]) Status() Status {
	x.mu.Lock()
	g, p := x.current, x.progress
	x.mu.Unlock()
	s := Status{Ready: x.Ready(), DiskBytes: diskBytes(x.folder.dir), AppliedAt: x.appliedAt()}
	if p != nil {
		s.Rebuilding = &RebuildStatus{Since: p.since, Records: int(p.records.Load())}
	}
	if g == nil {
		return s
	}
	s.Generation = g.number
	if p := g.pin(); p != nil {
		defer p.release()
		s.Position, s.Revision = p.Position, p.Revision()
		n, _ := p.Reader.DocCount() // an index that cannot be read says so in Verify
		s.Documents, s.Rows = int(n), p.Columns.Len()
		s.Memory = g.table.Bytes()
	}
	return s
}

func diskBytes(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // files come and go with merges
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
