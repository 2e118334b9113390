package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
	"motcua/graph/server"
	"motcua/search"
	"motcua/search/feedback"
	"motcua/search/replica"
)

// node is a desk whose copies follow the log as those of a server do.
type node struct {
	*desk
	curator  []string
	log      *changelog.Log
	index    *search.Index
	feedback *feedback.Indexes
	stop     func() // the following
}

// newNode waits for revisions as long as it is told.
func newNode(t *testing.T, revisionTime time.Duration) *node {
	t.Helper()
	d := newDesk(t)
	index, ok := d.config.Searcher.(*search.Index)
	if !ok {
		t.Fatal("no index")
	}
	found, err := feedback.Open(t.TempDir(), replica.Options{Clock: clock()})
	if err != nil {
		t.Fatal(err)
	}
	log := changelog.New(d.database(t).Pool(), "node", d.config.Log)
	n := &node{desk: d, curator: d.keyFor(t, "an", motcua.ScopeCurate), log: log, index: index, feedback: found}
	t.Cleanup(func() { _ = found.Close() })
	n.run()
	t.Cleanup(func() { n.stop() })
	d.config.FeedbackSearcher, d.config.Filters = found, d.database(t)
	d.config.Changes, d.config.ResponseCache = log, 1<<20
	if err := d.config.Limits.Set("revision-time", int(revisionTime.Milliseconds())); err != nil {
		t.Fatal(err)
	}
	d.serve(t)
	return n
}

// run lets the copies follow until they are stopped.
func (n *node) run() {
	n.t.Helper()
	store := n.desk.desk()
	follower := n.log.Follower(store.MaskedFeedback)
	revisions := &motcua.Revisions{Look: follower.Look}
	n.config.Revisions = revisions
	procedures := revisions.Watch(motcua.AreaCatalogue|motcua.AreaVocabulary, follower.Source(n.log))
	official := revisions.Watch(motcua.AreaFeedback, follower.Source(n.log.OfFeedback("official", store.MaskedFeedback)))
	public := revisions.Watch(motcua.AreaFeedback, follower.Source(n.log.OfFeedback("public", db.PublishedFeedback)))
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func() error{
		func() error { return follower.Run(ctx) },
		func() error { return n.index.Run(ctx, procedures) },
		func() error { return n.feedback.Official.Run(ctx, official) },
		func() error { return n.feedback.Public.Run(ctx, public) },
	} {
		running.Go(func() { _ = run() }) // it ends with the context's error
	}
	n.stop = func() { cancel(); running.Wait() }
}

// addAlias makes a form find marriages, and gives the revision.
func (n *node) addAlias(form string) string {
	n.t.Helper()
	data, codes := n.as(n.t, n.curator, `mutation($f: String!) { p: addAlias(input: {form: $f, means: "đăng ký kết hôn", kind: COLLOQUIAL}) { revision userErrors { code } } }`, map[string]any{"f": form})
	return n.revision(data, codes)
}

func (n *node) revision(data string, codes []string) string {
	n.t.Helper()
	var written struct {
		P struct {
			Revision   string
			UserErrors []any
		}
	}
	if err := json.Unmarshal([]byte(data), &written); err != nil || len(codes)+len(written.P.UserErrors) > 0 || written.P.Revision == "" {
		n.t.Fatalf("%v %v %s", err, codes, data)
	}
	return written.P.Revision
}

// The three ways to ask for a revision.
const (
	byArgument  = "argument"
	byHeader    = "header"
	byExtension = "extension"
)

// askAt searches for a form at a revision and gives the whole answer.
func (n *node) askAt(way, form, revision string) reply {
	n.t.Helper()
	const plain = `query($s: String!) { procedures(search: $s, first: 1) { totalCount } }`
	variables := map[string]any{"s": form}
	switch way {
	case byArgument:
		variables["r"] = revision
		return n.ask(n.t, `query($s: String!, $r: String) { procedures(search: $s, first: 1, minRevision: $r) { totalCount } }`, variables)
	case byHeader:
		return n.ask(n.t, plain, variables, "Motcua-Min-Revision", revision)
	}
	body, err := json.Marshal(map[string]any{"query": plain, "variables": variables, "extensions": map[string]any{"minRevision": revision}})
	if err != nil {
		n.t.Fatal(err)
	}
	return n.post(n.t, string(body))
}

