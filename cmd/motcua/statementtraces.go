package main

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/trace"
)

// statementTraces makes a span of each statement of a traced request, with its
// text and without its values.
func statementTraces(provider trace.TracerProvider) pgx.QueryTracer {
	if provider == nil {
		return nil
	}
	return discreetTracer{otelpgx.NewTracer(otelpgx.WithTracerProvider(provider), otelpgx.WithDisableConnectionDetailsInAttributes(), otelpgx.WithDisableAcquireTracer())}
}

// discreetTracer says that a statement failed and with which code. Postgres's
// own words quote the values, which may be personal; the library would make them
// the status of the span.
type discreetTracer struct{ *otelpgx.Tracer }

func (t discreetTracer) TraceQueryEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryEndData) {
	data.Err = discreet(data.Err)
	t.Tracer.TraceQueryEnd(ctx, conn, data)
}

func (t discreetTracer) TraceBatchQuery(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchQueryData) {
	data.Err = discreet(data.Err)
	t.Tracer.TraceBatchQuery(ctx, conn, data)
}

func (t discreetTracer) TraceBatchEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchEndData) {
	data.Err = discreet(data.Err)
	t.Tracer.TraceBatchEnd(ctx, conn, data)
}

func (t discreetTracer) TraceCopyFromEnd(ctx context.Context, conn *pgx.Conn, data pgx.TraceCopyFromEndData) {
	data.Err = discreet(data.Err)
	t.Tracer.TraceCopyFromEnd(ctx, conn, data)
}

func (t discreetTracer) TracePrepareEnd(ctx context.Context, conn *pgx.Conn, data pgx.TracePrepareEndData) {
	data.Err = discreet(data.Err)
	t.Tracer.TracePrepareEnd(ctx, conn, data)
}

func (t discreetTracer) TraceConnectEnd(ctx context.Context, data pgx.TraceConnectEndData) {
	data.Err = discreet(data.Err)
	t.Tracer.TraceConnectEnd(ctx, data)
}

var errStatement = errors.New("the database gave no answer")

// discreet gives an error that holds nothing of what was asked for.
func discreet(err error) error {
	if err == nil {
		return nil
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return &pgconn.PgError{Severity: said.SeverityUnlocalized, Message: "refused", Code: said.Code}
	}
	plain := []error{sql.ErrNoRows, context.Canceled, context.DeadlineExceeded}
	if i := slices.IndexFunc(plain, func(p error) bool { return errors.Is(err, p) }); i >= 0 {
		return plain[i]
	}
	return errStatement
}
