package db

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Schema is how the schema of a database stands to this program. Versions are
// numbers of migrations; those of a schema and of a program are their last one.
type Schema struct {
	Version int64 `json:"version"` // of the database; 0 where it has no schema
	Program int64 `json:"program"` // of this program
	// Floor is the lowest version of the program that may work with the database.
	Floor int64 `json:"floor"`
	// Missing is the first migration of this program that the database lacks; 0 is
	// none.
	Missing int64 `json:"missing,omitempty"`
}

// Newer says that a later program has migrated the database.
func (s Schema) Newer() bool { return s.Version > s.Program }

// Err is a [SchemaError] where this program may not work with the database.
func (s Schema) Err() error {
	if s.Missing > 0 || s.Floor > s.Program {
		return &SchemaError{s}
	}
	return nil
}

// SchemaError says that the database has a schema that this program may not work
// with.
type SchemaError struct{ Schema }

func (e *SchemaError) Error() string {
	switch {
	case e.Version == 0:
		return "the database has no motcua schema yet: run motcua migrate with a role that may create it"
	case e.Floor > e.Program:
		return fmt.Sprintf("the database is too new: its schema has version %d and needs a program of version %d or later, this one has version %d. Use the newer program", e.Version, e.Floor, e.Program)
	case e.Newer():
		return fmt.Sprintf("the database's schema has version %d, but lacks migration %d of this program, which has version %d. Use the program that migrated it", e.Version, e.Missing, e.Program)
	}
	return fmt.Sprintf("the database is too old: its schema has version %d, this program needs %d. Run motcua migrate with the role that owns it", e.Version, e.Program)
}

// Schema reads how the database's schema stands to this program now: a later
// program may migrate it while this one serves.
func (d *DB) Schema(ctx context.Context) (Schema, error) { return readSchema(ctx, d.pool) }

func readSchema(ctx context.Context, q querier) (s Schema, err error) {
	s.Program = SchemaVersion()
	applied, err := numbers(ctx, q, `select version_id from goose_db_version where is_applied order by version_id`)
	if err != nil {
		return s, wrap("read the schema's version", err)
	}
	floor, err := numbers(ctx, q, `select version from schema_floor order by version`)
	if err != nil {
		return s, wrap("read which programs the schema is for", err)
	}
	for _, own := range programVersions() {
		if s.Missing == 0 && !slices.Contains(applied, own) {
			s.Missing = own
		}
	}
	if len(applied) > 0 {
		s.Version = applied[len(applied)-1]
	}
	if len(floor) > 0 {
		s.Floor = floor[0]
	}
	return s, nil
}

// numbers reads a column of a table; one that is not there has none.
func numbers(ctx context.Context, q querier, sql string) ([]int64, error) {
	rows, err := q.Query(ctx, sql)
	if err != nil {
		return nil, unlessMissing(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return list, unlessMissing(err)
}

func unlessMissing(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42P01" { // undefined_table
		return nil
	}
	return err
}
