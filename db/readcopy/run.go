package readcopy

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// After an error the copy waits before it tries again, at first for a moment.
const (
	firstWait = 100 * time.Millisecond
	lastWait  = time.Second
)

// Source is the database as a copy of its rows sees it.
type Source interface {
	// Rows gives one consistent state of the rows that the keys name, or of all
	// where keys is nil, in pieces, and the position from which Follow goes on.
	Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (motcua.Position, error)
	// Follow is that of [motcua.Source]; its batches hold rows.
	Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error
}

// Run makes the copy where there is none that can be used, and follows the
// source, until ctx ends. Errors are logged and tried again.
func (c *Copy) Run(ctx context.Context, src Source) error {
	wait := firstWait
	for {
		begun := c.clock()
		err := c.run(ctx, src)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if c.state().heard.After(begun) {
			wait = firstWait // it had worked for a while
		}
		if errors.Is(err, errBuilt) {
			continue
		}
		c.log.Warn("following the change log failed; trying again", "copy", "catalogue", "reason", err, "wait", wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, lastWait)
	}
}

// errBuilt says that there is a new copy to follow with.
var errBuilt = errors.New("the copy was made anew")

func (c *Copy) run(ctx context.Context, src Source) error {
	from, file := c.state().position, c.file.Load()
	if from == nil || file == nil {
		return c.rebuilt(ctx, src)
	}
	following, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-file.broken:
			cancel(errDamaged)
		case <-following.Done():
		}
	}()
	err := src.Follow(following, *from, c)
	switch {
	case errors.Is(context.Cause(following), errDamaged), errors.Is(err, errDamaged):
		return c.rebuilt(ctx, src)
	case errors.Is(err, motcua.ErrRebuild):
		c.log.Warn("the copy of the catalogue is made anew", "reason", err)
		return c.rebuilt(ctx, src)
	case err == nil:
		return errors.New("the change log ended")
	}
	return err
}

func (c *Copy) rebuilt(ctx context.Context, src Source) error {
	if err := c.Build(ctx, src); err != nil {
		return err
	}
	return errBuilt
}

// Build makes the copy anew from one state of the source, beside the one that
// serves, and changes them.
func (c *Copy) Build(ctx context.Context, src Source) error {
	begun := c.clock()
	c.change(func(s *state) { s.building = true })
	defer c.change(func(s *state) { s.building = false })
	path := c.path(buildName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("make the copy of the catalogue: %w", err)
	}
	at, err := fillFile(ctx, path, src, begun)
	if err != nil {
		_ = os.Remove(path) // the first error is the one to tell
		return fmt.Errorf("make the copy of the catalogue: %w", err)
	}
	if err := c.swap(path); err != nil {
		c.change(func(s *state) { s.position = nil })
		return fmt.Errorf("change to the new copy of the catalogue: %w", err)
	}
	now := c.clock()
	c.change(func(s *state) { s.position, s.heard, s.saved, s.follows = &at, now, now, true })
	c.log.Info("the copy of the catalogue was made", "took", now.Sub(begun).Round(time.Millisecond), "bytes", c.Status(ctx, false).Bytes)
	return nil
}

// fillFile writes a new file. It is brought to the disk at the end: one that is
// not complete is never used.
func fillFile(ctx context.Context, path string, src Source, begun time.Time) (at motcua.Position, err error) {
	file, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: openTimeout, NoSync: true})
	if err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	m := &meta{Format: format, Heard: begun}
	err = file.Update(func(tx *bolt.Tx) error {
		if _, err := tx.CreateBucket(metaBucket); err != nil {
			return err
		}
		for _, t := range tables {
			if err := t.create(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return at, err
	}
	at, err = src.Rows(ctx, nil, func(rows *motcua.CatalogueRows) error {
		return file.Update(func(tx *bolt.Tx) error { return putRows(tx, m, rows) })
	})
	if err != nil {
		return at, err
	}
	m.Position = at
	if err := file.Update(m.write); err != nil {
		return at, err
	}
	return at, file.Sync()
}

// swap puts the new file in the place of the one that serves. It was written
// just now; of one that is opened later everything is checked.
func (c *Copy) swap(path string) error {
	if err := os.Rename(path, c.path(fileName)); err != nil {
		return err
	}
	file, err := bolt.Open(c.path(fileName), 0o600, &bolt.Options{Timeout: openTimeout})
	if err != nil {
		return err
	}
	former := c.file.Swap(hold(file))
	if former == nil {
		return nil
	}
	if err := former.closeSafely(); err != nil {
		c.log.Warn("the former copy of the catalogue was not closed", "error", err)
	}
	return nil
}
