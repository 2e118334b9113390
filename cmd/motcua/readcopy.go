package main

import (
	"context"
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
