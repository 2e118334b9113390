package private

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// bootstrapVersion counts the changes to what bootstrap makes: raised, it runs
// again on older clusters.
const bootstrapVersion = 1

// bootstrap makes the roles and the database. It can be repeated at any point
// of its way, so a kill in the middle costs nothing. Extensions are not made
// here: those that motcua uses (btree_gist) are trusted, which means that the
// owner of the database may make them in a migration.
func (s *Server) bootstrap(ctx context.Context) error {
	if s.cluster.made >= bootstrapVersion {
		return nil
	}
	conn, err := pgx.Connect(ctx, s.DatabaseURL(RoleAdmin, "postgres"))
	if err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	// What a killed program had begun goes on in its session until that sees it.
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(hashtextextended('motcua.bootstrap', 0))`); err != nil {
		return fmt.Errorf("bootstrap: wait for another: %w", err)
	}
	for _, role := range []Role{RoleOwner, RoleApp, RoleLoad} {
		if err := s.makeRole(ctx, conn, role); err != nil {
			return fmt.Errorf("bootstrap: make role %s: %w", role, err)
		}
	}
	if err := makeDatabase(ctx, conn); err != nil {
		return fmt.Errorf("bootstrap: make database: %w", err)
	}
	s.cluster.made = bootstrapVersion
	return s.cluster.save(s.dir)
}

// makeRole makes a role that may log in and nothing else. The password is one
// of ours, without any sign that SQL would need quoted.
func (s *Server) makeRole(ctx context.Context, conn *pgx.Conn, role Role) error {
	verb := "create"
	if found, err := exists(ctx, conn, `select from pg_roles where rolname = $1`, string(role)); err != nil {
		return err
	} else if found {
		verb = "alter"
	}
	_, err := conn.Exec(ctx, fmt.Sprintf(
		`%s role %s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '%s'`,
		verb, role, s.passwords[role]))
	return err
}

func makeDatabase(ctx context.Context, conn *pgx.Conn) error {
	found, err := exists(ctx, conn, `select from pg_database where datname = $1`, Database)
	if err != nil {
		return err
	}
	if !found {
		if _, err := conn.Exec(ctx, fmt.Sprintf(`create database %s owner %s`, Database, RoleOwner)); err != nil {
			return err
		}
	}
	_, err = conn.Exec(ctx, fmt.Sprintf(
		`revoke connect on database %[1]s from public;
		 grant connect on database %[1]s to %[2]s, %[3]s`, Database, RoleApp, RoleLoad))
	return err
}

func exists(ctx context.Context, conn *pgx.Conn, query string, args ...any) (bool, error) {
	var found bool
	err := conn.QueryRow(ctx, `select exists (`+query+`)`, args...).Scan(&found)
	return found, err
}
