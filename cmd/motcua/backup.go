package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"motcua/db"
	"motcua/db/private"
)

type backupCmd struct {
	dataFlags
	File string `arg:"" type:"path" help:"File to write; one that is there is left alone."`
}

// Help is shown by motcua backup --help.
func (backupCmd) Help() string {
	return "Writes the private Postgres of the data folder with pg_dump, in its own form, also while a server runs. The keyset and the files of feedback are not in it: without the keyset nobody reads what is personal. Another database is backed up by those who run it."
}

// Run writes the backup under another name first, so that a file of the name
// is always whole.
func (c *backupCmd) Run(ctx context.Context, e *env) (err error) {
	if c.DatabaseURL != "" {
		return &exitError{exitUsage, errors.New("backup is for a private Postgres: back up another database with pg_dump or pg_basebackup")}
	}
	if _, err := os.Stat(c.File); err == nil {
		return &exitError{exitUsage, fmt.Errorf("%s is there already: give another name", c.File)}
	}
	server, err := c.openPrivate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	part := c.File + ".part"
	if err := reserve(part); err != nil {
		return err
	}
	if err := c.program(ctx, server, "pg_dump", "--format=custom", "--file="+part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, c.File); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "wrote %s. Keep with it, apart from it: %s and %s\n", c.File, c.keysetFile(), filepath.Join(c.Data, "files"))
	return nil
}

// reserve makes the file that pg_dump writes to, for its owner alone: what is
// not sealed, such as who did what, is in a backup too.
func reserve(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(file.Chmod(0o600), file.Close())
}

type restoreCmd struct {
	dataFlags
	File string `arg:"" type:"existingfile" help:"Backup, as motcua backup or pg_dump --format=custom wrote it."`
}

// Help is shown by motcua restore --help.
func (restoreCmd) Help() string {
	return "Puts a backup into the private Postgres of a data folder that has none yet, all of it or nothing. Put the keyset and the files of feedback into the folder as well. The indexes and the copy of the catalogue are made by the next server, also where older ones lie in the folder."
}

// Run restores into a cluster that it makes.
func (c *restoreCmd) Run(ctx context.Context, e *env) (err error) {
	if c.DatabaseURL != "" {
		return &exitError{exitUsage, errors.New("restore is for a private Postgres: restore another database with pg_restore")}
	}
	server, err := c.openPrivate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	if err := isEmpty(ctx, server.URL(private.RoleAdmin)); err != nil {
		return err
	}
	if err := c.program(ctx, server, "pg_restore", "--exit-on-error", "--single-transaction", "--dbname="+private.Database, c.File); err != nil {
		return err
	}
	d, err := openPrivateDatabase(ctx, e, server, db.Options{Log: e.log})
	if err != nil {
		return fmt.Errorf("the backup is restored, but cannot be used: %w", err)
	}
	d.Close()
	fmt.Fprintf(e.out, "restored %s into %s\n", c.File, c.Data)
	return nil
}

// isEmpty refuses a database that has tables: a restore is never into one that
// somebody uses.
func isEmpty(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var tables int
	if err := conn.QueryRow(ctx, `select count(*) from pg_tables where schemaname = 'public'`).Scan(&tables); err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	if tables > 0 {
		return &exitError{exitUsage, errors.New("the data folder has a database already: restore into a new folder, or move its pg away")}
	}
	return nil
}

// program runs one of Postgres's own. How to connect is told in its
// environment, where the password is nobody else's to see.
func (dataFlags) program(ctx context.Context, server *private.Server, name string, args ...string) error {
	to, err := pgx.ParseConfig(server.URL(private.RoleAdmin))
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, server.Program(name), args...)
	cmd.Env = append(os.Environ(), "PGHOST="+to.Host, fmt.Sprintf("PGPORT=%d", to.Port), "PGUSER="+to.User, "PGPASSWORD="+to.Password, "PGDATABASE="+to.Database, "PGOPTIONS=", "PGSSLMODE=disable")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}
