// Package hub tells those who follow the server what changed: it is one more
// follower of the change log, and hands each change to the feeds that asked for
// it. It keeps nothing: who was away asks the log itself, with the position of
// the last notice.
package hub

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"motcua"
)

// MaxFeeds is how many may follow one node at a time.
const MaxFeeds = 2000

// retryWait is how long the hub waits after the database failed it.
const retryWait = time.Second

// Source is the change log. Now is the position up to which nothing more can
// be written.
type Source interface {
	Now(ctx context.Context) (motcua.Position, error)
	Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error
}

// Marker tells under what procedures were ever published, also those that are
// not public any more.
type Marker interface {
	Marks(ctx context.Context, procedures []motcua.ID) (map[motcua.ID]motcua.Marks, error)
}

// Hub hands the change log to feeds.
type Hub struct {
	marks Marker
	log   *slog.Logger

	mu    sync.Mutex
	at    motcua.Position
	feeds map[*motcua.Feed]struct{}
}

// New makes a hub. It tells nothing until it runs.
func New(marks Marker, log *slog.Logger) *Hub {
	return &Hub{marks: marks, log: log, feeds: map[*motcua.Feed]struct{}{}}
}

var errNotRunning = &motcua.Error{Kind: motcua.KindUnavailable, Message: "the server does not follow the change log yet"}

// Subscribe gives a feed that begins at once. Who asked for it closes it.
func (h *Hub) Subscribe(interest motcua.Interest) (*motcua.Feed, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.at == motcua.Position{}:
		return nil, errNotRunning
	case len(h.feeds) >= MaxFeeds:
		return nil, &motcua.Error{Kind: motcua.KindUnavailable, Message: "too many follow this node, try another or ask catalogChanges"}
	}
	var f *motcua.Feed
	f = motcua.NewFeed(interest, h.at, func() { h.drop(f) })
	h.feeds[f] = struct{}{}
	return f, nil
}

// Feeds is how many follow.
func (h *Hub) Feeds() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.feeds)
}

func (h *Hub) drop(f *motcua.Feed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.feeds, f)
}

// Run follows the source until ctx ends, whose error it gives. Where the log
// begins anew every feed ends, because changes may be missing.
func (h *Hub) Run(ctx context.Context, source Source) error {
	defer h.endAll(motcua.FeedClosing)
	for {
		err := h.run(ctx, source)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, motcua.ErrRebuild) {
			h.log.Warn("the change log begins anew: those who follow are told to read all again")
			h.endAll(motcua.FeedResync)
			h.moveTo(motcua.Position{})
			continue
		}
		h.log.Error("following the change log for subscriptions failed; trying again", "reason", err)
		select {
		case <-time.After(retryWait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// run goes on from where the hub stands, so that an error of the database
// loses nothing.
func (h *Hub) run(ctx context.Context, source Source) error {
	at := h.position()
	if (at == motcua.Position{}) {
		now, err := source.Now(ctx)
		if err != nil {
			return err
		}
		at = now
		h.moveTo(at)
	}
	return source.Follow(ctx, at, h)
}

func (h *Hub) position() motcua.Position {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *Hub) moveTo(at motcua.Position) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = at
}

func (h *Hub) endAll(why motcua.FeedEnd) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for f := range h.feeds {
		f.End(why)
		delete(h.feeds, f)
	}
}

// Apply implements [motcua.Sink].
func (h *Hub) Apply(ctx context.Context, batch motcua.Batch) error {
	changes := batch.Changes()
	marked := false
	for {
		h.mu.Lock()
		// Where nobody follows nothing is looked up; somebody may come meanwhile.
		if marked || len(changes) == 0 || len(h.feeds) == 0 {
			break
		}
		h.mu.Unlock()
		if err := h.mark(ctx, changes); err != nil {
			return err
		}
		marked = true
	}
	defer h.mu.Unlock()
	h.at = batch.Position
	for f := range h.feeds {
		if n := noticeFor(f, changes, batch); len(n.Catalogue)+len(n.Feedbacks) > 0 && !f.Put(n) {
			delete(h.feeds, f) // it is told why
		}
	}
	return nil
}

// mark says of each change what it belongs to.
func (h *Hub) mark(ctx context.Context, changes []motcua.CatalogChange) error {
	ids := make([]motcua.ID, len(changes))
	for i, c := range changes {
		ids[i] = c.Procedure
	}
	marks, err := h.marks.Marks(ctx, ids)
	for i := range changes {
		changes[i].Marks = marks[changes[i].Procedure]
	}
	return err
}

// noticeFor gives what a feed asked for of a batch.
func noticeFor(f *motcua.Feed, changes []motcua.CatalogChange, batch motcua.Batch) motcua.Notice {
	n := motcua.Notice{Position: batch.Position}
	if f.Catalogue != nil {
		for i := range changes {
			if f.Catalogue(&changes[i]) {
				n.Catalogue = append(n.Catalogue, changes[i])
			}
		}
	}
	if f.Feedback != nil {
		for _, id := range slices.Sorted(maps.Keys(batch.Feedbacks)) {
			if one := batch.Feedbacks[id]; one != nil && f.Feedback(one.Feedback) {
				n.Feedbacks = append(n.Feedbacks, id)
			}
		}
	}
	return n
}
