package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/private"
)

// listener is a client that follows something.
type listener struct {
	name string

	mu    sync.Mutex
	heard []string // every message, in order
	ended bool
}

func (l *listener) hear(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, text)
}

func (l *listener) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
}

// await waits until a message has come with some text, and says after how long.
func (l *listener) await(t *testing.T, text string, within time.Duration) {
	t.Helper()
	begun := time.Now()
	for {
		l.mu.Lock()
		all, ended := strings.Join(l.heard, "\n"), l.ended
		l.mu.Unlock()
		switch {
		case strings.Contains(all, text):
			t.Logf("%s: told after %s", l.name, time.Since(begun).Round(time.Millisecond))
			return
		case ended || time.Since(begun) > within:
			t.Fatalf("%s (ended: %t) was not told of %q within %s:\n%s", l.name, ended, text, within, all)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// overEvents follows by server-sent events.
func (s *instance) overEvents(t *testing.T, query string) *listener {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	l := &listener{name: "SSE"}
	go func() {
		defer l.end()
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			l.hear(lines.Text())
		}
	}()
	return l
}

// overSocket follows over a WebSocket.
func (s *instance) overSocket(t *testing.T, query string) *listener {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(s.url, "http")+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	payload, _ := json.Marshal(map[string]string{"query": query})
	for _, text := range []string{`{"type":"connection_init"}`, `{"id":"1","type":"subscribe","payload":` + string(payload) + `}`} {
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	l := &listener{name: "WebSocket"}
	go func() {
		defer l.end()
		for {
			_, text, err := conn.Read(context.Background())
			if err != nil {
				return
			}
			l.hear(string(text))
		}
	}()
	return l
}

// Subscriptions are held while the database is gone, or hangs, and tell what
// changed meanwhile when it is back.
func TestSubscriptionsThroughAnOutage(t *testing.T) {
	pg := newStoppable(t)
	keys := filepath.Join(t.TempDir(), "keys")
	command(t, "", "keyset", "create", keys).must(t, exitDone)
	s := startServer(t, t.TempDir(), "--database-url", pg.URL(private.RoleApp), "--keyset", keys, "--demo", "--no-rate-limits")
	code, secret := s.sendFeedback(t)
	query := fmt.Sprintf(`subscription { feedbackChanged(code: %q, secret: %q) { end feedback { code changedAt agency { name } } } }`, code, secret)
	all := []*listener{s.overEvents(t, query), s.overSocket(t, query)}
	awaitAll := func(text string, within time.Duration) {
		t.Helper()
		for _, l := range all {
			l.await(t, text, within)
		}
	}
	awaitAll(`"feedback":[]`, 5*time.Second) // from here on nothing is missed

	pg.touch(t, code, "2031-01-01") // the last word before it stops, told or not
	pg.stop(t)
	time.Sleep(*outageFor)
	pg.start(t)
	pg.touch(t, code, "2031-02-02") // before the server has noticed
	awaitAll("2031-02-02", 2*time.Second)

	pg.touch(t, code, "2031-03-03")
	wake := pg.hang(t)
	time.Sleep(*outageFor)
	wake()
	pg.touch(t, code, "2031-04-04")
	awaitAll("2031-04-04", 2*time.Second)

	for _, l := range all {
		if text := strings.Join(l.heard, "\n"); l.ended || strings.Contains(text, "complete") || strings.Contains(text, "errors") {
			t.Errorf("%s (ended: %t): %s", l.name, l.ended, text)
		}
	}
}

// sendFeedback sends one and gives what its sender follows it by.
func (s *instance) sendFeedback(t *testing.T) (code, secret string) {
	t.Helper()
	r := s.must(t, `mutation { submitFeedback(input: { title: "Chờ lâu", text: "Tôi chờ ba giờ mà chưa được gọi.", agency: "G15", consent: true,
		sender: { name: "An", address: "Hà Nội", telephone: "0912345678" } }) { feedback { code } secret userErrors { message } } }`)
	text, err := json.Marshal(r.Data)
	var data struct {
		SubmitFeedback struct {
			Feedback struct{ Code string }
			Secret   string
		}
	}
	if err == nil {
		err = json.Unmarshal(text, &data)
	}
	if err != nil || data.SubmitFeedback.Secret == "" {
		t.Fatalf("%v %s %v", err, text, r.Errors)
	}
	return data.SubmitFeedback.Feedback.Code, data.SubmitFeedback.Secret
}

// touch changes feedback behind the server's back.
func (s *stoppable) touch(t *testing.T, code, day string) {
	t.Helper()
	stored, err := motcua.ParseTrackingCode(code)
	if err != nil {
		t.Fatal(err)
	}
	s.connected(t, private.RoleOwner, func(conn *pgx.Conn) error {
		done, err := conn.Exec(t.Context(), `update feedback set changed_at = $2::text::timestamp + interval '12 hours' where code = $1`, string(stored), day)
		if err == nil && done.RowsAffected() != 1 {
			err = fmt.Errorf("%d are changed", done.RowsAffected())
		}
		return err
	})
}
