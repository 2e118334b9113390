package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"motcua"
)

// traceReceiver takes traces as a collector does.
type traceReceiver struct {
	*httptest.Server
	mu    sync.Mutex
	raw   []byte
	spans []*otlp.Span
}

func newTraceReceiver(t *testing.T) *traceReceiver {
	r := &traceReceiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		var sent collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(body, &sent)
		}
		if err != nil || q.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", q.URL.Path, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw = append(r.raw, body...)
		for _, of := range sent.ResourceSpans {
			for _, scope := range of.ScopeSpans {
				r.spans = append(r.spans, scope.Spans...)
			}
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// path names a span and those above it.
func (r *traceReceiver) path(s *otlp.Span) string {
	for _, above := range r.spans {
		if bytes.Equal(above.SpanId, s.ParentSpanId) {
			return r.path(above) + " > " + s.Name
		}
	}
	return s.Name
}

// A request's span has below it those of the fields that fetch, of searching and
// of each statement; what was asked for and sent is in none of them.
func TestTraces(t *testing.T) {
	const canary = "Hoàng-Yến-0987654321"
	dir, to := dataDir(t), newTraceReceiver(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", to.URL)
	command(t, "", "import", "portal", "--data", dir, rawFile(t, rawRecord(1, "Đăng ký kết hôn", "1/QĐ", 1700000000000))).must(t, 0)
	s := startServer(t, dir)
	ask[any](t, s, `query Hoi($q: String!) { procedures(search: $q) { nodes { name } } procedure(code: "1.000001") { name } }`, map[string]any{"q": "ket hon " + canary})
	// What anybody asks of the catalogue is read from the node's copy, without a statement.
	askRaw(t, s, `query($c: TrackingCode!) { feedback(code: $c) { state } }`, map[string]any{"c": motcua.NewTrackingCode(nil)})
	ask[any](t, s, `mutation($in: SubmitFeedbackInput!) { submitFeedback(input: $in) { userErrors { message } } }`, map[string]any{"in": map[string]any{
		"title": canary, "text": "Nội dung " + canary, "agency": "G15", "consent": true, "idempotencyKey": fmt.Sprintf("00000000-0000-4000-8000-%012d", 1),
		"sender": map[string]any{"name": canary, "address": canary, "telephone": "0987654321"},
	}})
	s.stop()
	found := map[string]bool{}
	for _, span := range to.spans {
		found[to.path(span)] = true
	}
	for _, path := range []string{
		"POST graphql > Query.procedures > search",
		"POST graphql > Query.feedback > SELECT",
		"POST graphql > Mutation.submitFeedback > INSERT",
	} {
		if !found[path] {
			t.Errorf("no span %s among %v", path, found)
		}
	}
	if bytes.Contains(to.raw, []byte(canary)) || bytes.Contains(to.raw, []byte("0987654321")) {
		t.Error("a trace holds what was sent")
	}
}

// What cannot be done as the environment asks is refused at the start.
func TestTracesSpeakHTTP(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	command(t, "", "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0").must(t, exitUsage)
}
