package private

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Server is this process's share in a running private Postgres.
type Server struct {
	opts         Options
	dir          string
	locks        *locks
	account      account
	installation Installation // only set by the process that starts the server
	cluster      cluster
	passwords    passwords
	run          run

	closing  sync.Once
	closeErr error
}

// Open starts, or joins, the private Postgres of a data folder, and makes it
// first where there is none. When the context ends before that is done, no
// process is left behind.
func Open(ctx context.Context, opts Options) (*Server, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("open private Postgres: %w", err)
	}
	s := &Server{opts: opts}
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("open private Postgres in %s: %w", opts.Dir, err)
	}
	return s, nil
}

func (s *Server) open(ctx context.Context) (err error) {
	if s.dir, err = makeDir(s.opts.Dir); err != nil {
		return err
	}
	if s.locks, err = newLocks(s.dir); err != nil {
		return err
	}
	if err := s.locks.begin(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.locks.end()) }()
	if err := s.locks.join(ctx); err != nil {
		return err
	}
	if err := s.ensure(ctx); err != nil {
		return errors.Join(err, s.leave())
	}
	return nil
}

// ensure brings the folder, from whatever state it was left in, to a running
// server with everything in it.
func (s *Server) ensure(ctx context.Context) error {
	known, err := s.load()
	if err != nil {
		return err
	}
	running, err := s.adopt(ctx)
	if err != nil {
		return err
	}
	if !running {
		if err := s.start(ctx, known); err != nil {
			return err
		}
	}
	return s.bootstrap(ctx)
}

// load reads what the folder says; known is false while it has no cluster and
// no place for one.
func (s *Server) load() (known bool, err error) {
	// An unreadable run.json is as good as none: postmaster.pid and the
	// locks say what runs.
	if err := readJSON(runPath(s.dir), &s.run); err != nil {
		s.opts.Log.Warn("run.json is ignored", "error", err)
		s.run = run{}
	}
	if s.cluster, known, err = loadCluster(s.dir); err != nil {
		return false, err
	}
	major, err := s.cluster.major()
	if err != nil {
		return false, err
	}
	if s.passwords, err = loadPasswords(s.dir, major > 0); err != nil {
		return false, err
	}
	if s.account, err = accountFor(s.cluster.path); err != nil {
		return false, err
	}
	return known, nil
}

// start starts the server, on a new cluster where there is none.
func (s *Server) start(ctx context.Context, known bool) error {
	major, err := s.cluster.major()
	if err != nil {
		return err
	}
	if err := s.install(ctx, major); err != nil {
		return err
	}
	if !known {
		if err := s.place(ctx); err != nil {
			return err
		}
	}
	socket, err := s.socketDir(ctx)
	if err != nil {
		return err
	}
	s.run = run{Socket: socket, Port: socketPort, Cluster: s.cluster.path}
	if err := writeJSON(runPath(s.dir), s.run); err != nil {
		return fmt.Errorf("record socket folder: %w", err)
	}
	if major == 0 {
		s.opts.Notify(fmt.Sprintf("making a private Postgres %s in %s", s.installation.Version, s.cluster.path))
		if err := s.initdb(ctx); err != nil {
			return err
		}
	}
	return s.launch(ctx)
}

// install finds the programs to run, and makes sure that the account can.
func (s *Server) install(ctx context.Context, major int) (err error) {
	dirs := s.opts.BinDirs
	if dirs == nil {
		dirs = binDirs(ctx)
	}
	s.installation, err = choose(find(ctx, dirs), major, s.cluster.path)
	if ctx.Err() != nil {
		return ctx.Err() // which is why nothing was found
	}
	if err != nil {
		return err
	}
	if err := s.account.probe(ctx, s.installation, "/"); err != nil {
		return err
	}
	if major == 0 {
		return nil
	}
	enter, err := s.account.canEnter(ctx, s.installation, s.cluster.path)
	if err == nil && !enter {
		return fmt.Errorf("user %s, who runs Postgres, may no longer enter %s: open the folders above it to that user",
			s.account.name, s.cluster.path)
	}
	return err
}

// Program gives the path of one of the programs that came with this server, such
// as pg_dump: those of another version may not understand it.
func (s *Server) Program(name string) string { return s.installation.program(name) }

// URL returns the connection string of a role for the database motcua.
func (s *Server) URL(role Role) string { return s.DatabaseURL(role, Database) }

// DatabaseURL returns the connection string of a role for any database, such
// as "postgres", from which RoleAdmin makes and clones others.
func (s *Server) DatabaseURL(role Role, database string) string {
	return connString(s.run.Socket, s.run.Port, role, s.passwords[role], database)
}

func connString(socket string, port int, role Role, password, database string) string {
	u := url.URL{
		Scheme: "postgres",
		User:   url.UserPassword(string(role), password),
		Path:   "/" + database,
		RawQuery: url.Values{
			"host":    {socket},
			"port":    {strconv.Itoa(port)},
			"sslmode": {"disable"},
			// Keeps out PGOPTIONS, which is meant for another database.
			"options": {""},
		}.Encode(),
	}
	return u.String()
}

// closeWithin is how long Close waits for another process that is starting or
// stopping the server.
const closeWithin = 2 * time.Minute

// Close gives up this process's share. The last one out stops the server.
// Closing twice does nothing more.
func (s *Server) Close() error {
	s.closing.Do(func() {
		if err := s.close(); err != nil {
			s.closeErr = fmt.Errorf("close private Postgres in %s: %w", s.dir, err)
		}
	})
	return s.closeErr
}

func (s *Server) close() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	if err := s.locks.begin(ctx); err != nil {
		// Whoever holds it uses the server, and will be the last one out.
		return errors.Join(err, s.locks.gone())
	}
	defer func() { err = errors.Join(err, s.locks.end()) }()
	return s.leave()
}
