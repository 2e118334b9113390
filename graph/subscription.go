package graph

import (
	"context"

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
	return follow(ctx, s.Hub, motcua.Interest{Catalogue: wanted.Wants}, func(n motcua.Notice) (*motcua.Notice, error) { return &n, nil })
}

var errNoHub = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server tells no changes"}

// follow hands a feed's notices to the transport in the form that tell gives
// them, until the client leaves or the feed ends. What tell makes nil of is not
// told; an error ends it.
func follow[T any](ctx context.Context, hub Hub, interest motcua.Interest, tell func(motcua.Notice) (*T, error)) (<-chan *T, error) {
	if hub == nil {
		return nil, errNoHub
	}
	feed, err := hub.Subscribe(interest)
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
			told, err := tell(n)
			if err != nil {
				return
			}
			if told == nil {
				continue
			}
			select {
			case out <- told:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

type catalogNotice struct{}

func (catalogNotice) Cursor(_ context.Context, n *motcua.Notice) (string, error) {
	return n.Position.Revision(), nil
}
