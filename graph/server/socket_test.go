package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// client is a WebSocket as a test sees it.
type client struct{ *websocket.Conn }

func (c *clockServer) dial(t *testing.T) client {
	t.Helper()
	conn, err := c.tryDial(t, http.Header{})
	if err != nil {
		t.Fatal(err)
	}
	return client{conn}
}

func (c *clockServer) tryDial(t *testing.T, header http.Header, protocols ...string) (*websocket.Conn, error) {
	t.Helper()
	if protocols == nil {
		protocols = []string{protocol}
	}
	conn, response, err := websocket.Dial(t.Context(), "ws://"+c.addr+"/graphql", &websocket.DialOptions{Subprotocols: protocols, HTTPHeader: header})
	if err != nil {
		if response != nil {
			err = fmt.Errorf("%s", response.Status)
		}
		return nil, err
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return conn, nil
}

func (c client) write(t *testing.T, text string) {
	t.Helper()
	if err := c.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func (c client) read(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, text, err := c.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (c client) init(t *testing.T) {
	t.Helper()
	c.write(t, `{"type": "connection_init"}`)
	if got := c.read(t); got != `{"type":"connection_ack"}` {
		t.Fatal(got)
	}
}

// closed reads until the server closes.
func (c client) closed(t *testing.T) websocket.StatusCode {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for {
		if _, _, err := c.Read(ctx); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

func subscribe(id, query string) string {
	return fmt.Sprintf(`{"id": %q, "type": "subscribe", "payload": {"query": %q}}`, id, query)
}

func TestSocket(t *testing.T) {
	c := newClockServer(t, Limits{})
	s := c.dial(t)
	s.init(t)
	s.write(t, `{"type": "ping"}`)
	s.write(t, subscribe("q", "{ one }"))
	got := map[string]bool{s.read(t): true, s.read(t): true, s.read(t): true}
	for _, want := range []string{`{"type":"pong"}`, `{"id":"q","type":"next","payload":{"data":{"one":1}}}`, `{"id":"q","type":"complete"}`} {
		if !got[want] {
			t.Errorf("no %s in %v", want, got)
		}
	}
	s.write(t, subscribe("bad", "{ nothing }"))
	if got := s.read(t); !strings.Contains(got, `{"id":"bad","type":"error","payload":[{"message":`) {
		t.Error(got)
	}
	s.write(t, subscribe("s", "subscription { numbers }"))
	c.numbers <- 7
	if got := s.read(t); got != `{"id":"s","type":"next","payload":{"data":{"numbers":7}}}` {
		t.Error(got)
	}
	s.write(t, `{"id": "s", "type": "complete"}`)
	c.await(t, 0)
	s.write(t, subscribe("s", "subscription { numbers }")) // the id is free again
	c.await(t, 1)
	_ = s.CloseNow()
	c.await(t, 0)
}

func TestSocketCloses(t *testing.T) {
	var limits Limits
	limits[BoundInit], limits[BoundBody] = 100, 1000
	c := newClockServer(t, limits)
	const init = `{"type": "connection_init"}`
	for _, k := range []struct {
		name string
		code websocket.StatusCode
		send []string
	}{
		{"silence", closeInitTime, nil},
		{"no JSON", closeInvalid, []string{"hunter2"}},
		{"an unknown type", closeInvalid, []string{init, `{"type": "start"}`}},
		{"no id", closeInvalid, []string{init, subscribe("", "{ one }")}},
		{"a long id", closeInvalid, []string{init, subscribe(strings.Repeat("x", 65), "{ one }")}},
		{"no payload", closeInvalid, []string{init, `{"id": "1", "type": "subscribe"}`}},
		{"two beginnings", closeTooMany, []string{init, init}},
		{"before its beginning", closeUnauthorized, []string{subscribe("1", "{ one }")}},
		{"one id twice", closeDuplicate, []string{init, subscribe(strings.Repeat("x", 64), "subscription { numbers }"), subscribe(strings.Repeat("x", 64), "{ one }")}},
		{"a token that is none", closeForbidden, []string{`{"type": "connection_init", "payload": {"Authorization": "Bearer x"}}`}},
		{"too large", websocket.StatusMessageTooBig, []string{init, strings.Repeat("x", 1001)}},
		{"too many", closeTooMany, append([]string{init}, slices.Repeat([]string{`{"type": "pong"}`}, 150)...)},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := c.dial(t)
			for _, text := range k.send {
				if err := s.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
					break // it is closed already
				}
			}
			if code := s.closed(t); code != k.code {
				t.Errorf("closed with %d, want %d", code, k.code)
			}
		})
	}
}

func TestSocketsOfOthers(t *testing.T) {
	var limits Limits
	limits[BoundSocketsEach] = 3
	c := newClockServer(t, limits)
	for _, k := range []struct{ origin, want string }{
		{"", ""}, {"http://" + c.addr, ""}, {"https://dichvucong.example.vn", ""},
		{"https://example.vn", "403 Forbidden"}, {"null", "403 Forbidden"}, {"http://dichvucong.example.vn", "403 Forbidden"},
		{"https://dichvucong.example.vn.evil.com", "403 Forbidden"}, {"https://evil-dichvucong.example.vn", "403 Forbidden"},
	} {
		header := http.Header{}
		if k.origin != "" {
			header.Set("Origin", k.origin)
		}
		_, err := c.tryDial(t, header)
		if got := fmt.Sprint(err); err != nil && got != k.want || err == nil && k.want != "" {
			t.Errorf("%s: %v", k.origin, err)
		}
	}
	if _, err := c.tryDial(t, http.Header{}); fmt.Sprint(err) != "429 Too Many Requests" {
		t.Error("a fourth socket:", err)
	}
}

func TestSocketOfAnotherProtocol(t *testing.T) {
	c := newClockServer(t, Limits{})
	conn, err := c.tryDial(t, http.Header{}, "graphql-ws")
	if err != nil {
		t.Fatal(err)
	}
	if code := (client{conn}).closed(t); code != closeProtocol {
		t.Errorf("closed with %d", code)
	}
}
