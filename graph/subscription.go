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
	return s.follow(ctx, motcua.Interest{Catalogue: wanted.Wants})
}

var errNoHub = &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server tells no changes"}

// follow hands a feed's notices to the transport, until the client leaves or
// the feed ends.
func (r *resolver) follow(ctx context.Context, interest motcua.Interest) (<-chan *motcua.Notice, error) {
	if r.Hub == nil {
		return nil, errNoHub
	}
	feed, err := r.Hub.Subscribe(interest)
	if err != nil {
		return nil, err
	}
	out := make(chan *motcua.Notice)
	go func() {
		defer close(out)
		defer feed.Close()
		for {
			n, err := feed.Next(ctx)
			if err != nil {
				return // the client left, or all was told
			}
			select {
			case out <- &n:
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
