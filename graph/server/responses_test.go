package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua"
	"motcua/graph"
)

// register is a catalogue of agencies whose names say how often they were read.
type register struct {
	graph.Catalogue
	graph.Searcher
	reads   atomic.Int64
	reading chan struct{} // told when one is read; nil tells nobody
	release chan struct{} // waited for then
}

func (c *register) AgencyOn(ctx context.Context, asked, _ *string, _ motcua.Date) (*motcua.Agency, error) {
	n, code := c.reads.Add(1), *asked
	if c.reading != nil {
		c.reading <- struct{}{}
		select {
		case <-c.release:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if code == "none" {
		return nil, motcua.NotFound("agency", code)
	}
	return &motcua.Agency{ID: motcua.DeriveID("agency", code), Name: fmt.Sprintf("read %d %s", n, strings.Repeat("x", 2000))}, nil
}

func (c *register) Search(_ context.Context, q motcua.ProcedureQuery) (*motcua.ProcedureResult, error) {
	c.reads.Add(1)
	return &motcua.ProcedureResult{Total: 1}, nil
}

func (c *register) ProcedureVersions(context.Context, []motcua.ID, motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	return nil, nil
}

func (c *register) Highlights(string, *motcua.Procedure) []motcua.Highlight { return nil }

// searches counts what is told of searches.
type searches struct {
	mu   sync.Mutex
	list []string
}

func (s *searches) CountSearch(text string, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, fmt.Sprint(text, found))
}
func (*searches) CountClick(string, motcua.ID, int) {}

// feed is a change log that a test writes.
type feed struct {
	motcua.Source
	batches chan motcua.Batch
}

func (f feed) Follow(ctx context.Context, _ motcua.Position, sink motcua.Sink) error {
	for {
		select {
		case b := <-f.batches:
			if err := sink.Apply(ctx, b); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

type applied chan motcua.Batch

func (a applied) Apply(_ context.Context, b motcua.Batch) error { return nil }

// desk is a handler that keeps answers, and what a test moves.
type desk struct {
	http.Handler
	cfg       Config
	register  *register
	searches  *searches
	revisions *motcua.Revisions
	now       atomic.Pointer[time.Time]
	xid       uint64
	batches   chan motcua.Batch
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{register: &register{}, searches: &searches{}, revisions: &motcua.Revisions{}, batches: make(chan motcua.Batch)}
	noon := time.Date(2026, 6, 15, 5, 0, 0, 0, time.UTC) // noon in Vietnam
	d.now.Store(&noon)
	src := d.revisions.Watch(motcua.AllAreas, feed{batches: d.batches})
	go func() { _ = src.Follow(t.Context(), motcua.Position{System: "s"}, applied(nil)) }() // ends with the test
	cfg := Config{
		Catalogue: d.register, Searcher: d.register, Usage: d.searches, Clock: func() time.Time { return *d.now.Load() },
		Log: slog.New(slog.DiscardHandler), ResponseCache: 1 << 20, Revisions: d.revisions,
	}
	d.cfg = cfg
	h, err := NewHandler(cfg)
	if err != nil {
		t.Fatal(err)
	}
	d.Handler = h
	d.change(t, 0) // following has begun
	return d
}

// behindFront is a handler of the same kept answers that no front gives.
func (d *desk) behindFront(t testing.TB) http.Handler {
	t.Helper()
	h, ok := d.Handler.(*Handler)
	if !ok {
		t.Fatal("no handler")
	}
	executor, err := NewExecutor(d.cfg)
	if err != nil {
		t.Fatal(err)
	}
	end := endpoint{executor: executor, responses: h.responses, clock: d.cfg.Clock, gate: newGate(d.cfg), log: d.cfg.Log}
	api, err := compress(end)
	if err != nil {
		t.Fatal(err)
	}
	return observe(secure(recorded(api)), watch{log: d.cfg.Log})
}

// change has the copy apply a change in some areas.
func (d *desk) change(t testing.TB, in motcua.Area) {
	t.Helper()
	d.xid++
	d.batches <- motcua.Batch{Position: motcua.Position{System: "s", XID: d.xid}, Areas: in}
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if now, ok := d.revisions.Now(motcua.AllAreas); ok && now.Position.XID == d.xid {
			return
		}
	}
	t.Fatal("the change was not applied")
}

const agencyQuery = `{"query":"{ agency(code: \"H15\") { name } }"}`

func (d *desk) post(body string, header ...string) *httptest.ResponseRecorder {
	return send(d, "POST", "/graphql", body, append([]string{"Content-Type", "application/json"}, header...)...)
}

// reading gives which read an answer is of.
func reading(t *testing.T, w *httptest.ResponseRecorder) (n int) {
	t.Helper()
	if _, err := fmt.Sscanf(w.Body.String(), `{"data":{"agency":{"name":"read %d`, &n); err != nil {
		t.Fatal(w.Code, w.Body, err)
	}
	return n
}

func TestAnswersAreKeptWhileTheyAreRight(t *testing.T) {
	d := newDesk(t)
	const get = "/graphql?query=%7B+agency(code%3A+%22H15%22)+%7B+name+%7D+%7D"
	for _, step := range []struct {
		name string
		do   func()
		ask  func() *httptest.ResponseRecorder
		want int
		how  string
	}{
		{"the first", nil, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 1, "fwd=miss"},
		{"the same", nil, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 1, "hit"},
		{"the same with other white space", nil, func() *httptest.ResponseRecorder { return d.post(" " + agencyQuery) }, 1, "hit"},
		{"by GET", nil, func() *httptest.ResponseRecorder { return send(d, "GET", get, "") }, 1, "hit"},
		{"by GET again", nil, func() *httptest.ResponseRecorder { return send(d, "GET", get, "") }, 1, "hit"},
		{"in the other language", nil, func() *httptest.ResponseRecorder { return d.post(agencyQuery, "Accept-Language", "vi") }, 2, "fwd=miss"},
		{"with another document", nil, func() *httptest.ResponseRecorder {
			return d.post(`{"query":"query Q($c: String!) { agency(code: $c) { name } }","variables":{"c":"H15"}}`)
		}, 3, "fwd=miss"},
		{"with other variables", nil, func() *httptest.ResponseRecorder {
			return d.post(`{"query":"query Q($c: String!) { agency(code: $c) { name } }","variables":{"c":"H16"}}`)
		}, 4, "fwd=miss"},
		{"after a change of feedback", func() { d.change(t, motcua.AreaFeedback) }, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 1, "hit"},
		{"after a change of the catalogue", func() { d.change(t, motcua.AreaCatalogue) }, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 5, "fwd=miss"},
		{"after a change of the vocabulary", func() { d.change(t, motcua.AreaVocabulary) }, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 6, "fwd=miss"},
		{"after midnight", func() { at := d.now.Load().Add(12 * time.Hour); d.now.Store(&at) }, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 7, "fwd=miss"},
		{"then", nil, func() *httptest.ResponseRecorder { return d.post(agencyQuery) }, 7, "hit"},
	} {
		if step.do != nil {
			step.do()
		}
		got := step.ask()
		if n, how := reading(t, got), got.Header().Get("Cache-Status"); n != step.want || how != "motcua; "+step.how {
			t.Errorf("%s: read %d, %s; want %d, %s", step.name, n, how, step.want, step.how)
		}
		if got.Header().Get(revisionHeader) == "" {
			t.Errorf("%s: the answer names no revision", step.name)
		}
	}
}

func TestWhatIsNotKept(t *testing.T) {
	d := newDesk(t)
	for name, body := range map[string]string{
		"an error":                `{"query":"{ agency(code: \"none\") { name } }"}`,
		"what is the caller's":    `{"query":"{ viewer { name } agency(code: \"H15\") { name } }"}`,
		"nothing of the data":     `{"query":"{ __typename }"}`,
		"what is refused":         `{"query":"{ nothing }"}`,
		"a subscription's answer": `{"query":"subscription { nothing }"}`,
	} {
		for range 2 {
			got := d.post(body)
			if how, may := got.Header().Get("Cache-Status"), got.Header().Get("Cache-Control"); how != "motcua; fwd=miss" || may != "no-store" || got.Header().Get("ETag") != "" {
				t.Errorf("%s: %s, %s: %s", name, how, may, got.Body)
			}
		}
	}
	// An Authorization header, even of nobody, comes past the kept answers.
	d.post(agencyQuery)
	// So does who asks for the price alone.
	if got := d.post(agencyQuery, costHeader, costOnly); !strings.Contains(got.Body.String(), `"data":null`) {
		t.Errorf("the price of a kept answer is %s", got.Body)
	}
	if got := d.post(agencyQuery, "Authorization", "Bearer motcua_x"); got.Code != http.StatusUnauthorized {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

func TestKeptAnswersAreForGivenTypesOnly(t *testing.T) {
	d := newDesk(t)
	d.post(agencyQuery)
	if got := send(d, "POST", "/graphql", agencyQuery, "Content-Type", "text/plain"); got.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a kept answer to a POST of text/plain: %d", got.Code)
	}
	if got := d.post(agencyQuery, "Accept", "text/html"); got.Code != http.StatusNotAcceptable {
		t.Errorf("a kept answer where no page is: %d", got.Code)
	}
	if got := d.post(agencyQuery, "Accept", mediaResponse); !strings.HasPrefix(got.Header().Get("Content-Type"), mediaResponse) || reading(t, got) != 1 {
		t.Errorf("%v", got.Header())
	}
}

func TestTagsAndTimes(t *testing.T) {
	d := newDesk(t)
	const get = "/graphql?query=%7B+agency(code%3A+%22H15%22)+%7B+name+%7D+%7D"
	plain := send(d, "GET", get, "")
	packed := send(d, "GET", get, "", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(bytes.NewReader(packed.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !bytes.Equal(text, plain.Body.Bytes()) {
		t.Error("the compressed answer is another one")
	}
	one, other := plain.Header().Get("ETag"), packed.Header().Get("ETag")
	if one == other || other != strings.TrimSuffix(one, `"`)+`-gzip"` || strings.HasPrefix(one, "W/") {
		t.Errorf("tags %s and %s", one, other)
	}
	for _, h := range []http.Header{plain.Header(), packed.Header()} {
		if may, vary := h.Get("Cache-Control"), strings.Join(h.Values("Vary"), ", "); may != "public, max-age=60" ||
			!strings.Contains(vary, "Authorization") || !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Accept-Language") {
			t.Errorf("Cache-Control %q, Vary %q", may, vary)
		}
	}
	for _, c := range []struct {
		tag, encoding string
		status        int
		sent          string
	}{
		{one, "", 304, one}, {"W/" + one, "", 304, one}, {`"x", ` + one, "", 304, one}, {"*", "", 304, one},
		{other, "gzip", 304, other}, {`"x"`, "", 200, one},
	} {
		got := send(d, "GET", get, "", "If-None-Match", c.tag, "Accept-Encoding", c.encoding)
		if got.Code != c.status || got.Header().Get("ETag") != c.sent || (got.Code == 304) != (got.Body.Len() == 0) {
			t.Errorf("If-None-Match %s: %d, %s", c.tag, got.Code, got.Header().Get("ETag"))
		}
	}
	if got := d.post(agencyQuery, "If-None-Match", one); got.Code != http.StatusOK {
		t.Errorf("a POST is answered with %d", got.Code)
	}
	// Nobody may keep an answer beyond its day.
	night := d.now.Load().Add(12*time.Hour - 20*time.Second)
	d.now.Store(&night)
	if got := send(d, "GET", get, "").Header().Get("Cache-Control"); got != "public, max-age=20" {
		t.Errorf("20 s before midnight: %s", got)
	}
}

// An answer that was begun before midnight and is sent after it is kept by
// nobody: it is of a day that is gone.
func TestAnswerMadeOverMidnightIsNotKept(t *testing.T) {
	d := newDesk(t)
	const get = "/graphql?query=%7B+agency(code%3A+%22H15%22)+%7B+name+%7D+%7D"
	d.register.reading, d.register.release = make(chan struct{}), make(chan struct{})
	night := d.now.Load().Add(12*time.Hour - time.Second)
	d.now.Store(&night)
	got := make(chan *httptest.ResponseRecorder)
	go func() { got <- send(d, "GET", get, "") }()
	<-d.register.reading
	morning := night.Add(2 * time.Second)
	d.now.Store(&morning)
	close(d.register.release)
	if age := (<-got).Header().Get("Cache-Control"); age != "public, max-age=0" {
		t.Errorf("a second after midnight: %s", age)
	}
}

func TestOneRunsForAllWhoAsk(t *testing.T) {
	d := newDesk(t)
	d.post(agencyQuery)
	d.change(t, motcua.AreaCatalogue)
	d.register.reading, d.register.release = make(chan struct{}), make(chan struct{})
	before := d.register.reads.Load()
	ctx, leave := context.WithCancel(t.Context())
	ask := func(ctx context.Context) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/graphql", strings.NewReader(agencyQuery)).WithContext(ctx)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		return w
	}
	var all sync.WaitGroup
	all.Go(func() { ask(ctx) })
	<-d.register.reading // the first one runs
	answers := make([]*httptest.ResponseRecorder, 20)
	for i := range answers {
		all.Go(func() { answers[i] = ask(t.Context()) })
	}
	time.Sleep(20 * time.Millisecond) // they wait for the first one by now
	leave()                           // whose client goes
	<-d.register.reading              // so one of them runs
	d.register.release <- struct{}{}
	all.Wait()
	for _, got := range answers {
		if n := reading(t, got); n != int(before)+2 {
			t.Errorf("an answer is of read %d", n)
		}
	}
	if n := d.register.reads.Load() - before; n != 2 {
		t.Errorf("%d reads for 21 who asked", n)
	}
}

func TestSearchesOfKeptAnswersAreCounted(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		d.post(`{"query":"{ procedures(search: \"khai sinh\") { totalCount edges { cursor } } }"}`)
	}
	if reads := d.register.reads.Load(); reads != 1 || len(d.searches.list) != 3 {
		t.Errorf("%d reads, %v", reads, d.searches.list)
	}
}

func TestKeptAnswersAreBounded(t *testing.T) {
	d := newDesk(t)
	for i := range 2000 {
		d.post(fmt.Sprintf(`{"query":"query { agency(code: \"%d\") { name } }"}`, i))
	}
	h, ok := d.Handler.(*Handler)
	if !ok {
		t.Fatal("no handler")
	}
	h.responses.cache.CleanUp()
	if held := h.responses.cache.WeightedSize(); held > 1<<20 || held < 1<<19 {
		t.Errorf("%d bytes are kept, %d allowed", held, 1<<20)
	}
}
