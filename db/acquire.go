package db

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
)

// errBusy is what an operation gets that waited in vain for a connection.
var errBusy = &motcua.Error{Kind: motcua.KindUnavailable, Message: "all connections to the database are busy"}

// acquiring is the context in which a connection is waited for. That its own
// time runs out says nothing of the operation's, so it ends with another error.
type acquiring struct {
	context.Context
	operation context.Context
	cancel    context.CancelFunc
}

// Err implements [context.Context].
func (a *acquiring) Err() error {
	err := a.Context.Err()
	if errors.Is(err, context.DeadlineExceeded) && a.operation.Err() == nil {
		return errBusy
	}
	return err
}

// TraceAcquireStart bounds how long a connection is waited for, to half of what
// time is left at the most: who gets one wants to use it. What runs without a
// time of its own, such as the followers of the log, has all the time there is.
func (o observer) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	deadline, bounded := ctx.Deadline()
	if !bounded {
		return ctx
	}
	waiting, cancel := context.WithTimeout(ctx, min(o.wait, time.Until(deadline)/2))
	return &acquiring{waiting, ctx, cancel}
}

// TraceAcquireEnd implements pgxpool's tracer.
func (observer) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	if a, ok := ctx.(*acquiring); ok {
		a.cancel()
	}
}
