package main

import (
	"context"
	"errors"
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

// verifyRestingCopy is verifyCopy where no server has the folder. The copy is read
// on from where it rests first, as a server would at its start.
func (f dataFlags) verifyRestingCopy(ctx context.Context, e *env, log *changelog.Log, repair bool) (report *readcopy.Report, err error) {
	held, err := f.openCopy(e, db.NewContentCache(0))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	src := restingSource{log.OfRows("catalogue copy", rowsFor(held)), held}
	var found readcopy.Report
	if held.Ready() {
		found, err = held.Verify(ctx, src)
	}
	switch {
	case errors.Is(err, motcua.ErrRebuild), err == nil && !held.Ready():
		if !repair {
			return nil, nil // the next start makes one
		}
	case err != nil:
		return nil, err
	case !repair || len(found.Differences) == 0:
		return &found, nil
	}
	if err := held.Build(ctx, src.Log); err != nil {
		return nil, err
	}
	found.Renewed = true
	return &found, nil
}

// restingSource gives the rows with which a copy is compared that nobody follows
// for: before each comparison it is read on.
type restingSource struct {
	*changelog.Log
	copy *readcopy.Copy
}

// Rows implements [readcopy.Source].
func (s restingSource) Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (motcua.Position, error) {
	at := s.copy.Status(ctx, false).Position
	if at == nil {
		return motcua.Position{}, motcua.ErrRebuild
	}
	if err := s.CatchUp(ctx, *at, s.copy); err != nil {
		return motcua.Position{}, err
	}
	return s.Log.Rows(ctx, keys, each)
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
func (s copySource) Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (motcua.Position, error) {
	return s.log.Rows(ctx, keys, each)
}
