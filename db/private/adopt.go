package private

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// patience is how long a living server may be unreachable before it counts as
// broken: many times what an orphaned back end needs to notice that its
// postmaster is gone.
const patience = 20 * time.Second

// adopt takes over the server of this folder if one lives, whoever started it.
// It reports false when none does.
func (s *Server) adopt(ctx context.Context) (bool, error) {
	for end := time.Now().Add(patience); ; {
		pm, written, err := readPostmaster(s.cluster.path)
		if err != nil {
			return false, err
		}
		held, err := s.locks.serverAlive()
		if err != nil {
			return false, err
		}
		// A server started by hand holds no lock of ours.
		if !held && !(written && pm.of(s.cluster.path) && pm.running()) {
			return false, nil
		}
		if written {
			err := s.ping(ctx, pm.socket, pm.port)
			if err == nil {
				return true, s.takeOver(pm)
			}
			if refused(err) {
				return false, fmt.Errorf("join running Postgres: %w", err)
			}
			if busyStarting(err) {
				end = time.Now().Add(patience)
			}
		}
		if time.Now().After(end) {
			return false, s.removeBroken(pm)
		}
		if err := sleep(ctx, pollEvery); err != nil {
			return false, err
		}
	}
}

// takeOver records the server found. run.json may be older than it, or lost.
func (s *Server) takeOver(pm postmaster) error {
	if s.run.Pid == pm.pid && s.run.Socket == pm.socket {
		return nil
	}
	s.run = run{Pid: pm.pid, Socket: pm.socket, Port: pm.port, Cluster: s.cluster.path, Started: time.Now()}
	return writeJSON(runPath(s.dir), s.run)
}

// removeBroken stops a server that lives but cannot be reached.
func (s *Server) removeBroken(pm postmaster) error {
	if !pm.running() {
		return fmt.Errorf("a Postgres process holds %s but cannot be reached from here, perhaps because it runs in another container: stop it first",
			s.locks.server)
	}
	s.opts.Notify(fmt.Sprintf("the Postgres of this folder (pid %d) does not answer: starting it anew", pm.pid))
	return s.stopProcess(pm)
}

// ping logs in once.
func (s *Server) ping(ctx context.Context, socket string, port int) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, connString(socket, port, RoleAdmin, s.passwords[RoleAdmin], "postgres"))
	if err != nil {
		if code(err) == "53300" { // too many connections: alive and well used
			return nil
		}
		return err
	}
	return conn.Close(ctx)
}

func code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// busyStarting reports whether the server itself said "not yet" (or "no more").
func busyStarting(err error) bool { return code(err) == "57P03" }

// refused reports whether the server answered and will give the same answer
// next time, such as to a wrong password.
func refused(err error) bool {
	c := code(err)
	return c != "" && c[:2] != "57"
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
