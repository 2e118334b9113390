package graph_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/internal/export"
	"motcua/internal/webhook"
)

// TestNothingPrivateIsEmitted has a canary in every private field and asks for
// everything that a server tells but the personal part: none is in any answer,
// facet, suggestion, highlight, export, subscription, webhook, metric, line of
// the log, line of the audit log or text of an error, whoever asks.
func TestNothingPrivateIsEmitted(t *testing.T) {
	c := newCity(t)
	c.config.Files.Exporter = &export.Exporter{Feedback: c.index, FeedbackRows: c.desk.desk(), Clock: c.config.Clock}
	hooked := c.webhook()
	told := []*overheard{c.overSSE("", "feedbackChanged"), c.overSSE("outsider", "feedbackChanged"), c.overSSE("receiver", "feedbackChanged"), c.overSocket("", "feedbackChanged"), c.overSocket("whole", "feedbackChanged")}

	f, secret := c.sent()
	hidden, _ := c.submit(input("Cán bộ nhận tiền của Trần Quỳnh Canarywat", "Tôi tên Trần Quỳnh Canarywat, ở 99 Ngõ Canaryxóm, gọi 0987 123 456, phản ánh việc thu tiền ngoài quy định, canary@example.vn."))
	c.walkToPublished(f)
	if code := c.bySender("rateFeedback", f, secret, `rating: 2 note: "canarynote"`); code != "" {
		t.Errorf("rated: %q", code)
	}
	c.settled()

	everybody := append([]string{""}, "citizen", "outsider", "ministry", "receiver", "whole", "auditor", "erasing")
	for _, as := range everybody {
		c.askEverything(as, f, hidden)
	}
	for _, as := range []string{"receiver", "outsider", "auditor"} {
		for _, format := range []string{"CSV", "JSONL", "XLSX"} {
			c.export(as, format)
		}
	}
	c.errors(hidden)
	c.heard(told, hooked)
	metrics := httptest.NewRecorder()
	promhttp.HandlerFor(c.metrics, promhttp.HandlerOpts{}).ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if !strings.Contains(metrics.Body.String(), "motcua_operations_total") {
		t.Errorf("no metrics: %s", metrics.Body)
	}
	c.emitted.Write(metrics.Body.Bytes())
	c.leaks()
}

// askEverything asks as somebody for all that is not personal.
func (c *city) askEverything(as string, f, hidden *seen) {
	c.t.Helper()
	ask := func(query string) {
		c.t.Helper()
		if code := c.asked(as, query, nil, false).code(""); code == "GRAPHQL_VALIDATION_FAILED" {
			c.t.Errorf("%s is no question", query)
		}
	}
	searches := []string{"đất đai", "thu tien", "Canarywat", "quynh canarywat", "0987123456", "canary@example.vn", "Ngõ Canaryxóm", "079188001234", "canarynote"}
	const fields = `code state masked { title text place } published { title text answer } assignee similar { share feedback { masked { title } } } events { kind actorName } episodes { outcome } attachments { name }`
	for _, search := range searches {
		ask(fmt.Sprintf(`{ feedbacks(search: %q) { totalCount aliases { to } edges { score highlights { field fragments { text marked } } node { %s } }
			facets(includeZero: true) { field values { value label count } } } }`, search, fields))
		ask(fmt.Sprintf(`{ suggestions(prefix: %q) { text } relatedToFeedback(title: %q text: "Tôi là Trần Quỳnh Canarywat") { procedures { name } similarAnswers { published { title text } } } }`, search, search))
		ask(fmt.Sprintf(`{ feedbacks(filter: {place: %q}) { totalCount nodes { code } } }`, search))
	}
	for _, query := range []string{
		`{ backlog { totalCount cells { state count feedbacks { nodes { masked { title text place } } } } } }`,
		`{ dueList(day: "2026-12-01") { dueCount overdueCount parts { assignee feedbacks { nodes { masked { title } } } } } }`,
		`{ feedbackStatistics(from: "2026-01-01", to: "2027-01-01") { status figures { received } satisfaction { percent } localities { received list { agency { name } } } } }`,
		`{ auditLog(first: 100) { nodes { action what entity entityId subject name agency { code } requestId } } }`,
		`{ feedbacks(published: true) { nodes { ` + fields + ` } facets { field values { value label count } } } }`,
		fmt.Sprintf(`{ a: feedback(code: %q) { %s } }`, f.Code, fields), fmt.Sprintf(`{ a: feedback(code: %q) { %s } }`, hidden.Code, fields),
		fmt.Sprintf(`{ a: feedback(id: %q) { %s } }`, hidden.ID, fields), `{ savedFilters { name } searchInsights { text } }`,
	} {
		ask(query)
	}
}

// export fetches the list that somebody sees; sheets are unpacked.
func (c *city) export(as, format string) {
	c.t.Helper()
	a := c.asked(as, fmt.Sprintf(`mutation { m: createExport(input: {format: %s, feedbacks: {}}) { export { url } userErrors { code } } }`, format), nil, false)
	var p struct{ Export struct{ URL string } }
	if err := json.Unmarshal(a.Data["m"], &p); err != nil || p.Export.URL == "" {
		c.t.Fatalf("%s for %s: %v %+v", format, as, err, a)
	}
	answer, err := http.Get(c.base + p.Export.URL)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	file, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%d %v %s", answer.StatusCode, err, file)
	}
	c.emitted.Write(file)
	if format != "XLSX" {
		return
	}
	sheet, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, part := range sheet.File {
		r, err := part.Open()
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := io.Copy(&c.emitted, r); err != nil {
			c.t.Fatal(err)
		}
		_ = r.Close()
	}
}

