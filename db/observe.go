package db

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
)

// Observe is told of each statement: how long it took until its rows were read,
// and how it ended. It has to return at once.
type Observe func(took time.Duration, err error)

// observer counts statements for the request that they are run for, and tells
// them to whoever measures.
type observer struct {
	tell   Observe
	health *health
	wait   time.Duration // for a free connection
}

var _ interface {
	pgx.QueryTracer
	pgx.BatchTracer
	pgx.CopyFromTracer
	pgx.ConnectTracer
	pgxpool.AcquireTracer
} = observer{}

// tracers joins those of the options with the one that counts.
func tracers(opts Options, h *health) pgx.QueryTracer {
	own := observer{opts.Observe, h, cmp.Or(opts.AcquireTimeout, AcquireTimeout)}
	if opts.Tracer == nil {
		return own
	}
	return multitracer.New(own, opts.Tracer)
}

type startKey struct{}

func (o observer) start(ctx context.Context) context.Context {
	if o.tell == nil {
		return ctx
	}
	return context.WithValue(ctx, startKey{}, time.Now())
}

func (o observer) end(ctx context.Context, err error) {
	o.health.note(err)
	if begin, ok := ctx.Value(startKey{}).(time.Time); ok {
		o.tell(time.Since(begin), err)
	}
}

// TraceQueryStart implements pgx's tracer.
func (o observer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return o.start(ctx)
}

// TraceQueryEnd implements pgx's tracer.
func (o observer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	motcua.CountWork(ctx, data.CommandTag.RowsAffected())
	o.end(ctx, data.Err)
}

// TraceBatchStart implements pgx's tracer.
func (o observer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return o.start(ctx)
}

// TraceBatchQuery implements pgx's tracer: each statement of a batch is one.
func (observer) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	motcua.CountWork(ctx, data.CommandTag.RowsAffected())
}

// TraceBatchEnd implements pgx's tracer.
func (o observer) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchEndData) {
	o.end(ctx, data.Err)
}

// TraceCopyFromStart implements pgx's tracer.
func (o observer) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromStartData) context.Context {
	return o.start(ctx)
}

// TraceCopyFromEnd implements pgx's tracer.
func (o observer) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromEndData) {
	motcua.CountWork(ctx, data.CommandTag.RowsAffected())
	o.end(ctx, data.Err)
}

// TraceConnectStart implements pgx's tracer.
func (observer) TraceConnectStart(ctx context.Context, _ pgx.TraceConnectStartData) context.Context {
	return ctx
}

// TraceConnectEnd implements pgx's tracer.
func (o observer) TraceConnectEnd(_ context.Context, data pgx.TraceConnectEndData) {
	o.health.note(data.Err)
}
