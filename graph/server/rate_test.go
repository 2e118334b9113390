package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// ratedHandler bounds requests to one a second and cost to ten, with a clock
// that a test moves.
func ratedHandler(t *testing.T) (http.Handler, *time.Time) {
	t.Helper()
	var limits Limits
	for name, n := range map[string]int{"rate": 1, "rate-cost": 10} {
		if err := limits.Set(name, n); err != nil {
			t.Fatal(err)
		}
	}
	h, err := NewHandler(Config{
		Catalogue: &register{}, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Limits: limits, RateLimited: true,
		Proxies: Proxies{Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 15, 5, 0, 0, 0, time.UTC)
	h.rates.now = func() time.Time { return now }
	return h, &now
}

func askFrom(h http.Handler, remote, query string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/graphql", strings.NewReader(fmt.Sprintf(`{"query":%q}`, query)))
	r.RemoteAddr = remote
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestRequestsOfOneCallerAreBounded(t *testing.T) {
	h, now := ratedHandler(t)
	const from = "203.0.113.9:1"
	for i := range burst {
		got := askFrom(h, from, "{ __typename }")
		if left := fmt.Sprintf(`"requests";r=%d;t=%d`, burst-1-i, i+1); got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("RateLimit"), left) {
			t.Fatalf("request %d: %d %v", i, got.Code, got.Header())
		}
	}
	got := askFrom(h, from, "{ __typename }")
	if got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") != "1" || !strings.Contains(got.Body.String(), `"RATE_LIMITED"`) {
		t.Errorf("%d %v %s", got.Code, got.Header(), got.Body)
	}
	if got := got.Header().Get("RateLimit-Policy"); got != `"requests";q=10;w=10, "cost";q=100;w=10` {
		t.Errorf("policy %s", got)
	}
	for _, other := range []string{"203.0.113.10:1", "127.0.0.1:1", "[::1]:1"} {
		for range burst + 5 {
			got := askFrom(h, other, "{ __typename }")
			if limited := got.Code != http.StatusOK; limited && !strings.HasPrefix(other, "203") {
				t.Fatalf("%s is bounded", other)
			}
		}
	}
	*now = now.Add(1500 * time.Millisecond)
	if got := askFrom(h, from, "{ __typename }"); got.Code != http.StatusOK {
		t.Errorf("after a second: %d", got.Code)
	}
	if got := askFrom(h, from, "{ __typename }"); got.Code != http.StatusTooManyRequests {
		t.Errorf("after a second, twice: %d", got.Code)
	}
}

func TestCallersAreToldApart(t *testing.T) {
	h, _ := ratedHandler(t)
	spend := func(remote string, header ...string) {
		for range burst {
			askFrom(h, remote, "{ __typename }", header...)
		}
	}
	bounded := func(remote string, header ...string) bool {
		return askFrom(h, remote, "{ __typename }", header...).Code == http.StatusTooManyRequests
	}
	spend("[2001:db8:1:1::1]:1")
	if !bounded("[2001:db8:1:1:ffff::2]:1") || bounded("[2001:db8:1:2::1]:1") {
		t.Error("an IPv6 network of 64 bits is one caller")
	}
	spend("10.0.0.1:1", "X-Forwarded-For", "198.51.100.1")
	if !bounded("198.51.100.1:1") || bounded("10.0.0.1:1", "X-Forwarded-For", "198.51.100.2") {
		t.Error("behind a trusted proxy the client is the caller")
	}
	if !bounded("10.0.0.1:1", "X-Forwarded-For", "1.2.3.4, 198.51.100.1") {
		t.Error("a made-up address makes another caller")
	}
}

func TestCostOfOneCallerIsBounded(t *testing.T) {
	h, now := ratedHandler(t)
	const from, query = "203.0.113.9:1", `{ agencies(first: 100) { nodes { name } } }`
	if got := askFrom(h, from, query); got.Code != http.StatusOK {
		t.Fatalf("the first: %d %s", got.Code, got.Body)
	}
	got := askFrom(h, from, query)
	if got.Code != http.StatusTooManyRequests || !strings.Contains(got.Body.String(), "rate-cost") || got.Header().Get("Retry-After") == "1" {
		t.Errorf("the second: %d %s", got.Code, got.Body)
	}
	if got := askFrom(h, from, "{ __typename }"); got.Code != http.StatusOK {
		t.Errorf("what costs nothing: %d %s", got.Code, got.Body)
	}
	*now = now.Add(burst * time.Second)
	if got := askFrom(h, from, query); got.Code != http.StatusOK {
		t.Errorf("later: %d %s", got.Code, got.Body)
	}
}

func TestBucketsAreBounded(t *testing.T) {
	r := newRates(&Limits{})
	for i := range 3 * maxBuckets {
		r.buckets.SetIfAbsent(fmt.Sprint(i), &buckets{})
	}
	r.buckets.CleanUp()
	if n := r.buckets.EstimatedSize(); n > maxBuckets {
		t.Errorf("%d callers are remembered, %d allowed", n, maxBuckets)
	}
}