// codeOf gives the code of the only error, "" for none, and the total.
func (r reply) codeOf(t *testing.T) (code string, total int) {
	t.Helper()
	var a struct {
		Data   *struct{ Procedures struct{ TotalCount int } }
		Errors []shownError
	}
	if err := json.Unmarshal(r.body, &a); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	if len(a.Errors) > 0 {
		return fmt.Sprint(a.Errors[0].Extensions["code"]), 0
	}
	return "", a.Data.Procedures.TotalCount
}

// Who writes and then searches with the revision of the write finds it, each of
// 200 times, in whatever way the revision is asked for; also where an answer
// from before the write was kept.
func TestReadYourOwnWritesThroughSearch(t *testing.T) {
	n := newNode(t, time.Minute)
	ways := []string{byArgument, byHeader, byExtension}
	for i := range 40 {
		form := fmt.Sprintf("zqx%03d", i)
		for range 2 { // the second is kept
			if code, total := n.ask(t, `query($s: String!) { procedures(search: $s, first: 1) { totalCount } }`, map[string]any{"s": form}).codeOf(t); code != "" || total != 0 {
				t.Fatalf("before it is written, %q finds %d %s", form, total, code)
			}
		}
		revision := n.addAlias(form)
		if code, total := n.askAt(ways[i%3], form, revision).codeOf(t); code != "" || total == 0 {
			t.Errorf("%d by %s: %d found %s", i, ways[i%3], total, code)
		}
	}
	for i := range 160 {
		code, revision := n.submitFrom(i)
		a := n.asked("receiver", `query($s: String!, $r: String) { feedbacks(search: $s, minRevision: $r) { totalCount } backlog(minRevision: $r) { totalCount } }`, map[string]any{"s": code, "r": revision}, false)
		if got := fmt.Sprintf("%s %s %v", a.Data["feedbacks"], a.Data["backlog"], a.Errors); got != fmt.Sprintf(`{"totalCount":1} {"totalCount":%d} []`, i+1) {
			t.Errorf("%d: %s", i, got)
		}
	}
}

// submitFrom sends feedback as one of many people, and gives its code and the
// revision.
func (n *node) submitFrom(i int) (code, revision string) {
	n.t.Helper()
	sent := input(fmt.Sprintf("Việc thứ %d", i), "Bộ phận một cửa trả kết quả chậm.")
	sent["sender"] = map[string]any{"name": "Người gửi", "address": "Hà Nội", "telephone": fmt.Sprintf("0912%06d", i)}
	body, err := json.Marshal(map[string]any{
		"query":     `mutation($in: SubmitFeedbackInput!) { p: submitFeedback(input: $in) { feedback { code } revision userErrors { code } } }`,
		"variables": map[string]any{"in": sent},
	})
	if err != nil {
		n.t.Fatal(err)
	}
	got := n.postFrom(n.t, fmt.Sprintf("198.51.100.%d:1", i), string(body))
	var a struct {
		Data struct {
			P *struct {
				Feedback struct{ Code string }
				Revision string
			}
		}
	}
	if err := json.Unmarshal(got.body, &a); err != nil || a.Data.P == nil || a.Data.P.Revision == "" {
		n.t.Fatalf("%v %s", err, got.body)
	}
	return a.Data.P.Feedback.Code, a.Data.P.Revision
}

// Where an open transaction of another database holds the log back, the wait
// ends within its bound, tells when to ask again, and names nobody.
func TestRevisionNotReachedNamesNobody(t *testing.T) {
	n := newNode(t, 300*time.Millisecond)
	other := pgtest.New(t)
	conn, err := pgx.Connect(t.Context(), other.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var pid string
	if err := tx.QueryRow(t.Context(), `select pg_backend_pid()::text where pg_current_xact_id() is not null`).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	revision := n.addAlias("zqxheld")
	begun := time.Now()
	got := n.askAt(byHeader, "zqxheld", revision)
	if code, _ := got.codeOf(t); code != "REVISION_NOT_REACHED" || time.Since(begun) > 5*time.Second {
		t.Errorf("after %s: %s", time.Since(begun), got.body)
	}
	if got.header.Get("Retry-After") != "1" || !strings.Contains(string(got.body), `"retryAfter":1`) {
		t.Errorf("it does not say when to ask again: %v %s", got.header, got.body)
	}
	for _, name := range []string{other.Name, pid, "transaction", "postgres"} {
		if strings.Contains(string(got.body), name) {
			t.Errorf("the answer names %q: %s", name, got.body)
		}
	}
	if code, total := n.ask(t, `{ procedures(search: "zqxheld", first: 1) { totalCount } }`, nil).codeOf(t); code != "" || total != 0 {
		t.Errorf("without a revision the answer is %d, %q", total, code)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		code, total := n.askAt(byHeader, "zqxheld", revision).codeOf(t)
		if code == "" && total > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after the other has ended: %d found, %q", total, code)
		}
	}
}

