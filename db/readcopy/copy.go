package readcopy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"motcua"
	"motcua/db"
)

// Limits of a copy.
const (
	// saveInterval is how long a position may stand unsaved to which no row belongs.
	saveInterval = time.Second
	// freshFor is for how long after the last word of the log the copy counts as
	// up to date. Followers look every two seconds at the latest.
	freshFor = 10 * time.Second
	// openTimeout is how long another process may hold the file.
	openTimeout = time.Second
)

// The files of a copy's folder.
const (
	fileName  = "catalogue.db"
	buildName = "catalogue.new"
)

var errNotReady = &motcua.Error{Kind: motcua.KindUnavailable, Message: "the copy of the catalogue is being made"}

// Options of a copy.
type Options struct {
	Log   *slog.Logger
	Clock motcua.Clock
	// Contents keeps what versions say in memory; nil keeps nothing.
	Contents *db.ContentCache
}

// Copy is a node's copy of the catalogue. Its methods may be called by many at
// once.
type Copy struct {
	dir      string
	log      *slog.Logger
	clock    motcua.Clock
	contents *db.ContentCache

	file    atomic.Pointer[held] // nil: there is none
	states  atomic.Pointer[state]
	stating sync.Mutex
}

// state is how the copy stands.
type state struct {
	position *motcua.Position // nil: there is no copy
	heard    time.Time        // when the log was last heard of
	follows  bool             // since this process began
	saved    time.Time
	building bool
}

// Open opens the copy in a folder. One that is missing, damaged or of another
// form is no error: it is made anew by Run.
func Open(dir string, opts Options) (*Copy, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Contents == nil {
		opts.Contents = db.NewContentCache(0)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the copy of the catalogue: %w", err)
	}
	c := &Copy{dir: dir, log: opts.Log, clock: opts.Clock, contents: opts.Contents}
	c.states.Store(&state{})
	file, m, err := openFile(c.path(fileName))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return c, nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("another process uses the copy of the catalogue in %s", dir)
	case err != nil:
		c.log.Warn("the copy of the catalogue cannot be used and is made anew", "reason", err)
		return c, nil
	}
	c.file.Store(hold(file))
	c.change(func(s *state) { s.position, s.heard = &m.Position, m.Heard })
	return c, nil
}

func (c *Copy) path(name string) string { return filepath.Join(c.dir, name) }

// openFile opens a file and reads all of it, so that nothing damaged is served.
func openFile(path string) (file *bolt.DB, m *meta, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, nil, err
	}
	err = guarded(func() error {
		// Opened for reading nothing is made of the file but what is read here:
		// bbolt's own check, and its search for free pages, panic where nobody can
		// catch it.
		if file, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: openTimeout, ReadOnly: true}); err != nil {
			return err
		}
		if m, err = checkFile(file); err != nil {
			return err
		}
		if err = file.Close(); err != nil {
			return err
		}
		file, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: openTimeout})
		return err
	})
	if err != nil && file != nil {
		_ = guarded(file.Close) // the first error is the one to tell
		file = nil
	}
	return file, m, err
}

func checkFile(file *bolt.DB) (m *meta, err error) {
	err = file.View(func(tx *bolt.Tx) error {
		if m, err = readMeta(tx); err != nil {
			return err
		}
		if m.Format != format {
			return errors.New("it is of another form")
		}
		for _, t := range tables {
			if err := t.check(tx); err != nil {
				return err
			}
		}
		return nil
	})
	return m, err
}

// guarded makes errors of panics and of faults in the mapped file, which is all
// that a damaged one gives.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errDamaged, r)
		}
	}()
	return f()
}

// Close gives the file back.
func (c *Copy) Close() error {
	if file := c.file.Swap(nil); file != nil {
		return file.closeSafely()
	}
	return nil
}

func (c *Copy) state() *state { return c.states.Load() }

func (c *Copy) change(f func(*state)) {
	c.stating.Lock()
	defer c.stating.Unlock()
	next := *c.state()
	f(&next)
	c.states.Store(&next)
}

// view reads in one state of the copy.
func (c *Copy) view(ctx context.Context, f func(*bolt.Tx) error) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		file := c.file.Load()
		if file == nil {
			return errNotReady
		}
		err := guarded(func() error { return file.View(f) })
		switch {
		case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
			continue // another one serves since
		case errors.Is(err, errDamaged):
			c.noteDamage(file, err)
			return &motcua.Error{Kind: motcua.KindUnavailable, Message: "the copy of the catalogue is damaged and made anew", Err: err}
		}
		return err
	}
}

// noteDamage tells Run that the copy has to be made anew. Nothing is read from
// the file any more.
func (c *Copy) noteDamage(file *held, err error) {
	if !errors.Is(err, errDamaged) || !c.file.CompareAndSwap(file, nil) {
		return // another one serves, which is whole
	}
	c.log.Error("the copy of the catalogue is damaged and made anew", "reason", err)
	c.change(func(s *state) { s.position = nil })
	go func() {
		if err := file.closeSafely(); err != nil {
			c.log.Warn("the damaged copy of the catalogue was not closed", "error", err)
		}
	}()
	close(file.broken)
}

// Status is how a copy stands.
type Status struct {
	Ready    bool             `json:"ready"`
	Building bool             `json:"building,omitempty"`
	Position *motcua.Position `json:"position,omitempty"`
	Heard    time.Time        `json:"heard,omitzero"`
	Bytes    int64            `json:"bytes"`
	Rows     map[string]int   `json:"rows,omitempty"`
}

// Status says how the copy stands; with rows it counts them, which takes a while.
func (c *Copy) Status(ctx context.Context, rows bool) (s Status) {
	now := c.state()
	s = Status{Ready: now.position != nil, Building: now.building, Position: now.position, Heard: now.heard}
	if info, err := os.Stat(c.path(fileName)); err == nil {
		s.Bytes = info.Size()
	}
	if rows && s.Ready {
		s.Rows = map[string]int{}
		_ = c.view(ctx, func(tx *bolt.Tx) error { // what cannot be counted is not told
			for _, t := range tables {
				s.Rows[t.title()] = t.count(tx)
			}
			return nil
		})
	}
	return s
}

// Ready says whether there is a copy to be read.
func (c *Copy) Ready() bool { return c.state().position != nil }

// Fresh says whether the copy follows the log: it is as new as the revision that
// its node claims.
func (c *Copy) Fresh() bool {
	s := c.state()
	return s.position != nil && s.follows && !s.building && c.clock().Sub(s.heard) < freshFor
}

// Heard is when the log was last heard of, or when the copy was made.
func (c *Copy) Heard() time.Time { return c.state().heard }
