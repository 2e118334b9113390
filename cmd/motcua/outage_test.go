package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/private"
)

// stoppable is a Postgres that a test stops and starts.
type stoppable struct {
	*private.Server
	dir  string
	keep context.CancelFunc
}

func newStoppable(t *testing.T) *stoppable {
	t.Helper()
	dir, err := os.MkdirTemp("", "motcua-outage-")
	if err != nil {
		t.Fatal(err)
	}
	server, err := private.Open(t.Context(), private.Options{Dir: dir, Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	s := &stoppable{Server: server, dir: dir}
	t.Cleanup(func() {
		if s.keep != nil {
			s.keep()
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		_ = os.RemoveAll(dir)
	})
	command(t, "", "migrate", "--database-url", server.URL(private.RoleOwner)).must(t, exitDone)
	return s
}

// stop ends Postgres as an administrator does.
func (s *stoppable) stop(t *testing.T) {
	t.Helper()
	if s.keep != nil {
		s.keep()
	}
	s.signal(t, syscall.SIGINT)
	for s.answers() {
		time.Sleep(5 * time.Millisecond)
	}
}

// signal sends its postmaster one.
func (s *stoppable) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "run.json"))
	var running struct{ Pid int }
	if err == nil {
		err = json.Unmarshal(text, &running)
	}
	if err == nil {
		err = syscall.Kill(running.Pid, sig)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// start brings it back, and returns when it answers.
func (s *stoppable) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s.keep = cancel
	go func() { _ = s.Keep(ctx) }()
	for deadline := time.Now().Add(time.Minute); !s.answers(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("Postgres did not come back")
		}
	}
}

func (s *stoppable) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL(private.RoleApp))
	if err != nil {
		return false
	}
	_ = conn.Close(ctx)
	return true
}

// reply is an answer with what stands beside its data.
type reply struct {
	status int
	header http.Header
	Data   any
	Errors []struct {
		Message    string
		Extensions map[string]any
	}
	Extensions struct {
		Stale *struct {
			Since time.Time
			Age   int
		}
	}
}

func (r *reply) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	return fmt.Sprint(r.Errors[0].Extensions["code"])
}

func (s *instance) post(query string) (r reply, err error) {
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		return r, err
	}
	response, err := http.Post(s.url+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	defer func() { _ = response.Body.Close() }()
	r.status, r.header = response.StatusCode, response.Header
	return r, json.NewDecoder(response.Body).Decode(&r)
}

