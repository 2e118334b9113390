// Package pgtest gives a test a Postgres database of its own, cloned from a
// migrated template on a private server. The first test that asks starts the
// server, test processes share it, and the last one to end stops it. A machine
// without Postgres fails the test: there is no skipping.
package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/db"
	"motcua/db/private"
)

// Main runs a package's tests and leaves the server afterwards. Every package
// that uses New or Empty has a TestMain that calls it.
func Main(m *testing.M) {
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest: stop Postgres:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// Database is a test's own database.
type Database struct {
	Name  string
	URL   string // as motcua_app, the role that serves
	Owner string // as motcua_owner
	Admin string // as superuser
}

// New gives the test a migrated, empty database that is dropped after it.
func New(t testing.TB) Database {
	t.Helper()
	made := create(t, template(t))
	// The copied log is the template's until it is claimed.
	adminIn(t, made.Name, `select log_claim()`)
	return made
}

// Empty gives the test a database without any schema.
func Empty(t testing.TB) Database {
	t.Helper()
	return create(t, "template0")
}

// Clone gives the test a copy of another database of this package, to which
// nobody may be connected meanwhile. Its change log is still the other's.
func Clone(t testing.TB, from Database) Database {
	t.Helper()
	return create(t, from.Name)
}

// Server gives the server that the tests share.
func Server(t testing.TB) *private.Server {
	t.Helper()
	shared.once.Do(start)
	if shared.err != nil {
		t.Fatalf("pgtest: %v", shared.err)
	}
	return shared.server
}

var shared struct {
	once   sync.Once
	server *private.Server
	err    error

	templateOnce sync.Once
	template     string
	templateErr  error

	count atomic.Int64
}

const startTimeout = 2 * time.Minute

func start() {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("motcua-test-%d", os.Geteuid()))
	shared.server, shared.err = private.Open(ctx, private.Options{Dir: dir, Fast: true})
}

// template makes the migrated template once for each set of migrations, so
// that a database costs a copy instead of all migrations.
func template(t testing.TB) string {
	t.Helper()
	server := Server(t)
	shared.templateOnce.Do(func() { shared.template, shared.templateErr = makeTemplate(server) })
	if shared.templateErr != nil {
		t.Fatalf("pgtest: make the template: %v", shared.templateErr)
	}
	return shared.template
}

func makeTemplate(server *private.Server) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	sum := sha256.Sum256([]byte(db.MigrationsText()))
	name := "template_" + hex.EncodeToString(sum[:6])
	conn, err := pgx.Connect(ctx, server.DatabaseURL(private.RoleAdmin, "postgres"))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	// Test processes run side by side; one makes the template, under its final
	// name only when it is complete.
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(hashtext('pgtest'))`); err != nil {
		return "", err
	}
	var exists bool
	if err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, name).Scan(&exists); err != nil || exists {
		return name, err
	}
	making := name + "_making"
	for _, sql := range []string{
		fmt.Sprintf("drop database if exists %s with (force)", making),
		fmt.Sprintf("create database %s owner %s template template0", making, private.RoleOwner),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	if _, err := db.Migrate(ctx, server.DatabaseURL(private.RoleOwner, making)); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf("alter database %s rename to %s", making, name))
	return name, err
}

func create(t testing.TB, from string) Database {
	t.Helper()
	server := Server(t)
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), shared.count.Add(1))
	admin(t, fmt.Sprintf("create database %s owner %s template %s", name, private.RoleOwner, from))
	t.Cleanup(func() { admin(t, fmt.Sprintf("drop database if exists %s with (force)", name)) })
	return Database{
		Name:  name,
		URL:   server.DatabaseURL(private.RoleApp, name),
		Owner: server.DatabaseURL(private.RoleOwner, name),
		Admin: server.DatabaseURL(private.RoleAdmin, name),
	}
}

func admin(t testing.TB, sql string) {
	t.Helper()
	adminIn(t, "postgres", sql)
}

func adminIn(t testing.TB, database, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, Server(t).DatabaseURL(private.RoleAdmin, database))
	if err != nil {
		t.Fatalf("pgtest: connect: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("pgtest: %s: %v", sql, err)
	}
}
