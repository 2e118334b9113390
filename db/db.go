// Package db keeps the catalogue in Postgres: migrations, one file of methods
// for each noun with the SQL beside the method that runs it, and the import.
// It returns the domain types of package motcua and knows neither the index
// nor the schema.
package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/singleflight"

	"motcua"
	"motcua/db/vault"
)

// Limits of the connections.
const (
	DefaultConns     = 10
	StatementTimeout = 30 * time.Second
	IdleInTxTimeout  = 30 * time.Second
	ConnectTimeout   = 3 * time.Second
	// AcquireTimeout is how long an operation waits for a free connection.
	AcquireTimeout = 2 * time.Second
	// pingTimeout is how long a database that is opened may take to answer.
	pingTimeout = 5 * time.Second
)

// Options of a database.
type Options struct {
	Conns int // 0 means DefaultConns
	// ConnectTimeout, StatementTimeout and AcquireTimeout bound what is waited
	// for; 0 means the values above.
	ConnectTimeout, StatementTimeout, AcquireTimeout time.Duration
	// ContentBytes is about how much memory contents of versions may take that
	// were read before; 0 keeps none.
	ContentBytes int
	// ContentCache, where it is given, keeps them beside others who read contents.
	ContentCache *ContentCache
	Log          *slog.Logger
	// AllowPrivileged lets a connection be a superuser, pass row security or
	// own the tables. Only commands that need it set it; serve never does.
	AllowPrivileged bool
	// Vault seals what is personal; nil means that feedback is neither taken nor
	// acted on.
	Vault *vault.Vault
	// FocalPoint is the code of the agency that receives feedback about no known
	// procedure or agency; "" means that one has to be named.
	FocalPoint string
	// Tracer sees each statement; nil is none.
	Tracer pgx.QueryTracer
	// Observe is told of each statement; nil is nobody.
	Observe Observe
}

// DB is the catalogue in Postgres.
type DB struct {
	pool       *pgxpool.Pool
	log        *slog.Logger
	health     *health
	contents   *ContentCache
	copies     Contents                    // nil: none
	vaults     atomic.Pointer[vault.Vault] // the keys as they are now
	focalPoint string

	tree     atomic.Pointer[heldTree]
	treeRead singleflight.Group

	delegations atomic.Pointer[heldDelegations]
}

// Open connects and refuses a database whose schema this program does not know
// and, unless allowed, a role that may do more than serving needs.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database URL: %w", hidePassword(err))
	}
	cfg.MaxConns = int32(max(opts.Conns, 0))
	if cfg.MaxConns == 0 {
		cfg.MaxConns = DefaultConns
	}
	h := newHealth(cfg.ConnConfig.DialFunc)
	cfg.ConnConfig.DialFunc = h.dial
	cfg.ConnConfig.ConnectTimeout = cmp.Or(opts.ConnectTimeout, ConnectTimeout)
	cfg.ConnConfig.Tracer = tracers(opts, h)
	cfg.BeforeConnect = func(context.Context, *pgx.ConnConfig) error { return h.gate() }
	cfg.PrepareConn = func(context.Context, *pgx.Conn) (bool, error) { return !h.down(), h.gate() }
	for name, value := range map[string]string{
		"application_name":                    "motcua",
		"statement_timeout":                   millis(cmp.Or(opts.StatementTimeout, StatementTimeout)),
		"idle_in_transaction_session_timeout": millis(IdleInTxTimeout),
		"timezone":                            "UTC",
	} {
		cfg.ConnConfig.RuntimeParams[name] = value
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", hidePassword(err))
	}
	h.cut = func() { h.lines.cut(); pool.Reset() }
	d := &DB{pool: pool, health: h, log: opts.Log, contents: contentCache(opts), focalPoint: opts.FocalPoint}
	d.vaults.Store(opts.Vault)
	if err := d.check(ctx, opts); err != nil {
		pool.Close()
		return nil, err
	}
	return d, nil
}

func contentCache(opts Options) *ContentCache {
	if opts.ContentCache != nil {
		return opts.ContentCache
	}
	return NewContentCache(opts.ContentBytes)
}

