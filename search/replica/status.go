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
	// Checked is when all files were last found as they were written.
	Checked time.Time `json:"checked"`
	// Unchecked says why some could not be read and compared when that was last
	// tried; it is tried again every ten seconds. It is empty where all could.
	Unchecked string `json:"unchecked,omitempty"`
	// Damages counts what was found damaged since the start.
	Damages int     `json:"damages"`
	Damage  *Damage `json:"damage"` // the last of it; nil for none
	// Unwritable says why the disk does not take what is written; the index then
	// grows old. It is empty where all is well.
	Unwritable string `json:"unwritable,omitempty"`
	// Spare is where the index is while its own folder cannot be written to.
	Spare string `json:"spare,omitempty"`
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
	s := Status{Checked: x.checked, Unchecked: x.unread, Damages: x.damages, Unwritable: x.disk}
	if x.damages > 0 {
		last := x.damage
		s.Damage = &last
	}
	x.mu.Unlock()
	s.Ready, s.DiskBytes, s.AppliedAt = x.Ready(), diskBytes(x.folder.dir), x.appliedAt()
	if p != nil {
		s.Rebuilding = &RebuildStatus{Since: p.since, Records: int(p.records.Load())}
	}
	if g == nil {
		return s
	}
	s.Generation = g.number
	if g.spare || x.folder.spare {
		s.Spare = g.path
	}
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