// A revision of another history, or none at all, is refused at once.
func TestForeignRevision(t *testing.T) {
	n := newNode(t, time.Minute)
	at, err := motcua.ParseRevision(n.addAlias("zqx"))
	if err != nil {
		t.Fatal(err)
	}
	before, elsewhere := at, at
	before.Epoch--
	elsewhere.System = "another"
	for name, tt := range map[string]struct{ revision, code string }{
		"before a restore": {before.Revision(), "REVISION_UNKNOWN"},
		"another server's": {elsewhere.Revision(), "REVISION_UNKNOWN"},
		"nonsense":         {"bm9uc2Vuc2U", "BAD_USER_INPUT"},
		"no base64":        {"?", "BAD_USER_INPUT"},
	} {
		for _, way := range []string{byArgument, byHeader, byExtension} {
			if code, _ := n.askAt(way, "x", tt.revision).codeOf(t); code != tt.code {
				t.Errorf("%s by %s: %q, want %s", name, way, code, tt.code)
			}
		}
	}
	if got := n.post(t, `{"query": "{ procedures { totalCount } }", "extensions": {"minRevision": 1}}`); !strings.Contains(string(got.body), "BAD_USER_INPUT") {
		t.Errorf("a number: %s", got.body)
	}
	// A server without copies cannot wait for them.
	n.config.Revisions, n.config.ResponseCache = nil, 0
	h, err := server.NewHandler(n.config)
	if err != nil {
		t.Fatal(err)
	}
	n.Handler = h
	if got := n.askAt(byHeader, "x", at.Revision()); got.status != http.StatusServiceUnavailable || !strings.Contains(string(got.body), "UNAVAILABLE") {
		t.Errorf("without copies: %d %s", got.status, got.body)
	}
}

// lostLog is the log of a database that is lost right after a mutation committed.
type lostLog struct{ *changelog.Log }

// Written implements [graph.CatalogLog].
func (lostLog) Written(context.Context) (motcua.Position, error) {
	return motcua.Position{}, &motcua.Error{Kind: motcua.KindUnavailable, Message: "the database does not answer"}
}

// What was committed has its revision from its own transaction: a database that is
// lost after that makes no failure of a write that is stored. Where nothing was
// written nothing is lost with the payload.
func TestRevisionComesWithTheCommit(t *testing.T) {
	n := newNode(t, 5*time.Second)
	n.config.Changes = lostLog{n.log}
	n.serve(t)
	const add = `mutation($f: String!) { p: addAlias(input: {form: $f, means: "đăng ký kết hôn", kind: COLLOQUIAL}) { alias { form } revision userErrors { code } } }`
	data, codes := n.as(n.t, n.curator, add, map[string]any{"f": "cưới xin"})
	var got struct {
		P *struct {
			Alias    *struct{ Form string }
			Revision string
		}
	}
	if err := json.Unmarshal([]byte(data), &got); err != nil || len(codes) > 0 || got.P == nil || got.P.Alias == nil || got.P.Revision == "" {
		t.Fatalf("%s %v %v", data, codes, err)
	}
	at, err := motcua.ParseRevision(got.P.Revision)
	if err != nil {
		t.Fatal(err)
	}
	// The present revision, asked for afterwards, has it as well; the log before it
	// has not.
	now, err := n.log.Written(t.Context())
	if err != nil || !now.Reached(at) {
		t.Errorf("%v was given, and %v is reached: %v", at, now, err)
	}
	var xid uint64
	err = n.database(t).Pool().QueryRow(t.Context(), `select max(xid::text::bigint) from change where entity = 'ALIAS'`).Scan(&xid)
	if err != nil || at.XID != xid+1 {
		t.Errorf("the alias was written by transaction %d, and the revision is behind %d: %v", xid, at.XID-1, err)
	}
	if data, codes := n.as(n.t, n.curator, `query($r: String) { procedures(first: 1, minRevision: $r) { totalCount } }`, map[string]any{"r": got.P.Revision}); len(codes) > 0 {
		t.Errorf("the revision is not reached: %s %v", data, codes)
	}
	if data, codes := n.as(n.t, n.curator, add, map[string]any{"f": "cưới xin"}); len(codes) != 1 || codes[0] != "UNAVAILABLE" {
		t.Errorf("nothing was written, and there is no present revision: %s %v", data, codes)
	}
}
