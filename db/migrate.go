package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema to this program's version, under an advisory lock,
// so that several nodes starting together do it once, and then the default
// aliases. It gives the numbers of the migrations that were run. The URL's role must own the database or be
// allowed to create in it.
func Migrate(ctx context.Context, url string) (applied []int64, err error) {
	provider, close, err := provider(url)
	if err != nil {
		return nil, err
	}
	defer close()
	if current, target, err := provider.GetVersions(ctx); err == nil && current > target {
		return nil, &SchemaError{Have: current, Want: target}
	}
	results, err := provider.Up(ctx)
	for _, r := range results {
		applied = append(applied, r.Source.Version)
	}
	if err != nil {
		return applied, wrap("migrate the database", err)
	}
	return applied, seed(ctx, url)
}

func provider(url string) (*goose.Provider, func(), error) {
	conn, err := sql.Open("pgx", url)
	if err != nil {
		return nil, nil, fmt.Errorf("open the database: %w", hidePassword(err))
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, nil, err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, conn, files, goose.WithSessionLocker(locker), goose.WithAllowOutofOrder(true))
	if err != nil {
		_ = conn.Close() // the first error is the one to tell
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, func() { _ = p.Close() }, nil // closes conn as well
}

// SchemaVersion is the version of the schema that this program works with: the
// number of its last migration. Numbers may have gaps.
func SchemaVersion() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		panic("no migrations are embedded")
	}
	version, err := goose.NumericComponent(names[len(names)-1]) // Glob sorts
	if err != nil {
		panic(err) // a file without a number
	}
	return version
}

// SchemaError says that the database has another schema than the program.
type SchemaError struct{ Have, Want int64 }

func (e *SchemaError) Error() string {
	switch {
	case e.Have == 0:
		return "the database has no motcua schema yet: run motcua migrate with a role that may create it"
	case e.Have > e.Want:
		return fmt.Sprintf("the database is too new: its schema has version %d, this program knows %d. Use the newer program", e.Have, e.Want)
	}
	return fmt.Sprintf("the database is too old: its schema has version %d, this program needs %d. Run motcua migrate with the role that owns it", e.Have, e.Want)
}

// Version is the version of the database's schema; 0 where there is none.
func (d *DB) Version(ctx context.Context) (version int64, err error) {
	err = d.pool.QueryRow(ctx, `select coalesce(max(version_id), 0) from goose_db_version where is_applied`).Scan(&version)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42P01" { // undefined_table
		return 0, nil
	}
	return version, wrap("read the schema's version", err)
}

func (d *DB) checkSchema(ctx context.Context) error {
	have, err := d.Version(ctx)
	if err != nil {
		return err
	}
	if want := SchemaVersion(); have != want {
		return &SchemaError{Have: have, Want: want}
	}
	return nil
}

var _ = stdlib.GetDefaultDriver // registers "pgx" with database/sql

// MigrationsText is the text of all migrations in their order, and of the
// default rows behind them: all that Migrate makes of an empty database. A
// template database is named after its hash.
func MigrationsText() string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is constant
	}
	var all strings.Builder
	for _, name := range names {
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			panic(err) // embedded
		}
		all.Write(text)
	}
	all.WriteString(aliasesTSV)
	all.WriteString(workingDaysTSV)
	return all.String()
}
