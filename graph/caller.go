package graph

import (
	"context"

	"motcua"
)

func (query) Viewer(ctx context.Context) (*motcua.Caller, error) {
	c := callerOf(ctx)
	return &c, nil
}

type viewer struct{}

func (viewer) Subject(_ context.Context, c *motcua.Caller) (*string, error) {
	if c.Anonymous() {
		return nil, nil
	}
	return &c.Subject, nil
}

func (viewer) Name(_ context.Context, c *motcua.Caller) (*string, error) {
	if c.Anonymous() {
		return nil, nil
	}
	return &c.Name, nil
}

type grant struct{}

func (grant) Agency(ctx context.Context, g *motcua.Grant) (*motcua.Agency, error) {
	if g.Agency == "" {
		return nil, nil
	}
	return register(ctx, g.Agency)
}

type callerKey struct{}

// WithCaller notes who asks.
func WithCaller(ctx context.Context, c motcua.Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// callerOf gives who asks. Where nobody noted it that is anybody, so that a
// forgotten step takes rights away and never gives any.
func callerOf(ctx context.Context) motcua.Caller {
	c, _ := ctx.Value(callerKey{}).(motcua.Caller)
	return c
}
