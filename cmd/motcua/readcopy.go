package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
)

// copyDir is the folder of the copy of the catalogue.
func (f dataFlags) copyDir() string { return filepath.Join(f.Data, "copy") }

// openCopy opens the node's copy of the catalogue, which keeps contents in the
// memory that the database's are kept in.
func (f dataFlags) openCopy(e *env, contents *db.ContentCache) (*readcopy.Copy, error) {
	return readcopy.Open(f.copyDir(), readcopy.Options{Log: e.log, Clock: time.Now, Contents: contents})
}

// verifyCopy compares the copy with the database, and where that is asked for has
// one that differs made anew. One that is being made has nothing to compare.
func verifyCopy(ctx context.Context, f *following, repair bool) (*readcopy.Report, error) {
	if !f.copy.Ready() {
		return nil, nil
	}
	report, err := f.copy.Verify(ctx, f.rows)
	if err == nil && repair && len(report.Differences) > 0 {
		err = f.copy.Renew(ctx, "it differs from the database")
		report.Renewed = err == nil
	}
	return &report, err
}

// copyLine says how the copy stands.
func copyLine(s readcopy.Status) string {
	if !s.Ready {
		return "copy        of the catalogue is being made"
	}
	return fmt.Sprintf("copy        %d procedures and what %d versions say, %.1f MB, looked at the log %s ago",
		s.Rows["procedure"], s.Rows["content"], float64(s.Bytes)/1e6, time.Since(s.Heard).Round(time.Millisecond))
}

// rowsFor reads rows of the catalogue for a copy: not again what it holds of
// what never changes.
func rowsFor(c *readcopy.Copy) changelog.RowReader {
	return func(ctx context.Context, tx pgx.Tx, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) error {
		holds := c.Holds
		if keys == nil { // another file is being made
			holds = func(motcua.ID) bool { return false }
		}
		return db.CatalogueRows(ctx, tx, keys, holds, each)
	}
}

// copySource is the log as the copy follows it, with the rows to begin with.
type copySource struct {
	motcua.Source
	log *changelog.Log
}

// Rows implements [readcopy.Source].
func (s copySource) Rows(ctx context.Context, each func(*motcua.CatalogueRows) error) (motcua.Position, error) {
	return s.log.Rows(ctx, each)
}
