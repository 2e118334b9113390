package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"motcua/db/private"
)

const (
	// hangNoticed is how long the first who ask may wait for a database that
	// hangs; whoever comes later does not wait.
	hangNoticed = 2500 * time.Millisecond
	// noWait is what counts as at once on a machine that has other work.
	noWait = 250 * time.Millisecond
)

// hang stops all processes of Postgres in their course, as a machine does whose
// disk or hypervisor has stopped: connections stay open and new ones are taken by
// the kernel, and no word comes over any of them.
func (s *stoppable) hang(t *testing.T) (wake func()) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "run.json"))
	var running struct{ Pid int }
	if err == nil {
		err = json.Unmarshal(text, &running)
	}
	if err != nil {
		t.Fatal(err)
	}
	signal := func(all []int, with syscall.Signal) {
		for _, pid := range all {
			_ = syscall.Kill(pid, with) // a backend may have ended
		}
	}
	signal([]int{running.Pid}, syscall.SIGSTOP) // first, so that no child is added
	children := childrenOf(t, running.Pid)
	signal(children, syscall.SIGSTOP)
	wake = sync.OnceFunc(func() { signal(append(children, running.Pid), syscall.SIGCONT) })
	t.Cleanup(wake)
	return wake
}

func childrenOf(t *testing.T, parent int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		t.Fatal("no processes are seen", err)
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// The name, which may hold anything, ends with the last parenthesis.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil && fields[1] == strconv.Itoa(parent) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// timed is an answer with how long it took.
type timed struct {
	reply
	took time.Duration
	err  error
}

// timed asks as somebody, or as anybody.
func (s *instance) timed(token, query string) (out timed) {
	begun := time.Now()
	defer func() { out.took = time.Since(begun) }()
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		return timed{err: err}
	}
	r, err := http.NewRequest(http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return timed{err: err}
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return timed{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	out.status, out.header = response.StatusCode, response.Header
	out.err = json.NewDecoder(response.Body).Decode(&out.reply)
	return out
}

const sentWhileHung = `mutation { submitFeedback(input: { title: "Chờ lâu", text: "Tôi chờ ba giờ mà chưa được gọi.", agency: "G15", consent: true,
	sender: { name: "An", address: "Hà Nội", telephone: "0912345678" } }) { feedback { code } revision userErrors { message } } }`

// A Postgres that hangs is worse than one that is gone, for nothing fails. Who
// asks first waits once, and not for long; then all reads come from the copy and
// all writes are refused at once; and when it goes on all is as before.
func TestHungPostgres(t *testing.T) {
	pg := newStoppable(t)
	keys, data := filepath.Join(t.TempDir(), "keys"), t.TempDir()
	command(t, "", "keyset", "create", keys).must(t, exitDone)
	s := startServer(t, data, "--database-url", pg.URL(private.RoleApp), "--keyset", keys, "--demo", "--no-rate-limits")
	token := strings.TrimSpace(command(t, "", "token", "--role", "handler", "--agency", "H41", "--data", data).must(t, exitDone).out)
	draw := drawn(t, s)
	s.waitCopied(t)
	read := func() string {
		return fmt.Sprintf(`{ procedure(code: %s) { name version { kind } steps { text } } agencies(first: 3) { nodes { name parent { name } } } }`, draw["procedure.code"]())
	}
	if r := s.timed("", sentWhileHung); r.code() != "" {
		t.Fatal(r.Errors)
	}

	s.checkHungRead(t, token, read(), hangNoticed) // who asks is known for some seconds

	wake := pg.hang(t)
	hung := time.Now()
	var first sync.WaitGroup
	for range 20 { // more than there are connections
		first.Go(func() { s.checkHungWrite(t, hangNoticed) })
	}
	first.Go(func() { s.checkHungRead(t, token, read(), hangNoticed) })
	s.checkHungRead(t, "", read(), noWait)
	first.Wait()
	t.Logf("the first writes and reads for somebody are through %s after the hang", time.Since(hung).Round(time.Millisecond))
	s.waitStale(t)
	for range 20 {
		if r := s.checkHungRead(t, "", read(), noWait); r.Extensions.Stale == nil {
			t.Errorf("not marked stale: %v", r.Data)
		}
		s.checkHungWrite(t, noWait)
	}
	// Whether a token still holds cannot be looked up for long; that is said at once.
	if r := s.timed(token, read()); r.took > noWait || r.code() == "" && r.Extensions.Stale == nil || r.code() != "" && r.code() != "UNAVAILABLE" {
		t.Errorf("a read for somebody: %v after %s, %v", r.Data, r.took, r.Errors)
	}
	s.checkRefusals(t)

	wake()
	s.checkFresh(t, read)
}

// checkHungRead asks for what the copy has.
func (s *instance) checkHungRead(t *testing.T, token, query string, within time.Duration) timed {
	t.Helper()
	r := s.timed(token, query)
	if r.err != nil || r.code() != "" {
		t.Errorf("%s: %v %v", query, r.err, r.Errors)
	}
	if r.took > within {
		t.Errorf("a read took %s", r.took)
	}
	return r
}

// checkHungWrite writes something, in vain.
func (s *instance) checkHungWrite(t *testing.T, within time.Duration) {
	t.Helper()
	r := s.timed("", sentWhileHung)
	if r.err != nil || r.code() != "UNAVAILABLE" || r.header.Get("Retry-After") == "" || r.Errors[0].Extensions["retryAfter"] == nil {
		t.Errorf("a write: %v %v, %v", r.err, r.Errors, r.header)
	}
	if r.took > within {
		t.Errorf("a write was refused after %s", r.took)
	}
}

// checkFresh says that within two seconds reads come from the database again, and
// what is written is taken and found.
func (s *instance) checkFresh(t *testing.T, read func() string) {
	t.Helper()
	back := time.Now()
	within := func(what string) {
		t.Helper()
		if took := time.Since(back); took > 2*time.Second {
			t.Fatalf("%s only %s after Postgres is back", what, took)
		}
		time.Sleep(5 * time.Millisecond)
	}
	for {
		if r := s.timed("", read()); r.code() == "" && r.Extensions.Stale == nil {
			break
		}
		within("still stale")
	}
	t.Logf("fresh %s after Postgres is back", time.Since(back).Round(time.Millisecond))
	var written timed
	for written = s.timed("", sentWhileHung); written.code() == "UNAVAILABLE"; written = s.timed("", sentWhileHung) {
		within("a write is still refused")
	}
	text, err := json.Marshal(written.Data)
	var data struct {
		SubmitFeedback struct{ Revision string }
	}
	if err == nil {
		err = json.Unmarshal(text, &data)
	}
	if err != nil || data.SubmitFeedback.Revision == "" {
		t.Fatalf("%v %s %v", err, text, written.Errors)
	}
	for {
		r := s.timed("", fmt.Sprintf(`{ procedures(first: 1, minRevision: %q) { totalCount } }`, data.SubmitFeedback.Revision))
		if r.code() == "" {
			break
		}
		within("the write is not followed")
	}
	t.Logf("written and followed %s after Postgres is back", time.Since(back).Round(time.Millisecond))
}
