package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/internal/webhook"
)

// receiver is a server that takes webhooks, as well as it is told to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	secret []byte
	status int
	bad    []string       // what was signed wrongly
	took   map[string]int // procedures, by code
	ids    map[string]int // deliveries that were taken
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusOK, took: map[string]int{}, ids: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take(w http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	var at int64
	_, _ = fmt.Sscan(request.Header.Get(webhook.HeaderTimestamp), &at)
	want := webhook.Sign(r.secret, request.Header.Get(webhook.HeaderID), time.Unix(at, 0), string(body))
	if !strings.Contains(request.Header.Get(webhook.HeaderSignature), want) {
		r.bad = append(r.bad, string(body))
	}
	w.WriteHeader(r.status)
	if r.status != http.StatusOK {
		return
	}
	var message struct {
		Type string
		Data struct {
			Changes []struct{ Code string }
		}
	}
	_ = json.Unmarshal(body, &message)
	for _, c := range message.Data.Changes {
		r.took[c.Code]++
	}
	r.ids[request.Header.Get(webhook.HeaderID)]++
}

func (r *receiver) has(code string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.took[code] > 0
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: took %v", what, r.took)
		}
	}
}

// What changes reaches a receiver that fails for a while, though the server is
// killed in between; nothing is signed wrongly; what is given up can be sent
// again; who wants no more gets no more.
func TestWebhooksSurviveFailuresAndKills(t *testing.T) {
	dir := dataDir(t)
	s := startServer(t, dir, "--webhook-allow-private")
	r := newReceiver(t)
	created := command(t, "", "webhook", "create", r.URL, "--allow-plain", "--data", dir).must(t, exitDone)
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(created.out), "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Fields(strings.TrimPrefix(created.err[strings.Index(created.err, "Webhook "):], "Webhook "))[0][:36]
	r.mu.Lock()
	r.secret = secret
	r.mu.Unlock()
	time.Sleep(1500 * time.Millisecond) // the outbox has its position

	command(t, "", "import", "portal", rawFile(t, rawRecord(1, "Một", "1/QĐ-BTP", jan1)), "--data", dir).must(t, exitDone)
	r.waitFor(t, "the first change", func() bool { return r.has("1.000001") })

	r.answer(http.StatusServiceUnavailable)
	command(t, "", "import", "portal", rawFile(t, rawRecord(2, "Hai", "1/QĐ-BTP", jan1)), "--data", dir).must(t, exitDone)
	time.Sleep(1200 * time.Millisecond)
	s.kill()
	command(t, "", "import", "portal", rawFile(t, rawRecord(3, "Ba", "1/QĐ-BTP", jan1)), "--data", dir).must(t, exitDone)
	r.answer(http.StatusOK)
	startServer(t, dir, "--webhook-allow-private")
	r.waitFor(t, "what changed while the server was dead", func() bool { return r.has("1.000003") })
	r.waitFor(t, "what the receiver refused", func() bool { return r.has("1.000002") })

	list := func(more ...string) string {
		return command(t, "", append([]string{"webhook", "deliveries", id, "--data", dir}, more...)...).must(t, exitDone).out
	}
	delivery := strings.Fields(strings.Split(list(), "\n")[1])[0]
	before := r.ids[delivery]
	command(t, "", "webhook", "redeliver", delivery, "--data", dir).must(t, exitDone)
	r.waitFor(t, "sent again", func() bool { r.mu.Lock(); defer r.mu.Unlock(); return r.ids[delivery] > before })

	rotated := command(t, "", "webhook", "rotate", id, "--data", dir).must(t, exitDone)
	if strings.TrimSpace(rotated.out) == strings.TrimSpace(created.out) {
		t.Error("the secret is the same")
	}
	r.answer(http.StatusGone)
	command(t, "", "import", "portal", rawFile(t, rawRecord(4, "Bốn", "1/QĐ-BTP", jan1)), "--data", dir).must(t, exitDone)
	r.waitFor(t, "disabled", func() bool {
		return strings.Contains(command(t, "", "webhook", "list", "--data", dir).out, "answered 410")
	})
	if !strings.Contains(list("--dead"), "DEAD") {
		t.Errorf("no dead letter: %s", list())
	}
	if len(r.bad) > 0 {
		t.Errorf("signed wrongly: %v", r.bad)
	}
}

func TestWebhookAddresses(t *testing.T) {
	dir := dataDir(t)
	for _, url := range []string{"http://example.vn/hook", "https://user:pw@example.vn", "ftp://example.vn", "example.vn", "https:///x"} {
		if got := command(t, "", "webhook", "create", url, "--data", dir).must(t, exitFailed); strings.Contains(got.err, "pw") {
			t.Errorf("%s: %s", url, got.err)
		}
	}
	command(t, "", "webhook", "create", "https://example.vn/hook", "--topic", "FEEDBACK", "--data", dir).must(t, exitDone)
}
