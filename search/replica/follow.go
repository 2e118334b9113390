package replica

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"motcua"
)

// After an error the follower waits before it tries again, at first for a
// moment, since most pass at once, and at last for as long as people will
// wait for a change to be found.
const (
	firstWait = 100 * time.Millisecond
	lastWait  = 5 * time.Second
)

// Run follows the source until ctx ends: from the stored position where there
// is a usable one, else after a rebuild. Errors are logged and tried again.
// The error is that of ctx.
func (x *Index[E, V]) Run(ctx context.Context, src motcua.Source) error {
	watching, stop := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { x.watch(watching) })
	defer watch.Wait()
	defer stop()
	wait := firstWait
	for {
		before := x.appliedAt()
		err := x.run(ctx, src)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, errSwapped) {
			continue
		}
		x.noteDisk(err)
		if x.appliedAt().After(before) {
			wait = firstWait // it had worked for a while
		}
		x.opts.Log.Error("following the change log failed; trying again", "reason", err, "wait", wait)
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
		wait = min(2*wait, lastWait)
	}
}

// errSwapped ends the following of a generation that does not serve any more.
var errSwapped = errors.New("another generation of the index serves")

// errBroken says that a batch could not be written.
var errBroken = errors.New("the index cannot be written")

// run follows with one generation.
func (x *Index[E, V]) run(ctx context.Context, src motcua.Source) error {
	g, swapped := x.serving()
	if g == nil {
		return errClosed
	}
	g.mu.Lock()
	from := g.position
	g.mu.Unlock()
	if from == nil || g.damage.Load() != nil {
		return x.rebuildThenFollow(ctx, src)
	}
	followed, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-swapped:
			cancel(errSwapped)
		case <-g.bell.rung:
			x.noteStuck(g, g.bell.why())
			cancel(errDamaged)
		case <-g.broken:
			cancel(errDamaged)
		case <-followed.Done():
		}
	}()
	err := src.Follow(followed, *from, &follower[E, V]{x, g})
	switch {
	case errors.Is(context.Cause(followed), errSwapped):
		return errSwapped
	case errors.Is(context.Cause(followed), errDamaged):
		return x.rebuildThenFollow(ctx, src)
	case errors.Is(err, motcua.ErrRebuild), errors.Is(err, errBroken):
		x.noteDisk(err)
		x.opts.Log.Warn("the index is rebuilt", "reason", err)
		return x.rebuildThenFollow(ctx, src)
	case err == nil:
		return errors.New("the change log ended")
	}
	return err
}

func (x *Index[E, V]) rebuildThenFollow(ctx context.Context, src motcua.Source) error {
	if err := x.Rebuild(ctx, src); err != nil {
		return err
	}
	return errSwapped
}

// serving gives the generation that serves, and what is closed when another
// one does.
func (x *Index[E, V]) serving() (*generation[E, V], <-chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.current, x.swapped
}

// follower is the sink that one generation is.
type follower[E Entry, V any] struct {
	x *Index[E, V]
	g *generation[E, V]
}

// Apply implements [motcua.Sink].
func (f *follower[E, V]) Apply(ctx context.Context, batch motcua.Batch) error {
	if g, _ := f.x.serving(); g != f.g {
		return errSwapped
	}
	if err := f.x.applyTo(ctx, f.g, batch); err != nil {
		return err
	}
	f.x.touch()
	return nil
}

// Apply takes a batch into the serving index. It implements [motcua.Sink], for
// whoever follows the log in another way than [Index.Run].
func (x *Index[E, V]) Apply(ctx context.Context, batch motcua.Batch) error {
	g, _ := x.serving()
	if g == nil {
		return errClosed
	}
	return (&follower[E, V]{x, g}).Apply(ctx, batch)
}

// applyTo makes a panic of Bleve an error, after which the generation is not
// written to again.
func (x *Index[E, V]) applyTo(ctx context.Context, g *generation[E, V], batch motcua.Batch) (err error) {
	defer faultsPanic()()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: panic: %v", errBroken, r)
		}
	}()
	err = g.apply(ctx, batch)
	x.noteStuck(g, err)
	if err != nil && ctx.Err() == nil && !errors.Is(err, motcua.ErrRebuild) {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	return err
}

func (x *Index[E, V]) appliedAt() time.Time {
	x.applied.mu.Lock()
	defer x.applied.mu.Unlock()
	return x.applied.at
}

// touch notes that the index is up to date now.
func (x *Index[E, V]) touch() {
	x.applied.mu.Lock()
	x.applied.at = x.opts.Clock()
	x.applied.mu.Unlock()
	x.noteDisk(nil)
}

// sleep waits and reports whether ctx still runs.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
