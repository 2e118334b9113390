package private

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// patience is how long a living server may be unreachable before it counts as
// broken: many times what an orphaned back end needs to notice that its
// postmaster is gone.
const patience = 20 * time.Second

// patienceNoSocket is the same for a server whose socket file is gone, which
// nothing brings back: long enough for one that is about to end by itself.
const patienceNoSocket = 2 * time.Second

// adopt takes over the server of this folder if one lives, whoever started it.
// It reports false when none does.
func (s *Server) adopt(ctx context.Context) (bool, error) {
	for end := time.Now().Add(patience); ; {
		pm, alive, err := s.look()
		if err != nil || !alive {
			return false, err
		}
		err = s.ping(ctx, pm.socket, pm.port)
		switch {
		case err == nil:
			return true, s.takeOver(pm)
		case refused(err):
			return false, fmt.Errorf("join running Postgres: %w", err)
		case busyStarting(err):
			end = time.Now().Add(patience)
		case socketGone(pm):
			end = earlier(end, time.Now().Add(patienceNoSocket))
		}
		if time.Now().After(end) {
			return false, s.removeBroken(pm)
		}
		if err := sleep(ctx, pollEvery); err != nil {
			return false, err
		}
	}
}

// look finds out whether any process of this folder's server lives. The
// postmaster is zero when that process is not, or not yet, one that listens.
func (s *Server) look() (pm postmaster, alive bool, err error) {
	pm, err = readPostmaster(s.cluster.path)
	if err != nil {
		return postmaster{}, false, err
	}
	held, err := s.locks.serverAlive()
	if err != nil || held {
		return pm, held, err
	}
	// A server started by hand holds no lock of ours.
	return pm, pm.of(s.cluster.path) && pm.running(), nil
}

// takeOver records the server found. run.json may be older than it, or lost.
func (s *Server) takeOver(pm postmaster) error {
	s.opts.Log.Info("private Postgres joined", "pid", pm.pid, "cluster", s.cluster.path)
	if s.run.Pid == pm.pid && s.run.Socket == pm.socket && s.run.Cluster == s.cluster.path {
		return nil
	}
	s.run = run{Pid: pm.pid, Socket: pm.socket, Port: pm.port, Cluster: s.cluster.path, Started: time.Now()}
	return writeJSON(runPath(s.dir), s.run)
}

// removeBroken stops a server that lives but cannot be reached.
func (s *Server) removeBroken(pm postmaster) error {
	if !pm.running() {
		return fmt.Errorf("a Postgres process holds %s but cannot be reached from here: it may be finishing, or run in another container; try again when it has ended",
			s.locks.server)
	}
	s.opts.Notify(fmt.Sprintf("the Postgres of this folder (pid %d) does not answer: starting it anew", pm.pid))
	return s.stopProcess(pm)
}

// socketGone reports whether the server has had a socket that is no longer there.
func socketGone(pm postmaster) bool {
	if pm.socket == "" {
		return false
	}
	_, err := os.Stat(socketFile(pm.socket, pm.port))
	return errors.Is(err, fs.ErrNotExist)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// errRecovering says that the server reads what is to be restored, and takes
// nothing yet.
var errRecovering = errors.New("it is still being restored")

// ping logs in once. A server that is restored from a backup lets people in before
// they can write; one that is a standby stays so.
func (s *Server) ping(ctx context.Context, socket string, port int) error {
	if socket == "" {
		return errors.New("it does not listen yet")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, connString(socket, port, RoleAdmin, s.passwords[RoleAdmin], "postgres"))
	if err != nil {
		if code(err) == "53300" { // too many connections: alive and well used
			return nil
		}
		return err
	}
	var recovering bool
	err = conn.QueryRow(ctx, `select pg_is_in_recovery()`).Scan(&recovering)
	if err = errors.Join(err, conn.Close(ctx)); err != nil || !recovering {
		return err
	}
	if _, err := os.Stat(filepath.Join(s.cluster.path, "standby.signal")); err == nil {
		return nil
	}
	return errRecovering
}

func code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// busyStarting reports whether the server itself said "not yet" (or "no more").
func busyStarting(err error) bool { return code(err) == "57P03" || errors.Is(err, errRecovering) }

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
