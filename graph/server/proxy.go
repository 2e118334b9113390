package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are those whose word is taken for who sends a request.
type Proxies struct {
	Trusted []netip.Prefix // none: what a request says of addresses is not read
	// Forwarded says that they write the header Forwarded of RFC 7239, and not
	// X-Forwarded-For. Only the one that they write is read: the other comes from
	// whoever likes to send it.
	Forwarded bool
}

// behind puts the address of the client in the place of a trusted proxy's.
func (p Proxies) behind(next http.Handler) http.Handler {
	if len(p.Trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = p.client(r)
		next.ServeHTTP(w, r)
	})
}

// client gives the address of who sent a request to the first trusted proxy:
// the right-most one that is not a trusted proxy's. What stands left of it may
// be made up. One that cannot be read ends the search at the proxy before it.
func (p Proxies) client(r *http.Request) string {
	last := r.RemoteAddr
	if ip, ok := readAddress(last); !ok || !p.trusts(ip) {
		return last
	}
	for _, hop := range slices.Backward(p.hops(r.Header)) {
		ip, ok := readAddress(hop)
		if !ok {
			break
		}
		last = net.JoinHostPort(ip.String(), "0")
		if !p.trusts(ip) {
			break
		}
	}
	return last
}

func (p Proxies) trusts(ip netip.Addr) bool {
	return slices.ContainsFunc(p.Trusted, func(n netip.Prefix) bool { return n.Contains(ip) })
}

// hops gives the addresses that the proxies wrote, each behind the one before.
func (p Proxies) hops(h http.Header) (hops []string) {
	if !p.Forwarded {
		return split(h.Values("X-Forwarded-For"), ",")
	}
	for _, element := range split(h.Values("Forwarded"), ",") {
		hop := ""
		for _, pair := range split([]string{element}, ";") {
			if name, value, ok := strings.Cut(pair, "="); ok && strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop) // without a name of the hop nothing behind it is known
	}
	return hops
}

func split(values []string, by string) (parts []string) {
	for _, value := range values {
		for part := range strings.SplitSeq(value, by) {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	return parts
}

// readAddress reads an address with or without a port.
func readAddress(text string) (netip.Addr, bool) {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	ip, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return ip.Unmap().WithZone(""), err == nil
}
