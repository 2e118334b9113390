package main

import (
	"context"

	"golang.org/x/sync/errgroup"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
	"motcua/internal/hub"
)

// following is all that follows the change log on this node: one reader of the
// log, and the copies that it feeds.
type following struct {
	*changelog.Follower
	log       *changelog.Log
	revisions motcua.Revisions
	hub       *hub.Hub // tells subscriptions
	copy      *readcopy.Copy
	rows      *changelog.Log // that the copy is made from
	copies    []func(context.Context) error
}

// newFollowing joins the copies to the reader. Those that answers are made from
// are watched for their areas; one more copy is one more line.
func newFollowing(e *env, d *db.DB, log *changelog.Log, x *indexes, c *readcopy.Copy) *following {
	rows := rowsFor(c)
	f := &following{Follower: log.WithRows(rows).Follower(d.MaskedFeedback), log: log, hub: hub.New(d, e.log)}
	f.revisions.Look = f.Look
	ofRows := log.OfRows("catalogue copy", rows)
	f.copy, f.rows = c, ofRows
	f.watched(motcua.AreaCatalogue, ofRows, func(ctx context.Context, source motcua.Source) error {
		return c.Run(ctx, copySource{source, ofRows})
	})
	f.watched(motcua.AreaCatalogue|motcua.AreaVocabulary, log, x.Run)
	for _, p := range x.parts(d, log) {
		f.watched(motcua.AreaFeedback, p.log, p.Run)
	}
	told := f.Source(log.WithFeedback("subscriptions", d.MaskedFeedback))
	f.copies = append(f.copies, func(ctx context.Context) error { return f.hub.Run(ctx, told) })
	return f
}

// watched adds a copy that answers are made from.
func (f *following) watched(of motcua.Area, log *changelog.Log, run func(context.Context, motcua.Source) error) {
	source := f.revisions.Watch(of, f.Source(log))
	f.copies = append(f.copies, func(ctx context.Context) error { return run(ctx, source) })
}

// run follows until ctx ends. A copy that fails tries again by itself; none
// waits for another.
func (f *following) run(ctx context.Context) error {
	group, running := errgroup.WithContext(ctx)
	group.Go(func() error { return f.Run(running) })
	for _, follow := range f.copies {
		group.Go(func() error { return follow(running) })
	}
	return group.Wait()
}
