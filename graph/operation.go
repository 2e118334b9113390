package graph

import (
	"context"
	"errors"
	"sync"

	"motcua"
)

// operation is what the fields of one answer share: its day, taken once so that
// midnight does not fall between two fields, and what they loaded.
type operation struct {
	day func() motcua.Date
	// reader is for whom feedback is read, told when it is first asked for.
	reader  func() (motcua.FeedbackReader, error)
	caller  func() (motcua.Caller, error) // with the roles that others delegated to them today
	tree    func() (*motcua.AgencyTree, error)
	counted counted
	log     CatalogLog
	bounds  Bounds
	loaders
}

type operationKey struct{}

// Begin gives the context in which one answer is made: that of a query or
// mutation, or of one event of a subscription. The day is taken when it is first
// asked for, because an event may be waited for over midnight.
func Begin(ctx context.Context, cfg Config) context.Context {
	op := &operation{day: sync.OnceValue(cfg.Clock.Today), loaders: newLoaders(cfg.Catalogue), log: cfg.Changes, bounds: cfg.Bounds.orDefaults()}
	op.readFeedback(ctx, cfg.Feedback, cfg.FeedbackDesk, cfg.Files)
	if callerOf(ctx).Anonymous() {
		ctx = motcua.FromCopies(ctx)
	}
	return context.WithValue(ctx, operationKey{}, op)
}

var errNoOperation = errors.New("the operation was not begun: resolvers run outside of graph.Begin")

func operationOf(ctx context.Context) (*operation, error) {
	op, ok := ctx.Value(operationKey{}).(*operation)
	if !ok {
		return nil, errNoOperation
	}
	return op, nil
}

// writtenRevision is the revision of what a mutation has just written: noted with
// the commit, or where nothing was committed the present one.
func writtenRevision(ctx context.Context) (motcua.Position, error) {
	if at, ok := motcua.Committed(ctx); ok {
		return at, nil
	}
	op, err := operationOf(ctx)
	if err != nil {
		return motcua.Position{}, err
	}
	if op.log == nil {
		return motcua.Position{}, &motcua.Error{Kind: motcua.KindUnavailable, Message: "this server follows no change log"}
	}
	return op.log.Written(ctx)
}

// on gives the day asked for, or the operation's.
func (op *operation) on(asOf *motcua.Date) motcua.Date {
	if asOf != nil {
		return *asOf
	}
	return op.day()
}
