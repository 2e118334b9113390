package private

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// keepEvery is how often a kept server is looked at: a file and an entry in
// /proc are read. It is the most by which an outage is longer than it must be.
const keepEvery = 250 * time.Millisecond

// keepWait is the wait after a start that failed, such as on a full disk.
const keepWait = 2 * time.Second

// errMoved says that the server had to take another place for its sockets,
// where the connections of this process do not look.
var errMoved = errors.New("the private Postgres was started again under another socket folder; start the program again")

// Keep starts the server again whenever it ends while this process uses it, as
// after a crash or when the kernel killed it for want of memory. What fails is
// logged and tried again. It returns the context's error, or what only a new
// start of the program helps against.
func (s *Server) Keep(ctx context.Context) error {
	wait := keepEvery
	for {
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		wait = keepEvery
		if pm, err := readPostmaster(s.cluster.path); err == nil && pm.running() {
			continue
		}
		err := s.again(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errMoved):
			return err
		case err != nil:
			s.opts.Log.Error("the private Postgres has ended and could not be started; trying again", "error", err, "wait", keepWait)
			wait = keepWait
		}
	}
}

// again brings the server back, unless another process does, under the lock
// that everybody takes who starts or stops it. What this process told of the
// server stays true: connections find the new one where the old one was.
func (s *Server) again(ctx context.Context) (err error) {
	if err := s.locks.begin(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.locks.end()) }()
	anew := &Server{opts: s.opts, dir: s.dir, locks: s.locks}
	if err := anew.ensure(ctx); err != nil {
		return fmt.Errorf("keep private Postgres in %s: %w", s.dir, err)
	}
	if anew.run.Socket != s.run.Socket || anew.run.Port != s.run.Port {
		return errMoved
	}
	if anew.run.Pid != s.run.Pid {
		s.opts.Log.Warn("the private Postgres had ended; it runs again", "pid", anew.run.Pid)
	}
	return nil
}
