package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"motcua/db"
	"motcua/db/private"
)

// dataFlags say where the data is. Every command that touches it has them.
type dataFlags struct {
	Data        string `type:"path" default:"${data}" env:"MOTCUA_DATA" help:"Data folder: the index, and the private Postgres where no database URL is given. Default ${default}." placeholder:"DIR"`
	Keyset      string `type:"path" env:"MOTCUA_KEYSET_FILE" help:"File with the keys under which personal data is sealed (motcua keyset create). Without one, a private Postgres gets its own in the data folder; with a database URL no feedback is taken." placeholder:"FILE"`
	DatabaseURL string `env:"DATABASE_URL" help:"Database to use instead of a private Postgres; its role must be a member of motcua_app." placeholder:"URL"`
}

// database is an open database and what has to be closed after it.
type database struct {
	*db.DB
	server *private.Server // nil with a database URL
}

// openDatabase opens the database of the flags. A private one is started, or
// joined, and migrated first; another one is the affair of motcua migrate.
func (f dataFlags) openDatabase(ctx context.Context, e *env, opts db.Options) (*database, error) {
	opts.Log = e.log
	var err error
	if opts.Vault, err = f.openVault(); err != nil {
		return nil, err
	}
	if f.DatabaseURL != "" {
		d, err := db.Open(ctx, f.DatabaseURL, opts)
		if err != nil {
			return nil, err
		}
		return &database{DB: d}, nil
	}
	server, err := f.openPrivate(ctx, e)
	if err != nil {
		return nil, err
	}
	d, err := openPrivateDatabase(ctx, e, server, opts)
	if err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return &database{DB: d, server: server}, nil
}

func (f dataFlags) openPrivate(ctx context.Context, e *env) (*private.Server, error) {
	if err := os.MkdirAll(f.Data, 0o711); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	return private.Open(ctx, private.Options{
		Dir: f.Data, Log: e.log,
		Notify: func(text string) { fmt.Fprintln(e.err, text) },
	})
}

func openPrivateDatabase(ctx context.Context, e *env, server *private.Server, opts db.Options) (*db.DB, error) {
	applied, err := db.Migrate(ctx, server.URL(private.RoleOwner))
	if err != nil {
		return nil, err
	}
	if len(applied) > 0 {
		e.log.Info("schema migrated", "versions", applied)
	}
	return db.Open(ctx, server.URL(private.RoleApp), opts)
}

// Close closes the connections, then leaves the private server.
func (d *database) Close() error {
	d.DB.Close()
	if d.server != nil {
		return d.server.Close()
	}
	return nil
}

// keep has a private server come back whenever it ends; with a database URL
// that is somebody else's work.
func (d *database) keep(ctx context.Context) error {
	if d.server == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	return d.server.Keep(ctx)
}

// defaultData is the data folder where none is given: a system-wide one for
// root, else the user's own.
func defaultData() string {
	if os.Geteuid() == 0 {
		return "/var/lib/motcua/data"
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "motcua")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "motcua-data" // in the folder where the program was started
	}
	return filepath.Join(home, ".local", "share", "motcua")
}

// indexDir is the folder of the search index.
func (f dataFlags) indexDir() string { return filepath.Join(f.Data, "index") }
