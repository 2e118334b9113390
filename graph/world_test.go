package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
	"motcua/db/vault"
	"motcua/graph/server"
	"motcua/internal/blob"
	"motcua/internal/export"
	"motcua/search"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// world is a served catalogue of a few records.
type world struct {
	http.Handler
	config     server.Config
	log        *bytes.Buffer
	statements *atomic.Int64 // run by the handler
	at         pgtest.Database
	base       string // address of a server that is asked over the net; "" asks the handler
}

// today is the day on which the tests take place.
const today = "2026-06-15"

func newLog() *bytes.Buffer { return &bytes.Buffer{} }

func newWorld(t *testing.T, records ...*motcua.Record) *world {
	t.Helper()
	return newWorldOver(t, records)
}

// newWorldOver publishes one batch after the other.
func newWorldOver(t *testing.T, batches ...[]*motcua.Record) *world {
	t.Helper()
	at := pgtest.New(t)
	w := &world{log: newLog(), statements: &atomic.Int64{}, at: at}
	for _, records := range batches {
		publish(t, at, records)
	}
	keys, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), at.URL, db.Options{Tracer: tracer{w.statements}, Vault: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	log := slog.New(slog.NewTextHandler(w.log, nil))
	index, err := search.Open(t.TempDir(), search.Options{Log: log, Clock: clock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	if err := index.Rebuild(t.Context(), changelog.New(d.Pool(), "test", log)); err != nil {
		t.Fatal(err)
	}
	w.config = server.Config{Catalogue: d, Searcher: index, Curation: d, Insights: d, Feedback: d, FeedbackDesk: d, Office: d, FileDesk: d, Audit: d, Keys: d, Clock: clock(), Log: log, FormBaseURL: "https://files.example.vn/store/"}
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.config.Files = &server.Files{Uploads: d, Blobs: files, Attachments: d, Exports: d,
		Exporter: &export.Exporter{Procedures: index, ProcedureRows: d, FeedbackRows: d, Clock: clock()}}
	w.serve(t)
	return w
}

// serve makes the handler of the world's configuration.
func (w *world) serve(t *testing.T) {
	t.Helper()
	h, err := server.NewHandler(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = h
}

func clock() motcua.Clock {
	at := day(today).Start().Add(12 * time.Hour)
	return func() time.Time { return at }
}

func publish(t *testing.T, at pgtest.Database, records []*motcua.Record) {
	t.Helper()
	d, err := db.Open(t.Context(), at.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	im, err := d.NewImporter(t.Context(), clock(), false)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range records {
		r.Line = i + 1
		if r.Raw, err = json.Marshal(r.Content); err != nil {
			t.Fatal(err)
		}
	}
	if err := im.Publish(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	amendRegisters(t, at.Owner)
}

// amendRegisters writes what no record says: parents and successions.
func amendRegisters(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	_, err = conn.Exec(t.Context(), fmt.Sprintf(`
		update agency set parent = '%[2]s' where id = '%[1]s' and exists (select from agency where id = '%[2]s');
		update agency set valid = '[2025-07-01,)' where id = '%[2]s';
		insert into agency_succession
			select a.id, b.id, '2025-07-01', '202/2025/QH15' from agency a, agency b where a.id = '%[3]s' and b.id = '%[2]s' on conflict do nothing`,
		department.ID, province.ID, formerProvince.ID))
	if err != nil {
		t.Fatal(err)
	}
}

// reply is an answer with its status and headers.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// ask posts a query.
func (w *world) ask(t *testing.T, query string, variables map[string]any, header ...string) reply {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return w.post(t, string(body), header...)
}

// post sends a body as it is.
func (w *world) post(t *testing.T, body string, header ...string) reply {
	t.Helper()
	return w.postFrom(t, "192.0.2.1:1234", body, header...)
}

func (w *world) postFrom(t *testing.T, address, body string, header ...string) reply {
	t.Helper()
	if w.base != "" {
		return w.postOver(t, body, header)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body)).WithContext(t.Context())
	r.RemoteAddr = address
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	out := httptest.NewRecorder()
	w.ServeHTTP(out, r)
	return reply{out.Code, out.Header(), out.Body.Bytes()}
}

func (w *world) postOver(t *testing.T, body string, header []string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.base+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header, text}
}

// get posts a query that must not fail and reads its data.
func (w *world) get(t *testing.T, to any, query string, variables map[string]any) {
	t.Helper()
	got := w.ask(t, query, variables)
	var answer struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	if err := json.Unmarshal(got.body, &answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%s\n%v %s\n%s", query, err, got.body, w.log)
	}
	if err := json.Unmarshal(answer.Data, to); err != nil {
		t.Fatal(err)
	}
}

// tracer counts statements, each of a batch by itself.
type tracer struct{ n *atomic.Int64 }

func (c tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (c tracer) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) { c.n.Add(1) }

func (tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
