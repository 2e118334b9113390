package private

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// pollEvery is how often a lock or a server is asked again; small beside the
// second or so that starting takes.
const pollEvery = 25 * time.Millisecond

// locks are the three locks of a data folder; the package comment explains
// what each is for and why three are needed.
type locks struct {
	start  *flock.Flock
	use    *flock.Flock
	server string
}

func newLocks(dir string) (*locks, error) {
	for _, name := range []string{"lock.start", "lock", "lock.server"} {
		f, err := openOwn(filepath.Join(dir, name), os.O_RDONLY)
		if err != nil {
			return nil, fmt.Errorf("open lock: %w", err)
		}
		f.Close()
	}
	return &locks{
		start:  flock.New(filepath.Join(dir, "lock.start")),
		use:    flock.New(filepath.Join(dir, "lock")),
		server: filepath.Join(dir, "lock.server"),
	}, nil
}

// begin waits for the right to start, join or stop the server.
func (l *locks) begin(ctx context.Context) error {
	if _, err := l.start.TryLockContext(ctx, pollEvery); err != nil {
		return fmt.Errorf("wait for %s: %w", l.start.Path(), err)
	}
	return nil
}

// end gives that right back.
func (l *locks) end() error { return l.start.Close() }

// join marks this process as a user of the server. Only between begin and end.
func (l *locks) join(ctx context.Context) error {
	if _, err := l.use.TryRLockContext(ctx, pollEvery); err != nil {
		return fmt.Errorf("wait for %s: %w", l.use.Path(), err)
	}
	return nil
}

// leave takes the mark away and reports whether this process was the last.
// Only between begin and end, which is what makes the answer true for as long
// as it is acted upon.
func (l *locks) leave() (last bool, err error) {
	if err := l.use.Unlock(); err != nil {
		return false, fmt.Errorf("leave %s: %w", l.use.Path(), err)
	}
	last, err = l.use.TryLock()
	if err != nil {
		return false, fmt.Errorf("try %s: %w", l.use.Path(), err)
	}
	return last, nil
}

// gone lets go of lock for good, after the last one has stopped the server.
func (l *locks) gone() error { return l.use.Close() }

var errServerAlive = errors.New("a server process of this folder is still alive")

// takeServer locks lock.server and returns the open file, for a child to
// inherit. The lock lasts until the last copy of the file is closed. gofrs/flock
// keeps its file to itself, hence the plain call.
func (l *locks) takeServer() (*os.File, error) {
	f, err := os.Open(l.server)
	if err != nil {
		return nil, fmt.Errorf("open server lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errServerAlive
	}
	return nil, fmt.Errorf("lock %s: %w", l.server, err)
}

// serverAlive reports whether any process of the server lives.
func (l *locks) serverAlive() (bool, error) {
	f, err := l.takeServer()
	if errors.Is(err, errServerAlive) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, unlock(f)
}

// unlock lets go of the lock at once. Closing alone does so only when no copy
// of the file is left, and a program that this process is starting at the same
// moment elsewhere has one until it runs.
func unlock(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}
