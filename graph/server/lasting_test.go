package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// clockSchema has a subscription to numbers that a test sends.
type clockSchema struct {
	graphql.ExecutableSchema
	schema  *ast.Schema
	numbers chan int
	active  atomic.Int64 // subscriptions
}

func newClockSchema() *clockSchema {
	return &clockSchema{numbers: make(chan int), schema: gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { one: Int! }
		type Mutation { set: Int! }
		type Subscription { numbers: Int! }`})}
}

func (c *clockSchema) Schema() *ast.Schema { return c.schema }

func (c *clockSchema) Exec(ctx context.Context) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return graphql.OneShot(&graphql.Response{Data: json.RawMessage(`{"one":1}`)})
	}
	c.active.Add(1)
	context.AfterFunc(ctx, func() { c.active.Add(-1) })
	return func(ctx context.Context) *graphql.Response {
		select {
		case n, ok := <-c.numbers:
			if !ok {
				return nil
			}
			return &graphql.Response{Data: fmt.Appendf(nil, `{"numbers":%d}`, n)}
		case <-ctx.Done():
			return nil
		}
	}
}

// clockServer is a served clockSchema.
type clockServer struct {
	*clockSchema
	addr string
	stop context.CancelFunc
	done chan error // of serving
}

func newClockServer(t *testing.T, limits Limits) *clockServer {
	t.Helper()
	c := &clockServer{clockSchema: newClockSchema(), done: make(chan error, 1)}
	cfg := Config{Log: slog.New(slog.DiscardHandler), Clock: time.Now, Limits: limits, Origins: []string{"https://dichvucong.example.vn"}}
	h, err := newHandler(newExecutor(c.clockSchema, func(ctx context.Context) context.Context { return ctx }, cfg), cfg)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	c.addr, c.stop = listener.Addr().String(), stop
	go func() { c.done <- h.Serve(ctx, listener, 5*time.Second) }()
	t.Cleanup(func() {
		stop()
		if err := <-c.done; err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	return c
}

// await waits until so many subscriptions run.
func (c *clockServer) await(t *testing.T, n int64) {
	t.Helper()
	for begin := time.Now(); c.active.Load() != n; time.Sleep(time.Millisecond) {
		if time.Since(begin) > 5*time.Second {
			t.Fatalf("%d subscriptions run, want %d", c.active.Load(), n)
		}
	}
}

// post asks for events; the test closes the body.
func (c *clockServer) post(t *testing.T, query string) *http.Response {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+c.addr+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}

func TestEvents(t *testing.T) {
	c := newClockServer(t, Limits{})
	got := c.post(t, "subscription { numbers }")
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatal(got.Status, got.Header)
	}
	c.numbers <- 1
	c.numbers <- 2
	close(c.numbers)
	const want = ":\n\n" +
		"event: next\ndata: {\"data\":{\"numbers\":1}}\n\n" +
		"event: next\ndata: {\"data\":{\"numbers\":2}}\n\n" +
		"event: complete\ndata:\n\n"
	if text := readAll(t, got.Body); text != want {
		t.Errorf("%q", text)
	}
}

// Anything can be asked for as events, a fault of the document included; what
// does not come so far has a status.
func TestEventsOfOneAnswer(t *testing.T) {
	c := newClockServer(t, Limits{})
	for query, want := range map[string]string{
		"{ one }":                  "event: next\ndata: {\"data\":{\"one\":1}}\n\nevent: complete\ndata:\n\n",
		"mutation { set }":         "event: complete",
		"subscription { nothing }": "event: next\ndata: {\"errors\":[{\"message\":",
	} {
		if text := readAll(t, c.post(t, query).Body); !strings.Contains(text, want) {
			t.Errorf("%s: %q", query, text)
		}
	}
	if got := c.post(t, ""); got.StatusCode != http.StatusBadRequest || got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("without a document: %s %s", got.Status, got.Header)
	}
}

// A subscription ends when its client leaves, and stays within its caller's share.
func TestEventsAreBounded(t *testing.T) {
	var limits Limits
	limits[BoundSubscriptionsEach], limits[BoundKeepAlive] = 2, 10
	c := newClockServer(t, limits)
	first := c.post(t, "subscription { numbers }")
	c.post(t, "subscription { numbers }")
	refused := c.post(t, "subscription { numbers }")
	if refused.StatusCode != http.StatusTooManyRequests || refused.Header.Get("Retry-After") == "" {
		t.Error(refused.Status)
	}
	if text := readAll(t, refused.Body); !strings.Contains(text, `"allowed":2,"code":"LIMIT_EXCEEDED","limit":"subscriptions-each"`) {
		t.Error(text)
	}
	c.await(t, 2)
	_ = first.Body.Close()
	c.await(t, 1)
	if again := c.post(t, "subscription { numbers }"); again.StatusCode != http.StatusOK {
		t.Error(again.Status)
	}
}

// A stream shows that it lives, longer than a request may last, and has an end.
func TestEventsLast(t *testing.T) {
	var limits Limits
	limits[BoundBodyTime], limits[BoundKeepAlive], limits[BoundSubscriptionTime] = 20, 10, 200
	c := newClockServer(t, limits)
	begin := time.Now()
	text := readAll(t, c.post(t, "subscription { numbers }").Body)
	if took := time.Since(begin); took < 150*time.Millisecond || strings.Count(text, ":\n\n") < 3 || strings.Contains(text, "event") {
		t.Errorf("after %s: %q", took, text)
	}
}

// A server that stops ends streams and sockets at once, without a completion:
// their clients come again.
func TestDrain(t *testing.T) {
	c := newClockServer(t, Limits{})
	stream := c.post(t, "subscription { numbers }")
	socket := c.dial(t)
	socket.init(t)
	socket.write(t, `{"id": "1", "type": "subscribe", "payload": {"query": "subscription { numbers }"}}`)
	c.await(t, 2)
	begin := time.Now()
	c.stop()
	if text := readAll(t, stream.Body); strings.Contains(text, "event") {
		t.Errorf("%q", text)
	}
	if code := socket.closed(t); code != 1001 {
		t.Errorf("the socket is closed with %d", code)
	}
	if err := <-c.done; err != nil || time.Since(begin) > 3*time.Second {
		t.Errorf("%v after %s", err, time.Since(begin))
	}
	c.done <- nil // for the end of the test
	c.await(t, 0)
}
