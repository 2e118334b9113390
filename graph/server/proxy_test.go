package server

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientBehindProxies(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name, remote, header string
		values               []string
		want                 string
	}{
		{"nobody in between", "203.0.113.9:1", "X-Forwarded-For", nil, "203.0.113.9:1"},
		{"no trusted proxy", "203.0.113.9:1", "X-Forwarded-For", []string{"198.51.100.1"}, "203.0.113.9:1"},
		{"one proxy", "10.0.0.1:1", "X-Forwarded-For", []string{"198.51.100.1"}, "198.51.100.1:0"},
		{"what the client made up", "10.0.0.1:1", "X-Forwarded-For", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1:0"},
		{"made up as a trusted one", "10.0.0.1:1", "X-Forwarded-For", []string{"10.9.9.9, 198.51.100.1"}, "198.51.100.1:0"},
		{"two proxies", "10.0.0.1:1", "X-Forwarded-For", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1:0"},
		{"two headers", "10.0.0.1:1", "X-Forwarded-For", []string{"1.1.1.1", "198.51.100.1"}, "198.51.100.1:0"},
		{"unreadable", "10.0.0.1:1", "X-Forwarded-For", []string{"198.51.100.1, unknown"}, "10.0.0.1:1"},
		{"within the network", "10.0.0.1:1", "X-Forwarded-For", []string{"10.0.0.7"}, "10.0.0.7:0"},
		{"the other header", "10.0.0.1:1", "Forwarded", []string{"for=198.51.100.1"}, "10.0.0.1:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkClient(t, Proxies{Trusted: trusted}, c.remote, c.header, c.values, c.want)
		})
	}
	for _, c := range []struct{ name, value, want string }{
		{"for", `for=198.51.100.1;proto=https`, "198.51.100.1:0"},
		{"IPv6 with a port", `For="[2001:db8::1]:4711"`, "[2001:db8::1]:0"},
		{"the right-most", `for=1.1.1.1, proto=https;for=198.51.100.1, for=10.0.0.3`, "198.51.100.1:0"},
		{"hidden", `for=198.51.100.1, for=_hidden`, "10.0.0.1:1"},
		{"unnamed", `for=198.51.100.1, proto=https`, "10.0.0.1:1"},
	} {
		t.Run("Forwarded "+c.name, func(t *testing.T) {
			checkClient(t, Proxies{Trusted: trusted, Forwarded: true}, "10.0.0.1:1", "Forwarded", []string{c.value}, c.want)
		})
	}
}

func checkClient(t *testing.T, p Proxies, remote, header string, values []string, want string) {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = remote
	for _, v := range values {
		r.Header.Add(header, v)
	}
	if got := p.client(r); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
