package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateLockTimeout is how long a migration waits for a table. Whoever asks for
// the table meanwhile waits behind it, so it rather fails, and is run again.
const migrateLockTimeout = 5 * time.Second

// later are migrations of a program that is yet to come.
var later []*goose.Migration

// Foresee makes this process a later version of the program, whose last migration
// has the number and runs the statements: for tests of upgrades.
func Foresee(version int64, statements string) {
	later = append(later, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statements)
		return err
	}}, nil))
}

// Migrate brings the schema to this program's version, under an advisory lock,
// so that several nodes starting together do it once, and then the default
// aliases. It gives the numbers of the migrations that were run: none where a
// later program was there before, with whose schema this one may work. The URL's
// role must own the database or be allowed to create in it.
func Migrate(ctx context.Context, url string) (applied []int64, err error) {
	before, err := SchemaAt(ctx, url)
	if err != nil {
		return nil, err
	}
	if before.Newer() {
		return nil, before.Err()
	}
	provider, close, err := provider(url)
	if err != nil {
		return nil, err
	}
	defer close()
	results, err := provider.Up(ctx)
	for _, r := range results {
		applied = append(applied, r.Source.Version)
	}
	if err != nil {
		return applied, wrap("migrate the database", err)
	}
	return applied, seed(ctx, url)
}

// SchemaAt reads how the schema of the database at a URL stands to this program.
func SchemaAt(ctx context.Context, url string) (s Schema, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return s, wrap("connect to the database", hidePassword(err))
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	return readSchema(ctx, conn)
}

func provider(url string) (*goose.Provider, func(), error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, nil, fmt.Errorf("open the database: %w", hidePassword(err))
	}
	cfg.RuntimeParams["lock_timeout"] = millis(migrateLockTimeout)
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, nil, err
	}
	conn := stdlib.OpenDB(*cfg)
	p, err := goose.NewProvider(goose.DialectPostgres, conn, files, goose.WithSessionLocker(locker), goose.WithAllowOutofOrder(true), goose.WithGoMigrations(later...))
	if err != nil {
		_ = conn.Close() // the first error is the one to tell
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, func() { _ = p.Close() }, nil // closes conn as well
}

// SchemaVersion is the version of the schema that this program makes: the number
// of its last migration. Numbers may have gaps.
func SchemaVersion() int64 { return slices.Max(programVersions()) }

// programVersions are the numbers of all migrations of this program.
func programVersions() (list []int64) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		panic("no migrations are embedded")
	}
	for _, name := range names { // Glob sorts
		version, err := goose.NumericComponent(name)
		if err != nil {
			panic(err) // a file without a number
		}
		list = append(list, version)
	}
	for _, m := range later {
		list = append(list, m.Version)
	}
	return list
}

func (d *DB) checkSchema(ctx context.Context) error {
	s, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	return s.Err()
}

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
