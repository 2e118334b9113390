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
	pm, written, err := readPostmaster(s.cluster.path)
	if err != nil {
		return err
	}
	held, err := s.locks.serverAlive()
	if err != nil {
		return err
	}
	if written && pm.running() && (held || pm.of(s.cluster.path)) {
		if err := s.stopProcess(pm); err != nil {
			return err
		}
	}
	s.forget()
	return nil
}

// stopProcess asks for a fast shutdown, in which clients are disconnected and
// nothing has to be repaired at the next start, and waits for its end.
func (s *Server) stopProcess(pm postmaster) error {
	if err := syscall.Kill(pm.pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop Postgres (pid %d): %w", pm.pid, err)
	}
	asked := time.Now()
	for pm.running() {
		if time.Since(asked) > stopWithin {
			return fmt.Errorf("Postgres (pid %d) was asked to stop and did not within %s; it is left running, and the next start takes it over%s",
				pm.pid, stopWithin, s.quote(asked))
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
