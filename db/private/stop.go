package private

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// stopWithin is how long a fast shutdown may take: it writes out what is in
// memory, at most shared_buffers, which a slow disk does in seconds.
const stopWithin = 60 * time.Second

// leave gives up this process's share in the server and stops it if that was
// the last. Only with lock.start in hand.
func (s *Server) leave() error {
	last, err := s.locks.leave()
	if err != nil || !last {
		return err
	}
	return errors.Join(s.stop(), s.locks.gone())
}

// stop ends the server if one runs.
func (s *Server) stop() error {
	if s.cluster.path == "" {
		return nil // what went wrong went wrong before there was one
	}
	pm, alive, err := s.look()
	if err != nil {
		return err
	}
	if alive && !pm.running() {
		return nil // not ours to end, such as an initdb whose motcua was killed
	}
	if alive {
		if err := s.stopProcess(pm); err != nil {
			return err
		}
		s.opts.Log.Info("private Postgres stopped", "pid", pm.pid, "cluster", s.cluster.path)
	}
	return s.forget()
}

// stopProcess asks for a fast shutdown, in which clients are disconnected and
// nothing has to be repaired at the next start, and waits for its end.
func (s *Server) stopProcess(pm postmaster) error {
	asked, before := time.Now(), s.logEnds()
	if err := syscall.Kill(pm.pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop Postgres (pid %d): %w", pm.pid, err)
	}
	for pm.running() {
		if time.Since(asked) > stopWithin {
			return fmt.Errorf("stop Postgres: pid %d did not end within %s of a fast shutdown; it is left running, and the next start takes it over%s",
				pm.pid, stopWithin, s.lastWords(before))
		}
		time.Sleep(pollEvery)
	}
	return s.awaitQuiet(stopWithin - time.Since(asked))
}

// awaitQuiet waits until no process of the server is left, its log writer
// included, which ends a moment after it.
func (s *Server) awaitQuiet(limit time.Duration) error {
	for end := time.Now().Add(limit); ; {
		alive, err := s.locks.serverAlive()
		if err != nil || !alive {
			return err
		}
		if time.Now().After(end) {
			return errors.New("processes of Postgres are left after its end")
		}
		sleep(context.Background(), pollEvery)
	}
}
