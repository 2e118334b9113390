package webhook_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua"
	"motcua/internal/webhook"
)

// memory is a store of one webhook's deliveries.
type memory struct {
	mu     sync.Mutex
	due    []motcua.Outgoing
	sent   []motcua.Sent
	closed chan struct{} // when as many were finished as are wanted
	want   int
}

func (m *memory) Fill(context.Context) (bool, error)   { return false, nil }
func (m *memory) TrimDeliveries(context.Context) error { return nil }
func (m *memory) LeaseDeliveries(_ context.Context, limit int) ([]motcua.Outgoing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []motcua.Outgoing
	for i := range m.due {
		m.due[i].Attempts++
	}
	out, m.due = m.due, nil
	return out, nil
}

func (m *memory) FinishDelivery(_ context.Context, o motcua.Outgoing, s motcua.Sent) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = append(m.sent, s)
	if s.NextAt != nil {
		m.due = append(m.due, o)
	}
	if len(m.sent) == m.want {
		close(m.closed)
	}
	return nil
}

var secret = []byte("0123456789abcdef0123456789abcdef")

// try sends one delivery until so many attempts are finished.
func try(t *testing.T, url string, attempts int, opts webhook.Options) []motcua.Sent {
	t.Helper()
	m := &memory{closed: make(chan struct{}), want: attempts, due: []motcua.Outgoing{{
		Delivery: motcua.Delivery{ID: motcua.DeriveID("d"), Webhook: motcua.DeriveID("w"), Body: `{"a":"ố"}`}, URL: url, Secrets: [][]byte{secret, []byte("former")},
	}}}
	opts.Clock, opts.Log, opts.FirstWait = time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { _ = webhook.New(m, opts).Run(ctx); close(done) }()
	select {
	case <-m.closed:
	case <-time.After(30 * time.Second):
		t.Error("not finished")
	}
	cancel()
	<-done
	return m.sent
}

func TestSignedAsTheSpecificationHasIt(t *testing.T) {
	// The example of the specification's own libraries.
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	if got := webhook.Sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`); got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Error(got)
	}
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Header
		var at int64
		_, _ = fmt.Sscan(r.Header.Get(webhook.HeaderTimestamp), &at)
		signatures := strings.Fields(r.Header.Get(webhook.HeaderSignature))
		for i, s := range [][]byte{secret, []byte("former")} {
			if signatures[i] != webhook.Sign(s, r.Header.Get(webhook.HeaderID), time.Unix(at, 0), string(body)) {
				t.Errorf("signature %d: %v", i, signatures)
			}
		}
	}))
	defer server.Close()
	sent := try(t, server.URL, 1, webhook.Options{AllowPrivate: true})
	if !sent[0].OK || *sent[0].Status != 200 || got.Get(webhook.HeaderID) != string(motcua.DeriveID("d")) {
		t.Errorf("%+v %v", sent, got)
	}
}

func TestWhatReceiversDo(t *testing.T) {
	for _, tt := range []struct {
		name     string
		answer   func(n int, w http.ResponseWriter, r *http.Request)
		attempts int
		last     motcua.Sent
	}{
		{"takes it at last", func(n int, w http.ResponseWriter, _ *http.Request) {
			if n < 3 {
				w.WriteHeader(http.StatusInternalServerError)
			}
		}, 3, motcua.Sent{OK: true}},
		{"wants no more", func(_ int, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, 1,
			motcua.Sent{Gone: true, Error: "the receiver wants no more"}},
		{"sends elsewhere", func(_ int, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
		}, webhook.MaxAttempts, motcua.Sent{Error: "the receiver answered 302 Found"}},
		{"breaks off", func(_ int, w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, 2, motcua.Sent{Error: "EOF"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n++; tt.answer(n, w, r) }))
			server.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(io.Discard, nil), slog.LevelError)
			server.Start()
			defer server.Close()
			sent := tryFast(t, server.URL, tt.attempts)
			last := sent[len(sent)-1]
			if last.OK != tt.last.OK || last.Gone != tt.last.Gone || !strings.Contains(last.Error, tt.last.Error) {
				t.Errorf("%+v", last)
			}
			if given := last.NextAt == nil; given != (tt.attempts != 2) {
				t.Errorf("given up: %v after %d", given, tt.attempts)
			}
		})
	}
}

// tryFast does not wait a second between the sender's rounds: each round that
// sent something is followed by the next at once.
func tryFast(t *testing.T, url string, attempts int) []motcua.Sent {
	t.Helper()
	return try(t, url, attempts, webhook.Options{AllowPrivate: true})
}

func TestPrivateAddressesAreNotSentTo(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	for _, url := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), strings.Replace(server.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1)} {
		sent := try(t, url, 1, webhook.Options{})
		if sent[0].OK || !strings.Contains(sent[0].Error, "not public") || reached {
			t.Errorf("%s: %+v", url, sent[0])
		}
	}
	private := []string{"10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.1.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"198.18.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1"}
	public := []string{"1.1.1.1", "113.160.0.1", "2606:4700::1111", "2400:cb00::1"}
	for _, text := range slices.Concat(private, public) {
		if got := webhook.Public(netip.MustParseAddr(text)); got != slices.Contains(public, text) {
			t.Errorf("%s public: %v", text, got)
		}
	}
}