// Vault gives the keys that seal what is personal; nil where there are none.
func (d *DB) Vault() *vault.Vault { return d.vaults.Load() }

// SetVault takes other keys from now on: those of a keyset file that was changed.
func (d *DB) SetVault(v *vault.Vault) { d.vaults.Store(v) }

// Close ends all connections.
func (d *DB) Close() { d.pool.Close() }

// Ping says whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	return wrap("ping the database", d.pool.Ping(ctx))
}

// Pool gives the connections to the packages below db.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

func (d *DB) check(ctx context.Context, opts Options) error {
	if err := d.Ping(ctx); err != nil {
		return err
	}
	if err := d.checkSchema(ctx); err != nil {
		return err
	}
	if opts.AllowPrivileged {
		return nil
	}
	return d.checkRole(ctx)
}

// checkRole refuses a role that row security does not bind: serving with it
// would make every rule of visibility in the database void.
func (d *DB) checkRole(ctx context.Context) error {
	var name string
	var super, bypass, owner bool
	err := d.pool.QueryRow(ctx, `
		select r.rolname, r.rolsuper, r.rolbypassrls, pg_has_role(c.relowner, 'usage')
		from pg_roles r, pg_class c
		where r.rolname = current_user and c.oid = 'procedure_version'::regclass`).Scan(&name, &super, &bypass, &owner)
	if err != nil {
		return wrap("read the rights of the database role", err)
	}
	if super || bypass || owner {
		return fmt.Errorf("the database role %q may do more than serving needs (superuser %t, passes row security %t, owns the tables %t): connect as a login role that is a member of motcua_app", name, super, bypass, owner)
	}
	return nil
}

// inTx runs f in a transaction that is rolled back when f fails. Where the
// context is that of a mutation which is asked for its revision it notes it.
func (d *DB) inTx(ctx context.Context, opts pgx.TxOptions, f func(pgx.Tx) error) error {
	if opts.AccessMode != pgx.ReadOnly && motcua.NotesCommits(ctx) {
		return d.inNotedTx(ctx, opts, f)
	}
	return Told("run a transaction", pgx.BeginTxFunc(ctx, d.pool, opts, f))
}

// wrap names the operation and turns what Postgres says into an error of the
// domain where callers act on it.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	if unavailable(err) {
		return &motcua.Error{Kind: motcua.KindUnavailable, Message: op, Err: hidePassword(err)}
	}
	return fmt.Errorf("%s: %w", op, err)
}

// Told is err, as one of kind unavailable where the database or the line to it
// is why it failed: for the packages below db.
func Told(op string, err error) error {
	var own *motcua.Error
	if !unavailable(err) || errors.As(err, &own) {
		return err
	}
	return wrap(op, err)
}

// Unavailable says whether an error is that of a database that cannot be asked
// now, and may be later.
func Unavailable(err error) bool { return err != nil && unavailable(err) }

func unavailable(err error) bool {
	var connect *pgconn.ConnectError
	var network *net.OpError
	var pg *pgconn.PgError
	switch {
	case errors.Is(err, context.Canceled):
		return false // who asked has left
	case errors.As(err, &connect), pgconn.SafeToRetry(err), errors.Is(err, errDown):
		return true
	// The server ended, or the line to it, while it was asked: nobody knows what
	// became of a write, and its key makes it safe to try again.
	case errors.As(err, &network), errors.Is(err, net.ErrClosed), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return true
	case errors.As(err, &pg):
		// Class 57P: shutting down or starting; 53: out of connections or memory.
		return pg.Code[:3] == "57P" || pg.Code[:2] == "53" || pg.Code[:2] == "08"
	}
	return lost(err)
}

// logger is the log, or one that writes nothing.
func (d *DB) logger() *slog.Logger {
	if d.log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return d.log
}

// hidePassword keeps a URL's password out of what people see: pgx already cuts
// it from connection errors, its parse error holds the whole text otherwise.
func hidePassword(err error) error {
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) {
		return errors.New("expected postgres://user:password@host:port/database or key=value pairs")
	}
	return err
}

func millis(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }
