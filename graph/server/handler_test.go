package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"motcua"
	"motcua/graph"
)

// fake is a catalogue and a search with nothing in them; one method waits.
type fake struct {
	graph.Catalogue
	graph.Searcher
	waiting chan struct{} // told when Sectors waits
}

func (fake) AgencyOn(_ context.Context, code, _ *string, _ motcua.Date) (*motcua.Agency, error) {
	return nil, motcua.NotFound("agency", *code)
}

func (f fake) ListSectors(ctx context.Context, _ motcua.Page) (motcua.Listed[*motcua.Sector], error) {
	f.waiting <- struct{}{}
	<-ctx.Done()
	return motcua.Listed[*motcua.Sector]{}, ctx.Err()
}

func (fake) ListDecisions(context.Context, motcua.Page, motcua.DecisionFilter) (motcua.Listed[*motcua.Decision], error) {
	return motcua.Listed[*motcua.Decision]{}, nil
}

func (fake) Decision(context.Context, string, *string, *motcua.Date) (*motcua.Decision, error) {
	panic("the decisions are gone")
}

func newTestHandler(t *testing.T, cfg Config) *Handler {
	t.Helper()
	if cfg.Catalogue == nil {
		cfg.Catalogue = fake{}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cfg.Clock = time.Now
	h, err := NewHandler(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(h http.Handler, query string, variables map[string]any) *httptest.ResponseRecorder {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err)
	}
	return send(h, http.MethodPost, "/graphql", string(body), "Content-Type", "application/json")
}

func send(h http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestRequests(t *testing.T) {
	h := newTestHandler(t, Config{})
	const (
		jsonBody = `{"query":"{ __typename }"}`
		ok       = `{"data":{"__typename":"Query"}}`
		asJSON   = "application/json; charset=utf-8"
		asGQL    = "application/graphql-response+json; charset=utf-8"
	)
	get := func(parameters ...string) string {
		values := url.Values{}
		for i := 0; i+1 < len(parameters); i += 2 {
			values.Set(parameters[i], parameters[i+1])
		}
		return "/graphql?" + values.Encode()
	}
	post := []string{"Content-Type", "application/json"}
	for _, c := range []struct {
		name, method, target, body string
		header                     []string
		status                     int
		media, contains            string
	}{
		{"post", "POST", "/graphql", jsonBody, post, 200, asJSON, ok},
		{"post utf-8", "POST", "/graphql", jsonBody, []string{"Content-Type", "application/json; charset=UTF-8"}, 200, asJSON, ok},
		{"post latin", "POST", "/graphql", jsonBody, []string{"Content-Type", "application/json; charset=latin1"}, 415, asJSON, "UTF-8"},
		{"post text", "POST", "/graphql", jsonBody, []string{"Content-Type", "text/plain"}, 415, asJSON, "errors"},
		{"post form", "POST", "/graphql", "query={__typename}", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, asJSON, "errors"},
		{"post multipart", "POST", "/graphql", jsonBody, []string{"Content-Type", "multipart/form-data; boundary=x"}, 415, asJSON, "errors"},
		{"post without type", "POST", "/graphql", jsonBody, nil, 415, asJSON, "errors"},
		{"post no JSON", "POST", "/graphql", `{"query": hunter2`, post, 400, asJSON, "BAD_REQUEST"},
		{"post array", "POST", "/graphql", "[" + jsonBody + "]", post, 400, asJSON, "BAD_REQUEST"},
		{"post two", "POST", "/graphql", jsonBody + jsonBody, post, 400, asJSON, "BAD_REQUEST"},
		{"post null", "POST", "/graphql", "null", post, 400, asJSON, "query is missing"},
		{"post query of a wrong type", "POST", "/graphql", `{"query": 1}`, post, 400, asJSON, "query cannot be a JSON number"},
		{"post variables of a wrong type", "POST", "/graphql", `{"query": "{ __typename }", "variables": []}`, post, 400, asJSON, "variables cannot be a JSON array"},
		{"post extensions of a wrong type", "POST", "/graphql", `{"query": "{ __typename }", "extensions": 0}`, post, 400, asJSON, "extensions cannot be"},
		{"post nulls", "POST", "/graphql", `{"query": "{ __typename }", "operationName": null, "variables": null, "extensions": null}`, post, 200, asJSON, ok},
		{"post too much", "POST", "/graphql", `{"query": "{ __typename }", "x": "` + strings.Repeat("x", bounds[BoundBody].Default) + `"}`, post, 413, asJSON, codeLimit},
		{"post deep JSON", "POST", "/graphql", `{"variables": ` + strings.Repeat("[", 50000), post, 400, asJSON, "BAD_REQUEST"},
		{"get", "GET", get("query", "{ __typename }"), "", nil, 200, asJSON, ok},
		{"get variables", "GET", get("query", "query A($a: Boolean!) { __typename @skip(if: $a) } query B { x: __typename }", "operationName", "A", "variables", `{"a": true}`), "", nil, 200, asJSON, `{"data":{}}`},
		{"get bad variables", "GET", get("query", "{ __typename }", "variables", "hunter2"), "", nil, 400, asJSON, "variables is not a JSON object"},
		{"get nothing", "GET", "/graphql", "", nil, 400, asJSON, "query is missing"},
		{"get too much", "GET", "/graphql?query=" + strings.Repeat("x", bounds[BoundBody].Default), "", nil, 413, asJSON, codeLimit},
		{"put", "PUT", "/graphql", jsonBody, post, 405, asJSON, "METHOD_NOT_ALLOWED"},
		{"accept anything", "POST", "/graphql", jsonBody, append([]string{"Accept", "*/*"}, post...), 200, asJSON, ok},
		{"accept response", "POST", "/graphql", jsonBody, append([]string{"Accept", "application/graphql-response+json, application/json;q=0.9"}, post...), 200, asGQL, ok},
		{"accept JSON more", "POST", "/graphql", jsonBody, append([]string{"Accept", "application/graphql-response+json;q=0.1, application/json"}, post...), 200, asJSON, ok},
		{"accept a page", "POST", "/graphql", jsonBody, append([]string{"Accept", "text/html"}, post...), 406, asJSON, "NOT_ACCEPTABLE"},
		{"invalid as JSON", "POST", "/graphql", `{"query": "{ nothing }"}`, post, 200, asJSON, "GRAPHQL_VALIDATION_FAILED"},
		{"invalid as response", "POST", "/graphql", `{"query": "{ nothing }"}`, append([]string{"Accept", mediaResponse}, post...), 400, asGQL, "GRAPHQL_VALIDATION_FAILED"},
		{"unparsable as response", "POST", "/graphql", `{"query": "{"}`, append([]string{"Accept", mediaResponse}, post...), 400, asGQL, "GRAPHQL_PARSE_FAILED"},
		{"field error as response", "POST", "/graphql", `{"query": "{ agency(code: \"x\") { name } }"}`, append([]string{"Accept", mediaResponse}, post...), 200, asGQL, `"data":{"agency":null}`},
		{"unknown operation", "POST", "/graphql", `{"query": "query A { __typename }", "operationName": "B"}`, post, 200, asJSON, "operation B not found"},
		{"elsewhere", "GET", "/nothing", "", nil, 404, "text/plain; charset=utf-8", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := send(h, c.method, c.target, c.body, c.header...)
			if got.Code != c.status || got.Header().Get("Content-Type") != c.media || !strings.Contains(got.Body.String(), c.contains) {
				t.Errorf("%d %s %s", got.Code, got.Header().Get("Content-Type"), got.Body)
			}
			if strings.Contains(got.Body.String(), "hunter2") {
				t.Error("the answer repeats the request")
			}
			if c.status >= 400 && strings.Contains(got.Body.String(), `"data"`) {
				t.Error("data in the answer to a request that was not executed")
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	h := newTestHandler(t, Config{Web: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "the page's")
	})})
	got := ask(h, "{ __typename }", nil).Header()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Vary": "Accept-Encoding, Accept, Accept-Language, Authorization, Motcua-Min-Revision",
	} {
		if got := strings.Join(got.Values(name), ", "); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if page := send(h, "GET", "/", "").Header().Get("Content-Security-Policy"); page != "the page's" {
		t.Errorf("the page has the policy %q", page)
	}
	if id := send(h, "GET", "/", "", "X-Request-Id", "a-1").Header().Get("X-Request-Id"); id != "a-1" {
		t.Errorf("the request id became %q", id)
	}
	if id := send(h, "GET", "/", "", "X-Request-Id", "a\nb").Header().Get("X-Request-Id"); len(id) != 26 {
		t.Errorf("a forged request id became %q", id)
	}
}

func TestOrigins(t *testing.T) {
	const allowed = "Access-Control-Allow-Origin"
	preflight := func(h http.Handler, origin string) string {
		return send(h, "OPTIONS", "/graphql", "", "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type").Header().Get(allowed)
	}
	h := newTestHandler(t, Config{Origins: []string{"https://example.vn"}})
	for origin, want := range map[string]string{
		"https://example.vn": "https://example.vn", "https://example.vn.evil.com": "", "https://evilexample.vn": "", "http://example.vn": "", "null": "",
	} {
		if got := preflight(h, origin); got != want {
			t.Errorf("%s: %q", origin, got)
		}
	}
	if got := preflight(newTestHandler(t, Config{}), "https://example.vn"); got != "" {
		t.Errorf("without origins %q may ask", got)
	}
	for _, origin := range []string{"*", "https://*.vn", "example.vn", "https://example.vn/"} {
		if _, err := NewHandler(Config{Clock: time.Now, Origins: []string{origin}}); err == nil {
			t.Errorf("the origin %q is accepted", origin)
		}
	}
	if _, err := NewHandler(Config{Clock: time.Now, FormBaseURL: "files"}); err == nil {
		t.Error("a base without a host is accepted")
	}
}

func TestProbes(t *testing.T) {
	waiting := []string{"the index is being built"}
	h := newTestHandler(t, Config{Ready: func(context.Context) []string { return waiting }})
	if got := send(h, "GET", "/healthz", ""); got.Code != http.StatusOK {
		t.Errorf("healthz: %d", got.Code)
	}
	if got := send(h, "GET", "/readyz", ""); got.Code != http.StatusServiceUnavailable || !strings.Contains(got.Body.String(), waiting[0]) {
		t.Errorf("readyz: %d %s", got.Code, got.Body)
	}
	waiting = nil
	if got := send(h, "GET", "/readyz", ""); got.Code != http.StatusOK {
		t.Errorf("readyz when ready: %d", got.Code)
	}
}

// The log names the operation, never what it asks about.
func TestLogLine(t *testing.T) {
	var log bytes.Buffer
	h := newTestHandler(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	ask(h, `query Secret($code: String!) { agency(code: $code) { name } two: agency(code: "inline") { name } }`, map[string]any{"code": "hunter2"})
	line := log.String()
	if !strings.Contains(line, "operation=Secret") || !strings.Contains(line, "errors=2") || strings.Contains(line, "hunter2") || strings.Contains(line, "inline") {
		t.Error(line)
	}
}

// No more operations run than may; the next is refused at once, and work stops
// when its client leaves.
func TestRunningIsBounded(t *testing.T) {
	const running = 8
	waiting := make(chan struct{}, running)
	var limits Limits
	limits[BoundRunning] = running
	h := newTestHandler(t, Config{Catalogue: fake{waiting: waiting}, Limits: limits})
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan struct{}, running)
	for range running {
		go func() {
			defer func() { done <- struct{}{} }()
			r := httptest.NewRequest("POST", "/graphql", strings.NewReader(`{"query": "{ sectors { totalCount } }"}`)).WithContext(ctx)
			r.Header.Set("Content-Type", "application/json")
			h.ServeHTTP(httptest.NewRecorder(), r)
		}()
		<-waiting
	}
	got := ask(h, "{ __typename }", nil)
	if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), codeBusy) {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	leave()
	for range running {
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatal("work goes on after its client left")
		}
	}
	if got := ask(h, "{ __typename }", nil); got.Code != http.StatusOK {
		t.Errorf("afterwards: %d %s", got.Code, got.Body)
	}
}

// A panic fails its request and not the server.
func TestPanics(t *testing.T) {
	var log bytes.Buffer
	h := newTestHandler(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil)), Web: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the page is gone") })})
	if got := send(h, "GET", "/", ""); got.Code != http.StatusInternalServerError || !strings.Contains(log.String(), "the page is gone") {
		t.Errorf("%d %s", got.Code, log.String())
	}
	if got := ask(h, `{ decision(number: "1") { id } agency(code: "x") { id } }`, nil); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "INTERNAL") || strings.Contains(got.Body.String(), "gone") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

// An answer that is broken off cuts its connection, and is told of all the same.
func TestBrokenOffAnswersAreLogged(t *testing.T) {
	var log bytes.Buffer
	h := newTestHandler(t, Config{
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Web: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "half")
			panic(http.ErrAbortHandler)
		}),
	})
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("the connection is not cut: %v", p)
		}
		if !strings.Contains(log.String(), "bytes=4") || strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("logged: %s", log.String())
		}
	}()
	send(h, "GET", "/", "")
}

func TestExecute(t *testing.T) {
	e, err := NewExecutor(Config{Catalogue: fake{}, Clock: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	data, err := e.Execute(t.Context(), `query ($skip: Boolean!) { __typename a: __typename @skip(if: $skip) }`, map[string]any{"skip": true})
	if err != nil || string(data) != `{"__typename":"Query"}` {
		t.Errorf("%s %v", data, err)
	}
	data, err = e.Execute(t.Context(), `{ agency(code: "x") { name } }`, nil)
	if err == nil || string(data) != `{"agency":null}` {
		t.Errorf("%s %v", data, err)
	}
}
