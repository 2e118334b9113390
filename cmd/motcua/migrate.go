package main

import (
	"context"
	"errors"
	"fmt"

	"motcua/db"
	"motcua/db/private"
)

type migrateCmd struct {
	dataFlags
}

// Help is shown by motcua migrate --help.
func (migrateCmd) Help() string {
	return "With --database-url its role must own the database, or be allowed to create in it; the roles motcua_app and motcua_load are made where they are missing. The private Postgres is migrated by every command that opens it."
}

// Run migrates and says what it did.
func (c *migrateCmd) Run(ctx context.Context, e *env) (err error) {
	url := c.DatabaseURL
	if url == "" {
		server, err := c.openPrivate(ctx, e)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, server.Close()) }()
		url = server.URL(private.RoleOwner)
	}
	applied, err := db.Migrate(ctx, url)
	for _, version := range applied {
		fmt.Fprintf(e.out, "applied migration %d\n", version)
	}
	if err != nil {
		return err
	}
	s, err := db.SchemaAt(ctx, url)
	switch {
	case err != nil:
		return err
	case s.Newer():
		fmt.Fprintln(e.out, newerText(s))
	default:
		fmt.Fprintf(e.out, "the schema has version %d\n", s.Version)
	}
	return nil
}