func (s *instance) must(t *testing.T, query string) reply {
	t.Helper()
	r, err := s.post(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return r
}

// drawn are the values that queries are asked with, of all that there is.
func drawn(t *testing.T, s *instance) map[string]func() string {
	t.Helper()
	all := func(query string) (out []string) {
		data, err := json.Marshal(s.must(t, query).Data)
		if err != nil {
			t.Fatal(err)
		}
		var lists map[string]struct{ Nodes []map[string]string }
		if err := json.Unmarshal(data, &lists); err != nil {
			t.Fatal(err)
		}
		for _, list := range lists {
			for _, n := range list.Nodes {
				for _, v := range n {
					out = append(out, v)
				}
			}
		}
		if len(out) == 0 {
			t.Fatalf("%s gives nothing", query)
		}
		return out
	}
	quoted := func(list []string) func() string {
		return func() string { return fmt.Sprintf("%q", list[rand.IntN(len(list))]) }
	}
	ids := all(`{ procedures(first: 100, collapse: false) { nodes { id } } agencies(first: 100) { nodes { id } } sectors(first: 100) { nodes { id } } decisions(first: 100) { nodes { id } } }`)
	codes := all(`{ procedures(first: 100, collapse: false) { nodes { code } } }`)
	procedures := all(`{ procedures(first: 100, collapse: false) { nodes { id } } }`)
	names := all(`{ procedures(first: 100) { nodes { name } } }`)
	agencies := all(`{ agencies(first: 100) { nodes { name } } }`)
	words := func() string {
		return fmt.Sprintf("%q", strings.Join(strings.Fields(names[rand.IntN(len(names))])[:2], " "))
	}
	day := func() string {
		return fmt.Sprintf("%q", time.Now().AddDate(0, 0, -rand.IntN(2000)).Format(time.DateOnly))
	}
	now := time.Now().UTC().Format(time.RFC3339)
	return map[string]func() string{
		"procedure.code": quoted(codes), "instead of all: procedure.id": quoted(procedures),
		"agency.name": quoted(agencies), "instead of all: agency.code": quoted([]string{"G01", "H60", "G15"}),
		"decision.number":    quoted(all(`{ decisions(first: 100) { nodes { number } } }`)),
		"legalBasis.number":  quoted([]string{"60/2014/QH13", "52/2014/QH13", "123/2015/NĐ-CP", "04/2020/TT-BTP"}),
		"node.id":            quoted(ids),
		"nodes.ids":          func() string { return "[" + quoted(ids)() + ", " + quoted(ids)() + "]" },
		"suggestions.prefix": words, "search": words, "first": func() string { return fmt.Sprint(1 + rand.IntN(20)) }, "last": func() string { return "3" },
		"asOf": day, "knownAt": func() string { return fmt.Sprintf("%q", now) }, "date": day,
		"changes.from": func() string { return "{ day: " + day() + " }" },
		"issuer":       quoted([]string{"G15", "Bộ Tư pháp"}), "collapse": func() string { return "false" },
		"processingResult": func() string { return "true" },
	}
}

// Without Postgres every field of the public catalogue answers as it does with
// it, for any record, and says that it may be behind. What is written is refused
// at once, and when Postgres is back all is as before.
func TestCatalogueWithoutPostgres(t *testing.T) {
	pg := newStoppable(t)
	keys, data := filepath.Join(t.TempDir(), "keys"), t.TempDir()
	command(t, "", "keyset", "create", keys).must(t, exitDone)
	s := startServer(t, data, "--database-url", pg.URL(private.RoleApp), "--keyset", keys, "--demo", "--no-rate-limits")
	const canary = "Hoàng Yến Canari"
	sent := s.must(t, fmt.Sprintf(`mutation { submitFeedback(input: { title: "Chờ lâu, %[1]s", text: "Tôi là %[1]s, chờ ba giờ mà chưa được gọi.", agency: "G15", consent: true,
		sender: { name: %[1]q, address: %[1]q, telephone: "0912345678" } }) { feedback { code } userErrors { message } } }`, canary))
	if text, _ := json.Marshal(sent.Data); len(sent.Errors) > 0 || !strings.Contains(string(text), `"userErrors":[]`) {
		t.Fatalf("%s %v", text, sent.Errors)
	}
	queries := newSchemaWalk(t, drawn(t, s)).queries()
	want := make([]reply, len(queries))
	failed := 0
	for i, q := range queries {
		want[i] = s.must(t, q)
		if len(want[i].Errors) > 0 {
			failed++
			if want[i].code() != "NOT_FOUND" && want[i].code() != "AMBIGUOUS" {
				t.Errorf("%v: %s", want[i].Errors, q)
			}
		}
		if want[i].Extensions.Stale != nil {
			t.Errorf("%s: stale with Postgres", q)
		}
	}
	t.Logf("%d queries, %d of them with an error", len(queries), failed)
	if len(queries) < 200 || failed > len(queries)/10 {
		t.Fatalf("%d queries, %d of them with an error: the walk asks for too little", len(queries), failed)
	}
	s.waitCopied(t)
	following := s.catalogCursors(t)
	held, err := os.ReadFile(filepath.Join(data, "copy", "catalogue.db"))
	if err != nil || len(held) < 100_000 || !bytes.Contains(held, []byte("Thủ tục")) {
		t.Fatalf("the copy has %d bytes, %v", len(held), err)
	}
	if bytes.Contains(held, []byte(canary)) {
		t.Error("the copy has what a sender wrote")
	}
	pg.stop(t)
	s.waitStale(t)
	for i, q := range queries {
		got := s.must(t, q)
		if diff := cmp.Diff(want[i].Data, got.Data); diff != "" || want[i].code() != got.code() {
			t.Errorf("%s: %v (-with +without Postgres)\n%s", q, got.Errors, diff)
		}
		if got.Extensions.Stale == nil {
			t.Errorf("%s: not marked stale: %v", q, got.header)
		}
	}
	s.checkRefusals(t)
	for cursor, want := range following {
		got := s.changesBehind(t, cursor)
		if diff := cmp.Diff(want.Data, got.Data); diff != "" || got.code() != want.code() || got.Extensions.Stale == nil {
			t.Errorf("behind the cursor %q: %v (-with +without Postgres)\n%s", cursor, got.Errors, diff)
		}
	}
	pg.start(t)
	back := time.Now()
	for {
		r := s.must(t, `{ procedures(first: 3) { nodes { name version { kind } } } }`)
		if r.Extensions.Stale == nil && len(r.Errors) == 0 {
			break
		}
		if time.Since(back) > 2*time.Second {
			t.Fatalf("still stale %s after Postgres is back: %v", time.Since(back), r)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("fresh %s after Postgres is back", time.Since(back).Round(time.Millisecond))
}

// catalogCursors walks over the catalogue with catalogChanges and gives what was
// answered behind the cursors: of the beginning, amid the walk, and of its end.
func (s *instance) catalogCursors(t *testing.T) map[string]reply {
	t.Helper()
	answers := map[string]reply{}
	for cursor := ""; ; {
		if _, again := answers[cursor]; again {
			break // the end, behind which nothing has changed
		}
		r := s.changesBehind(t, cursor)
		if len(r.Errors) > 0 {
			t.Fatal(r.Errors)
		}
		answers[cursor] = r
		text, _ := json.Marshal(r.Data)
		var page struct{ CatalogChanges struct{ Cursor string } }
		if err := json.Unmarshal(text, &page); err != nil {
			t.Fatal(err)
		}
		cursor = page.CatalogChanges.Cursor
	}
	if len(answers) < 3 {
		t.Fatalf("%d cursors are too few for a walk", len(answers))
	}
	delete(answers, "") // each beginning has a cursor of its own
	return answers
}

func (s *instance) changesBehind(t *testing.T, cursor string) reply {
	t.Helper()
	since := ""
	if cursor != "" {
		since = fmt.Sprintf("since: %q, ", cursor)
	}
	return s.must(t, fmt.Sprintf(`{ catalogChanges(%sfirst: 5) { cursor hasMore nodes { portalId removed procedure { code name } versions { validFrom validTo name } } } }`, since))
}

// waitStale waits until the server has noticed that Postgres does not answer. Until
// then it answers from what is as new as the revision that it claims.
func (s *instance) waitStale(t *testing.T) {
	t.Helper()
	begun := time.Now()
	for !strings.Contains(s.readiness(t), "stale") {
		if time.Since(begun) > 3*time.Second {
			t.Fatal("the server did not notice that Postgres does not answer")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("noticed after %s", time.Since(begun).Round(time.Millisecond))
}

// readiness is what /readyz says while the server is ready.
func (s *instance) readiness(t *testing.T) string {
	t.Helper()
	text, status := s.readyz(t)
	if status != http.StatusOK {
		t.Errorf("/readyz: %d %s", status, text)
	}
	return text
}

func (s *instance) readyz(t *testing.T) (text string, status int) {
	t.Helper()
	response, err := http.Get(s.url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	said, _ := io.ReadAll(response.Body)
	return string(said), response.StatusCode
}

// waitCopied waits until the copy is there.
func (s *instance) waitCopied(t *testing.T) {
	t.Helper()
	dir := s.cmd.Args[slices.Index(s.cmd.Args, "--data")+1]
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "copy", "catalogue.db")); err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("there is no copy")
		}
	}
}

// checkRefusals asks for what cannot be had without Postgres.
func (s *instance) checkRefusals(t *testing.T) {
	t.Helper()
	for _, q := range []string{
		fmt.Sprintf(`{ feedback(code: %q) { state } }`, motcua.NewTrackingCode(nil)),
		`mutation { submitFeedback(input: { title: "Chờ lâu", text: "Tôi chờ ba giờ mà chưa được gọi.", agency: "G15", consent: true, sender: { name: "An", address: "Hà Nội", telephone: "0912345678" } }) { feedback { code } userErrors { message } } }`,
	} {
		begun := time.Now()
		r := s.must(t, q)
		if took := time.Since(begun); took > 100*time.Millisecond {
			t.Errorf("%s: refused after %s", q, took)
		}
		if r.code() != "UNAVAILABLE" || r.header.Get("Retry-After") == "" {
			t.Errorf("%s: %v %v, Retry-After %q", q, r.Data, r.Errors, r.header.Get("Retry-After"))
		}
	}
	feed, err := http.Get(s.url + "/feeds/announcements.atom")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = feed.Body.Close() }()
	if feed.StatusCode != http.StatusOK {
		t.Errorf("the feed: %s", feed.Status)
	}
}
