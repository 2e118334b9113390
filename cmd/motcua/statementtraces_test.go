package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"motcua/db/pgtest"
)

// What Postgres says of a statement that fails quotes values, in every way that
// a statement is sent; a span tells the code alone.
func TestSpansOfFailedStatementsHoldNoValues(t *testing.T) {
	const canary = "Hoàng-Yến-0987654321"
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	ctx, request := provider.Tracer("test").Start(t.Context(), "request")
	defer request.End()
	cfg, err := pgx.ParseConfig(pgtest.Empty(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Tracer = statementTraces(provider)
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	const statement = `select $1::text::int`
	for _, c := range []struct {
		way string
		do  func() error
	}{
		{"a query", func() error { return conn.QueryRow(ctx, statement, canary).Scan(new(int)) }},
		{"a batch", func() error {
			batch := &pgx.Batch{}
			batch.Queue(statement, canary)
			return conn.SendBatch(ctx, batch).Close()
		}},
		{"a copy", func() error {
			if _, err := conn.Exec(ctx, `create temp table c (word text check (length(word) < 5))`); err != nil {
				return err
			}
			_, err := conn.CopyFrom(ctx, pgx.Identifier{"c"}, []string{"word"}, pgx.CopyFromRows([][]any{{canary}}))
			return err
		}},
		{"a preparation", func() error {
			_, err := conn.Prepare(ctx, "p", `select '`+canary+`'::int`)
			return err
		}},
	} {
		spans.Reset()
		if err := c.do(); err == nil {
			t.Fatalf("%s does not fail", c.way)
		}
		failed := 0
		for _, span := range spans.GetSpans() {
			told := fmt.Sprint(span.Status, span.Events)
			if strings.Contains(told, canary) {
				t.Errorf("%s: %s", c.way, told)
			}
			if strings.Contains(span.Status.Description, "SQLSTATE") {
				failed++
			}
		}
		if failed == 0 {
			t.Errorf("%s: no span says that it failed: %v", c.way, spans.GetSpans())
		}
	}
}
