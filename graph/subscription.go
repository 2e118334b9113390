package graph

import (
	"context"
	"log/slog"
	"time"

	"motcua"
)

// Hub gives feeds of what changes. Who asks for a feed closes it.
type Hub interface {
	Subscribe(interest motcua.Interest) (*motcua.Feed, error)
}

type subscriptions struct{ *resolver }

func (s subscriptions) CatalogChanged(ctx context.Context, filter *motcua.CatalogFilter) (<-chan *motcua.Notice, error) {
	var wanted motcua.CatalogFilter
	if filter != nil {
		wanted = *filter
	}
	return follow(ctx, s.Config, motcua.Interest{Catalogue: wanted.Wants}, func(n motcua.Notice) (*motcua.Notice, error) { return &n, nil })
}

var errNoHub = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server tells no changes"}

// tellAgainAfter is how long a notice waits that the database did not let be told.
const tellAgainAfter = 250 * time.Millisecond

// follow hands a feed's notices to the transport in the form that tell gives
// them, until the client leaves or the feed ends. What tell makes nil of is not
// told.
func follow[T any](ctx context.Context, cfg Config, interest motcua.Interest, tell func(motcua.Notice) (*T, error)) (<-chan *T, error) {
	if cfg.Hub == nil {
		return nil, errNoHub
	}
	feed, err := cfg.Hub.Subscribe(interest)
	if err != nil {
		return nil, err
	}
	out := make(chan *T)
	go func() {
		defer close(out)
		defer feed.Close()
		for {
			n, err := feed.Next(ctx)
			if err != nil {
				return // the client left, or all was told
			}
			told, err := tellOnce(ctx, n, tell)
			if err != nil {
				told = broken(ctx, cfg.Log, err, tell)
			}
			if told != nil {
				select {
				case out <- told:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return out, nil
}

// tellOnce makes one notice. While the database is away it waits, and what comes
// after it waits in the feed: a subscription that is held over an outage misses
// nothing.
func tellOnce[T any](ctx context.Context, n motcua.Notice, tell func(motcua.Notice) (*T, error)) (*T, error) {
	for {
		told, err := tell(n)
		if motcua.KindOf(err) != motcua.KindUnavailable {
			return told, err
		}
		select {
		case <-time.After(tellAgainAfter):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// broken makes the last notice of a subscription that cannot go on: its client
// is told that something may be missing.
func broken[T any](ctx context.Context, log *slog.Logger, err error, tell func(motcua.Notice) (*T, error)) *T {
	if ctx.Err() != nil {
		return nil // the client left
	}
	if log != nil {
		log.ErrorContext(ctx, "a subscription ends: a notice cannot be told", "error", err)
	}
	why := motcua.FeedResync
	last, _ := tell(motcua.Notice{End: &why}) // of nothing but the end: there is nothing that could fail
	return last
}

type catalogNotice struct{}

func (catalogNotice) Cursor(_ context.Context, n *motcua.Notice) (string, error) {
	return n.Position.Revision(), nil
}
