package server

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"motcua"
)

// traces makes a span of each request; without a provider it makes none. Spans
// hold neither variables nor texts of documents, whole paths or addresses: they
// may be personal, or open what only their holder may open.
type traces struct{ provider trace.TracerProvider }

// tracerName is whose spans they are.
const tracerName = "motcua/graph/server"

// begin starts the span of a request. A client's own trace is linked, not
// joined: whether spans are kept is not for anybody to say.
func (t traces) begin(r *http.Request, route string) (context.Context, trace.Span) {
	if t.provider == nil || route == "probe" { // asked every few seconds
		return r.Context(), trace.SpanFromContext(r.Context())
	}
	opts := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer), trace.WithNewRoot(), trace.WithAttributes(
		attribute.String("http.request.method", knownMethod(r.Method)), attribute.String("http.route", route))}
	client := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), propagation.HeaderCarrier(r.Header)))
	if client.IsValid() {
		opts = append(opts, trace.WithLinks(trace.Link{SpanContext: client}))
	}
	return t.provider.Tracer(tracerName).Start(r.Context(), knownMethod(r.Method)+" "+route, opts...)
}

// knownMethod keeps words of a client's own out of names.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodOptions:
		return method
	}
	return "_OTHER"
}

// endRequest says what came of a request.
func endRequest(span trace.Span, status int, said *entry, work *motcua.Work) {
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(attribute.Int("http.response.status_code", status), attribute.String("motcua.request_id", said.id),
		attribute.String("graphql.operation.name", said.operation), attribute.Int("motcua.errors", said.errors), attribute.Int("motcua.cost", said.cost),
		attribute.String("motcua.cache", said.cache), attribute.Int64("motcua.statements", work.Statements.Load()), attribute.Int64("motcua.rows", work.Rows.Load()))
	if status >= 500 {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// traceOf puts a request's trace into its line of the log; without one, nothing.
func traceOf(span trace.Span) slog.Attr {
	if !span.SpanContext().HasTraceID() {
		return slog.Attr{}
	}
	return slog.String("trace_id", span.SpanContext().TraceID().String())
}

// spanOfField makes a span of each field that has a resolver of its own: all
// others only read what such a one has fetched.
func spanOfField(ctx context.Context, next graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx)
	request := trace.SpanFromContext(ctx)
	if !field.IsResolver || !request.IsRecording() {
		return next(ctx)
	}
	ctx, span := request.TracerProvider().Tracer(tracerName).Start(ctx, field.Object+"."+field.Field.Name,
		trace.WithAttributes(attribute.String("graphql.field.path", namedPath(field))))
	defer span.End()
	value, err := next(ctx)
	if err != nil {
		span.SetStatus(codes.Error, "") // its text may hold what was asked for
	}
	return value, err
}

// namedPath is the path of a field by the schema's names: aliases are a client's
// own words.
func namedPath(field *graphql.FieldContext) string {
	var names []string
	for at := field; at != nil; at = at.Parent {
		switch {
		case at.Index != nil:
			names = append(names, strconv.Itoa(*at.Index))
		case at.Field.Field != nil:
			names = append(names, at.Field.Name)
		}
	}
	slices.Reverse(names)
	return strings.Join(names, ".")
}
