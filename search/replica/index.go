package replica

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"motcua"
)

// Options are what an [Index] needs from its surroundings.
type Options struct {
	Log   *slog.Logger // nil: nothing is logged
	Clock motcua.Clock // nil: the system's
	// Searches bounds how many run at once; 0 is twice the processors. More
	// wait for their turn, until their context ends.
	Searches int
	// Belongs is the change log as it stands. An index of another one is begun anew
	// before it answers anything: after a restore to an earlier point it is ahead
	// of the database. The zero value takes what is there.
	Belongs motcua.Position
	// Spare is where a folder is made for the index while its own cannot be
	// written to; "" is nowhere, and then it grows old.
	Spare string
	// CheckEvery is how often all files are compared with their checksums while
	// they serve; 0 is [DefaultCheckEvery].
	CheckEvery time.Duration
}

// Index is an index of one kind with its columns. It may be used by several
// goroutines.
type Index[E Entry, V any] struct {
	opts   Options
	kind   *Kind[E, V]
	folder *folder
	turns  chan struct{} // one for each search that may run

	mu       sync.Mutex
	current  *generation[E, V]
	swapped  chan struct{} // closed when another generation serves
	last     int           // number of the newest generation, torn ones included
	ready    chan struct{} // closed when the serving generation has a position
	progress *progress     // of the rebuild that runs, if one does
	closed   bool
	damages  int       // found since the start
	damage   Damage    // the last of them
	checked  time.Time // when all files were last found whole
	unread   string    // why some could not be looked at since; "" where all were
	disk     string    // why the disk does not take what is written; "" where it does

	suspect atomic.Bool // a check is wanted at once

	rebuilding sync.Mutex // held by a rebuild
	applied    struct {
		mu sync.Mutex
		at time.Time // when the copy was last known to be up to date
	}
}

// Open opens the index in a folder, or begins an empty one there. It takes the
// folder's lock; where another holds it, the error is a [LockedError]. What
// cannot be read is put aside, with the reason logged, and begun anew; what
// was made by another version of this package is removed.
func Open[E Entry, V any](dir string, kind Kind[E, V], opts Options) (*Index[E, V], error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Searches <= 0 {
		opts.Searches = 2 * runtime.GOMAXPROCS(0)
	}
	if opts.CheckEvery == 0 {
		opts.CheckEvery = DefaultCheckEvery
	}
	f, err := openFolder(dir)
	if ofStorage(err) && opts.Spare != "" {
		opts.Log.Error("the folder of the index cannot be used; a spare one is used until the next start", "reason", err)
		f, err = openSpare(opts.Spare)
	}
	if err != nil {
		return nil, err
	}
	x := &Index[E, V]{
		opts: opts, kind: &kind, folder: f, turns: make(chan struct{}, opts.Searches),
		swapped: make(chan struct{}), ready: make(chan struct{}),
	}
	if err := x.openCurrent(); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return x, nil
}

// openCurrent opens the serving generation, or begins an empty one.
func (x *Index[E, V]) openCurrent() error {
	n, err := x.folder.current()
	if err != nil {
		x.opts.Log.Error("the index is begun anew", "reason", err)
	}
	if n == 0 && err == nil && x.folder.generations() > 0 {
		x.opts.Log.Error("the index is begun anew", "reason", currentName+" is missing")
	}
	if err := x.folder.sweep(n); err != nil {
		x.opts.Log.Warn("old generations of the index are left behind", "reason", err)
	}
	x.last = n
	if n > 0 {
		if x.current = x.openOrQuarantine(n); x.current != nil {
			x.noteReady()
			return nil
		}
	}
	g, err := x.create()
	if err != nil {
		return err
	}
	x.current = g
	return x.name(g)
}

// name has the next start open a generation, unless it is in a spare folder.
func (x *Index[E, V]) name(g *generation[E, V]) error {
	if g.spare {
		return nil
	}
	return x.folder.setCurrent(g.number)
}

// openOrQuarantine gives nil for a generation that cannot serve.
func (x *Index[E, V]) openOrQuarantine(n int) *generation[E, V] {
	path := x.folder.path(n)
	g, err := openGeneration(x.kind, n, path)
	switch {
	case err == nil && g.position == nil:
		x.opts.Log.Warn("the index is not complete; it will be built")
		return g
	case err == nil && x.opts.Belongs != (motcua.Position{}) && !g.position.SameLog(x.opts.Belongs):
		x.opts.Log.Warn("the index is of another history of the database; it is begun anew")
		if err := errors.Join(g.close(), g.remove()); err != nil {
			x.opts.Log.Warn("the index before is left behind", "reason", err)
		}
	case err == nil:
		return g
	case errors.Is(err, errOtherForm):
		x.opts.Log.Info("the index is begun anew", "reason", err)
	case ofStorage(err), unreadable(err):
		x.opts.Log.Error("the index cannot be opened; it is begun anew", "reason", err)
	default:
		x.note(x.damageOf(err, false))
		x.opts.Log.Error("the index is damaged; it is put aside and begun anew", "reason", err)
		if err := x.folder.quarantine(n); err != nil {
			x.opts.Log.Error("the damaged index could not be put aside", "reason", err)
		}
	}
	return nil
}

var errClosed = &motcua.Error{Kind: motcua.KindUnavailable, Message: "the index is closed"}

// errNotReady is the answer while the first index is being built.
var errNotReady = &motcua.Error{Kind: motcua.KindUnavailable, Message: "the index is being built"}

// Ready says whether questions are answered: the index has been complete, and
// is not damaged. It may be behind.
func (x *Index[E, V]) Ready() bool {
	g, _ := x.serving()
	return x.complete() && g != nil && !g.refuses()
}

func (x *Index[E, V]) complete() bool {
	select {
	case <-x.ready:
		return true
	default:
		return false
	}
}

// WaitReady returns when the index has been complete, or with the context's error.
func (x *Index[E, V]) WaitReady(ctx context.Context) error {
	select {
	case <-x.ready:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the index: %w", ctx.Err())
	}
}

// noteReady opens ready once the serving generation has a position.
func (x *Index[E, V]) noteReady() {
	p := x.current.published.Load()
	if p != nil && p.Position != nil && !x.complete() {
		close(x.ready)
	}
}

// Close gives the folder back. Searches that run are ended by their own means;
// Run must have returned.
func (x *Index[E, V]) Close() error {
	x.mu.Lock()
	g := x.current
	x.current = nil
	closed := x.closed
	x.closed = true
	x.mu.Unlock()
	if closed {
		return nil
	}
	var err error
	if g != nil {
		err = g.closeSafely()
		if g.spare {
			err = errors.Join(err, g.remove())
		}
	}
	return errors.Join(err, x.folder.close())
}
