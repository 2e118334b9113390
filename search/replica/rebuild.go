package replica

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"motcua"
)

// progress is how far a rebuild has come.
type progress struct {
	since   time.Time
	records atomic.Int64
}

// catchUp bounds the time that a new generation gets to reach the serving one.
// A swap behind it is caught up by the follower.
const catchUp = 10 * time.Second

// Rebuild makes the index anew from the source, beside the serving one, and
// swaps it in. A rebuild that is cut short leaves the serving one as it is.
// Only one runs at a time; a second waits.
func (x *Index[E, V]) Rebuild(ctx context.Context, src motcua.Source) error {
	x.rebuilding.Lock()
	defer x.rebuilding.Unlock()
	p := &progress{since: x.opts.Clock()}
	x.setProgress(p)
	defer x.setProgress(nil)
	g, err := x.create()
	if err != nil {
		return err
	}
	defer yield()()
	err = x.fill(ctx, g, src, p)
	if ofStorage(err) && !g.spare && x.opts.Spare != "" {
		x.opts.Log.Error("the index's folder has no room for another; a spare one is used until the next start", "reason", err)
		if g, err = x.place(true); err == nil {
			err = x.fill(ctx, g, src, p)
		}
	}
	if err != nil {
		return err
	}
	x.reach(ctx, g, src)
	return x.swap(g)
}

// fill builds a generation, or takes away what there is of it.
func (x *Index[E, V]) fill(ctx context.Context, g *generation[E, V], src motcua.Source, p *progress) error {
	if err := build(ctx, g, src, p); err != nil {
		x.noteStuck(g, err)
		return errors.Join(fmt.Errorf("rebuild the index: %w", err), g.closeSafely(), g.remove())
	}
	return nil
}

func (x *Index[E, V]) setProgress(p *progress) {
	x.mu.Lock()
	x.progress = p
	x.mu.Unlock()
}

// build fills an empty generation from one state of the source.
func build[E Entry, V any](ctx context.Context, g *generation[E, V], src motcua.Source, p *progress) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	g.mu.Lock()
	defer g.mu.Unlock()
	b := &builder[E, V]{generation: g, parts: make(chan []E), progress: p}
	work, buildCtx := errgroup.WithContext(ctx)
	for range max(1, g.kind.Builders) {
		work.Go(func() error { return b.write(buildCtx) })
	}
	var position motcua.Position
	work.Go(func() (err error) {
		defer close(b.parts)
		position, err = b.feed(buildCtx, src)
		return err
	})
	if err := work.Wait(); err != nil {
		return err
	}
	g.remember(b.written, nil)
	if err := g.memory.Learned(); err != nil {
		return err
	}
	return g.commit(Change[E]{}, &position)
}

// builder fills a generation that nobody reads.
type builder[E Entry, V any] struct {
	*generation[E, V]
	parts    chan []E
	progress *progress

	remembering sync.Mutex
	written     []E // in the index and not yet in memory
}

// feed hands on the source's entries in parts of bounded size.
func (b *builder[E, V]) feed(ctx context.Context, src motcua.Source) (motcua.Position, error) {
	var part []E
	size := 0
	send := func() error {
		select {
		case b.parts <- part:
			part, size = nil, 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	first := func(batch motcua.Batch) error {
		b.remembering.Lock()
		defer b.remembering.Unlock()
		change, err := b.memory.Plan(ctx, batch)
		maps.Copy(b.beside, change.Beside)
		return err
	}
	position, err := b.kind.Read(ctx, src, nil, first, func(entries []E) error {
		for _, e := range entries {
			b.memory.Learn(e)
			part = append(part, e)
			size += e.Size()
		}
		b.progress.records.Add(1)
		if size >= b.kind.BatchBytes {
			return send()
		}
		return nil
	})
	if err != nil || len(part) == 0 {
		return position, err
	}
	return position, send()
}

// write writes parts until there are no more.
func (b *builder[E, V]) write(ctx context.Context) (err error) {
	defer func() {
		for range b.parts { // so that the feeder is not left waiting
		}
	}()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	for part := range b.parts {
		if err := b.writePart(ctx, part); err != nil {
			return err
		}
		b.keep(part)
	}
	return nil
}

func (b *builder[E, V]) writePart(ctx context.Context, part []E) error {
	batch := b.bleve.NewBatch()
	size := 0
	for _, e := range part {
		size += e.Size()
		if err := addTo(batch, e); err != nil {
			return err
		}
	}
	done, err := takeRoom(ctx, size)
	if err != nil {
		return err
	}
	defer done()
	if err := b.generation.write(batch); err != nil {
		return fmt.Errorf("write to the index: %w", err)
	}
	return nil
}

// keep takes what is written into memory, many entries at a time.
func (b *builder[E, V]) keep(part []E) {
	b.remembering.Lock()
	defer b.remembering.Unlock()
	for _, e := range part {
		e.Forget()
	}
	if b.written = append(b.written, part...); len(b.written) >= loadRows {
		b.remember(b.written, nil)
		b.written = nil
	}
}

// reach follows the source with a new generation until it is where the serving
// one is, so that a swap takes nobody back. It is no loss if that fails.
func (x *Index[E, V]) reach(ctx context.Context, g *generation[E, V], src motcua.Source) {
	serving, _ := x.serving()
	if serving == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, catchUp)
	defer cancel()
	s := &reacher[E, V]{x: x, g: g, serving: serving, done: cancel}
	if s.reached() {
		return
	}
	err := src.Follow(ctx, *g.position, s)
	if err != nil && !s.reached() {
		x.opts.Log.Warn("the new index is swapped in before it has caught up", "reason", err)
	}
}

// reacher is a sink that is done when one generation is where another is.
type reacher[E Entry, V any] struct {
	x          *Index[E, V]
	g, serving *generation[E, V]
	done       context.CancelFunc
}

// Apply implements [motcua.Sink].
func (r *reacher[E, V]) Apply(ctx context.Context, batch motcua.Batch) error {
	if err := r.x.applyTo(ctx, r.g, batch); err != nil {
		return err
	}
	if r.reached() {
		r.done()
	}
	return nil
}

func (r *reacher[E, V]) reached() bool {
	ours, theirs := r.g.published.Load(), r.serving.published.Load()
	return theirs == nil || theirs.Position == nil || !ours.Position.SameLog(*theirs.Position) ||
		ours.Position.Reached(*theirs.Position)
}

// swap makes a generation the serving one and removes the one before.
func (x *Index[E, V]) swap(g *generation[E, V]) error {
	if err := x.name(g); err != nil {
		return errors.Join(err, g.closeSafely(), g.remove())
	}
	x.mu.Lock()
	old := x.current
	if x.closed {
		x.mu.Unlock()
		return errors.Join(errClosed, g.closeSafely())
	}
	x.current = g
	close(x.swapped)
	x.swapped = make(chan struct{})
	x.noteReady()
	x.heal()
	x.mu.Unlock()
	x.touch()
	x.retire(old)
	return nil
}
