package server

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// listenAt serves the handler of a configuration and gives its address.
func listenAt(t *testing.T, cfg Config) string {
	t.Helper()
	cfg.Catalogue, cfg.Clock, cfg.Log = fake{}, time.Now, slog.New(slog.DiscardHandler)
	h, err := NewHandler(cfg)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = h.Serve(t.Context(), listener, 5*time.Second)
	}()
	t.Cleanup(func() { <-done })
	return listener.Addr().String()
}

// connect opens a connection, to be read within some seconds.
func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	return conn
}

const greeting = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

// Who sends slowly is cut off at the deadline of headers or body. The test's are
// a fraction of those that the table has.
func TestSlowSendersAreCutOff(t *testing.T) {
	if h, b := bounds[BoundHeaderTime].Default, bounds[BoundBodyTime].Default; h != 5000 || b != 10000 {
		t.Errorf("headers have %d ms, bodies %d ms", h, b)
	}
	var limits Limits
	limits[BoundHeaderTime], limits[BoundBodyTime] = 200, 400
	addr := listenAt(t, Config{Limits: limits})
	for _, c := range []struct {
		name, begin, more string
		after             time.Duration
	}{
		{"nothing at all", "", "", 200 * time.Millisecond},
		{"a header that does not end", "POST /graphql HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n", 200 * time.Millisecond},
		{"a request line that does not end", "GET /graphql?query=", "a", 200 * time.Millisecond},
		{"a body that does not come", greeting + "Content-Length: 1000\r\n\r\n", "", 400 * time.Millisecond},
		{"a body that drips", greeting + "Content-Length: 1000\r\n\r\n{", " ", 400 * time.Millisecond},
		{"chunks that drip", greeting + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n", 400 * time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, addr)
			begin := time.Now()
			_, _ = io.WriteString(conn, c.begin)
			go func() {
				for c.more != "" && time.Since(begin) < 4*time.Second {
					time.Sleep(20 * time.Millisecond)
					if _, err := io.WriteString(conn, c.more); err != nil {
						return
					}
				}
			}()
			_, _ = io.Copy(io.Discard, conn)
			if took := time.Since(begin); took < c.after-50*time.Millisecond || took > c.after+2*time.Second {
				t.Errorf("closed after %s, want %s", took, c.after)
			}
		})
	}
}

// p99 is that of a caller's ordinary requests.
func p99(t *testing.T, addr string) time.Duration {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var took []time.Duration
	for range 200 {
		begin := time.Now()
		response, err := client.Post("http://"+addr+"/graphql", "application/json", strings.NewReader(`{"query":"{ decisions { totalCount } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatal(response.Status)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}

// A flood of connections that send nothing does not slow others down. Others use
// the machine too: the best of three rounds counts.
func TestFloodsDoNotSlowOthersDown(t *testing.T) {
	addr := listenAt(t, Config{})
	before := p99(t, addr)
	for range 400 {
		_, _ = io.WriteString(connect(t, addr), greeting+"Content-Length: 1000\r\n\r\n{")
	}
	during := p99(t, addr)
	for range 2 {
		during = min(during, p99(t, addr))
	}
	if allowed := 3*before + 5*time.Millisecond; during > allowed {
		t.Errorf("p99 %s before, %s during the flood", before, during)
	}
}

// One address holds no more connections than its share.
func TestConnectionsAreBounded(t *testing.T) {
	var limits Limits
	limits[BoundConnectionsEach] = 5
	addr := listenAt(t, Config{Limits: limits})
	var held []net.Conn
	for range 5 {
		conn := connect(t, addr)
		held = append(held, conn)
		if got := exchange(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 200") {
			t.Fatal(got)
		}
	}
	if got := exchange(connect(t, addr), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); got != "" {
		t.Errorf("a sixth connection is answered: %q", got)
	}
	_ = held[0].Close()
	for range 100 {
		if got := exchange(connect(t, addr), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); got != "" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("a place that is free again is not given")
}

// exchange writes and gives what comes within a moment.
func exchange(conn net.Conn, text string) string {
	if _, err := io.WriteString(conn, text); err != nil {
		return ""
	}
	_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	got, _ := io.ReadAll(bufio.NewReader(conn))
	return string(got)
}

// A request that a proxy may understand otherwise is refused, or nothing that
// follows it on its connection is answered.
func TestSmuggling(t *testing.T) {
	addr := listenAt(t, Config{})
	const body = `{"query":"{ __typename }"}`
	const next = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, c := range []struct {
		name, text string
		status     string
	}{
		{"a length beside chunks", greeting + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, "400"},
		{"a length beside chunks with a body", greeting + fmt.Sprintf("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body) + next, "200"},
		{"two lengths", greeting + "Content-Length: 26\r\nContent-Length: 5\r\n\r\n" + body + next, "400"},
		{"a list of lengths", greeting + "Content-Length: 26, 26\r\n\r\n" + body + next, "400"},
		{"a length with a sign", greeting + "Content-Length: +26\r\n\r\n" + body + next, "400"},
		{"an unknown encoding", greeting + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + next, "501"},
		{"a space before the colon", greeting + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + next, "400"},
		{"two encodings", greeting + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + next, "501"},
		{"two hosts", "GET /graphql HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + next, "400"},
		{"no host", "GET /graphql HTTP/1.1\r\n\r\n" + next, "400"},
		{"a token of 8 MB", greeting + "Authorization: Bearer " + strings.Repeat("a", 8<<20) + "\r\n\r\n", "431"},
		{"headers without number", greeting + strings.Repeat("X-A: b\r\n", 100_000) + "\r\n", "431"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, addr)
			go func() { _, _ = io.WriteString(conn, c.text) }()
			got, _ := io.ReadAll(conn)
			if len(got) == 0 && c.status == "431" {
				return // closed while we were still sending
			}
			if !strings.HasPrefix(string(got), "HTTP/1.1 "+c.status) || strings.Count(string(got), "HTTP/1.1 ") != 1 {
				t.Errorf("%.600s", got)
			}
		})
	}
	// A folded header is one header, not two.
	got := exchange(connect(t, addr), "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: x\r\nX-A: a\r\n Authorization: Bearer x\r\n\r\n")
	if !strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Errorf("a folded header: %.300s", got)
	}
}

// Tokens that were made up, or that ask to be checked with a key of the
// attacker's choice, open nothing; package auth tests the checks themselves.
func TestForgedTokens(t *testing.T) {
	h := newTestHandler(t, Config{})
	for _, token := range []string{
		"eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJyb290In0.AAAA",
		"motcua_aaaaaaaa_" + strings.Repeat("a", 52), "..", "", strings.Repeat("a", 100_000), "' or 1=1 --",
	} {
		got := send(h, "POST", "/graphql", `{"query":"{ viewer { name } }"}`, "Content-Type", "application/json", "Authorization", "Bearer "+token)
		if got.Code != http.StatusUnauthorized || strings.Contains(got.Body.String(), `"data"`) || token != "" && token != ".." && strings.Contains(got.Body.String(), token) {
			t.Errorf("%.40s: %d %.300s", token, got.Code, got.Body)
		}
	}
}