// errors makes refusals whose input holds what is private.
func (c *city) errors(f *seen) {
	c.t.Helper()
	for _, in := range []func(map[string]any){
		func(in map[string]any) { in["consent"] = nil },
		func(in map[string]any) { in["sender"].(map[string]any)["email"] = "canary@example.vn@" },
		func(in map[string]any) { in["sender"].(map[string]any)["telephone"] = "0987123456x" },
		func(in map[string]any) { in["place"] = strings.Repeat(canaryAddress, 20) },
		func(in map[string]any) { in["uploads"] = []string{"0b5a7c1e-6f3d-4b1a-9a57-5f0c9a3d2e11"} },
	} {
		body := input("Hồ sơ của "+canaryName, "Tôi là "+canaryName+", nhà ở "+canaryAddress+", gọi "+canaryPhone+" về việc hồ sơ bị trả lại.")
		in(body)
		c.asked("", submitQuery, map[string]any{"in": body}, false)
	}
	c.act("receiver", "classifyFeedback", f, `class: CONDUCT note: "canarynote"`)
	c.act("receiver", "returnFeedback", f, `note: "canarynote `+canaryName+`"`)
	c.asked("outsider", `{ feedbackOfSender(telephone: "0987123456") { code masked { title } } }`, nil, false)
	c.asked("receiver", `{ feedbackOfSender(telephone: "0987123456") { code masked { title text } } }`, nil, false)
}

// overheard is what a subscription told.
type overheard struct {
	sync.Mutex
	name string
	text bytes.Buffer
}

func (o *overheard) add(b []byte) {
	o.Lock()
	defer o.Unlock()
	o.text.Write(b)
}

const subscribed = `subscription { %s { end feedback { code state masked { title text place } published { title text } events { kind } } } }`

func (c *city) overSSE(as, field string) *overheard {
	c.t.Helper()
	body, _ := json.Marshal(map[string]string{"query": fmt.Sprintf(subscribed, field)})
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+"/graphql", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+c.tokens[as])
	}
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = answer.Body.Close() })
	o := &overheard{name: "SSE of " + as}
	go func() {
		part := make([]byte, 4096)
		for {
			n, err := answer.Body.Read(part)
			o.add(part[:n])
			if err != nil {
				return
			}
		}
	}()
	return o
}

func (c *city) overSocket(as, field string) *overheard {
	c.t.Helper()
	header := http.Header{}
	if as != "" {
		header.Set("Authorization", "Bearer "+c.tokens[as])
	}
	conn, answer, err := websocket.Dial(c.t.Context(), "ws"+strings.TrimPrefix(c.base, "http")+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: header})
	if err != nil {
		c.t.Fatal(err, answer)
	}
	conn.SetReadLimit(1 << 20)
	c.t.Cleanup(func() { _ = conn.CloseNow() })
	query, _ := json.Marshal(fmt.Sprintf(subscribed, field))
	ctx := context.Background()
	for _, text := range []string{`{"type":"connection_init"}`, `{"id":"1","type":"subscribe","payload":{"query":` + string(query) + `}}`} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
			c.t.Fatal(err)
		}
	}
	o := &overheard{name: "WebSocket of " + as}
	go func() {
		for {
			_, text, err := conn.Read(ctx)
			if err != nil {
				return
			}
			o.add(text)
		}
	}()
	return o
}

// canaryOutbox is the deliveries as the program fills them.
type canaryOutbox struct {
	*db.DB
	log *changelog.Log
}

// Fill implements [webhook.Store].
func (o canaryOutbox) Fill(ctx context.Context) (bool, error) {
	return o.log.Outbox(ctx, func(ctx context.Context, tx pgx.Tx, f changelog.Fill) error {
		return o.FillDeliveries(ctx, tx, f.Procedures, f.Feedbacks, f.Position, f.Renewed)
	})
}

// webhook registers one for everything, and a server that hears it.
func (c *city) webhook() *overheard {
	c.t.Helper()
	o := &overheard{name: "webhook"}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.add(body)
		o.add([]byte(fmt.Sprint(r.Header)))
	}))
	c.t.Cleanup(s.Close)
	store := c.desk.desk()
	if _, _, err := store.CreateWebhook(c.t.Context(), motcua.Caller{Subject: "key:root", Name: "root"}, motcua.Webhook{URL: s.URL, Topics: []motcua.WebhookTopic{motcua.TopicFeedback, motcua.TopicCatalogue}}, true); err != nil {
		c.t.Fatal(err)
	}
	sender := webhook.New(canaryOutbox{store, changelog.New(store.Pool(), "hook", c.config.Log)}, webhook.Options{AllowPrivate: true, Clock: time.Now, Log: c.config.Log})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = sender.Run(ctx); close(done) }()
	c.t.Cleanup(func() { cancel(); <-done })
	return o
}

// heard waits until each that must has told something, and keeps it all.
func (c *city) heard(told []*overheard, hooked *overheard) {
	c.t.Helper()
	silent := map[string]bool{"SSE of outsider": true} // until it is published
	all := append(told, hooked)
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		quiet, said := "", ""
		for _, o := range all {
			o.Lock()
			if !strings.Contains(o.text.String(), `"code"`) && !silent[o.name] {
				quiet, said = o.name, o.text.String()
			}
			o.Unlock()
		}
		if quiet == "" {
			break
		}
		if time.Now().After(end) {
			c.t.Errorf("the %s told nothing of it: %s", quiet, said)
			break
		}
	}
	for _, o := range all {
		o.Lock()
		c.emitted.Write(o.text.Bytes())
		o.Unlock()
	}
}
