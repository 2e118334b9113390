package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"motcua"
	"motcua/search/vi/language"
)

// progress is how far a rebuild has come.
type progress struct {
	since      time.Time
	procedures atomic.Int64
}

// builders is how many batches are on their way at once: while one is
// analysed, the other is written.
const builders = 2

// catchUp bounds the time that a new generation gets to reach the serving one.
// A swap behind it is caught up by the follower.
const catchUp = 10 * time.Second

// Rebuild makes the index anew from the source, beside the serving one, and
// swaps it in. A rebuild that is cut short leaves the serving one as it is.
// Only one runs at a time; a second waits.
func (x *Index) Rebuild(ctx context.Context, src motcua.Source) error {
	x.rebuilding.Lock()
	defer x.rebuilding.Unlock()
	p := &progress{since: x.opts.Clock()}
	x.setProgress(p)
	defer x.setProgress(nil)
	g, err := x.create()
	if err != nil {
		return err
	}
	if err := build(ctx, g, src, p); err != nil {
		return errors.Join(fmt.Errorf("rebuild the index: %w", err), g.close(), os.RemoveAll(g.path))
	}
	x.reach(ctx, g, src)
	return x.swap(g)
}

func (x *Index) setProgress(p *progress) {
	x.mu.Lock()
	x.progress = p
	x.mu.Unlock()
}

// build fills an empty generation from one state of the source.
func build(ctx context.Context, g *generation, src motcua.Source, p *progress) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	g.mu.Lock()
	defer g.mu.Unlock()
	work, buildCtx := errgroup.WithContext(ctx)
	parts := make(chan []*entry)
	written := make([][]*entry, builders)
	for i := range builders {
		work.Go(func() error { return g.writeParts(parts, &written[i]) })
	}
	trainer := language.NewTrainer()
	var position motcua.Position
	work.Go(func() (err error) {
		defer close(parts)
		f := feeder{parts: parts, progress: p, trainer: trainer}
		position, err = f.feed(buildCtx, src, g.learn)
		return err
	})
	if err := work.Wait(); err != nil {
		return err
	}
	var all change
	for _, part := range written {
		all.upserts = append(all.upserts, part...)
	}
	g.remember(all)
	if err := g.keepModel(trainer.Model()); err != nil {
		return err
	}
	return g.commit(change{}, &position)
}

// feeder reads a source for a rebuild.
type feeder struct {
	parts    chan<- []*entry
	progress *progress
	trainer  *language.Trainer
}

// feed hands on the source's versions in parts of bounded size.
func (f *feeder) feed(ctx context.Context, src motcua.Source, changes func(motcua.Batch) error) (motcua.Position, error) {
	var part []*entry
	size := 0
	send := func() error {
		select {
		case f.parts <- part:
			part, size = nil, 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	position, err := src.Snapshot(ctx, nil, changes, func(versions []motcua.Procedure) error {
		for i := range versions {
			e, err := newEntry(&versions[i])
			if err != nil {
				return err
			}
			teach(f.trainer, e)
			part = append(part, e)
			size += e.size
		}
		f.progress.procedures.Add(1)
		if size >= batchBytes {
			return send()
		}
		return nil
	})
	if err != nil || len(part) == 0 {
		return position, err
	}
	return position, send()
}

// writeParts writes parts until there are no more. Of what is written it keeps
// what memory needs and not the texts.
func (g *generation) writeParts(parts <-chan []*entry, written *[]*entry) (err error) {
	defer func() {
		for range parts { // so that the feeder is not left waiting
		}
	}()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	for part := range parts {
		b := g.bleve.NewBatch()
		for _, e := range part {
			if err := b.Index(e.row.Key, e.document); err != nil {
				return fmt.Errorf("index document %q: %w", e.row.Key, err)
			}
		}
		if err := g.bleve.Batch(b); err != nil {
			return fmt.Errorf("write to the index: %w", err)
		}
		for _, e := range part {
			*written = append(*written, &entry{row: e.row, card: e.card})
		}
	}
	return nil
}

// reach follows the source with a new generation until it is where the serving
// one is, so that a swap takes nobody back. It is no loss if that fails.
func (x *Index) reach(ctx context.Context, g *generation, src motcua.Source) {
	serving, _ := x.serving()
	if serving == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, catchUp)
	defer cancel()
	s := &reacher{x: x, g: g, serving: serving, done: cancel}
	if s.reached() {
		return
	}
	err := src.Follow(ctx, *g.position, s)
	if err != nil && !s.reached() {
		x.opts.Log.Warn("the new index is swapped in before it has caught up", "reason", err)
	}
}

// reacher is a sink that is done when one generation is where another is.
type reacher struct {
	x          *Index
	g, serving *generation
	done       context.CancelFunc
}

// Apply implements [motcua.Sink].
func (r *reacher) Apply(ctx context.Context, batch motcua.Batch) error {
	if err := r.x.applyTo(ctx, r.g, batch); err != nil {
		return err
	}
	if r.reached() {
		r.done()
	}
	return nil
}

func (r *reacher) reached() bool {
	ours, theirs := r.g.published.Load(), r.serving.published.Load()
	return theirs == nil || theirs.position == nil || !ours.position.SameLog(*theirs.position) ||
		ours.position.Reached(*theirs.position)
}

// swap makes a generation the serving one and removes the one before.
func (x *Index) swap(g *generation) error {
	if err := x.folder.setCurrent(g.number); err != nil {
		return errors.Join(err, g.close())
	}
	x.mu.Lock()
	old := x.current
	if x.closed {
		x.mu.Unlock()
		return errors.Join(errClosed, g.close())
	}
	x.current = g
	close(x.swapped)
	x.swapped = make(chan struct{})
	x.noteReady()
	x.mu.Unlock()
	x.touch()
	return errors.Join(old.close(), os.RemoveAll(old.path))
}
