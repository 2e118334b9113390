package server

import (
	"context"
	"net"
	"net/netip"

	"motcua"
)

type peerKey struct{}

// addressPeer begins the name of who is known by an address only.
const addressPeer = "address "

// siteBits is how much of an IPv6 address names who has it: one household or
// office has all the rest.
const siteBits = 64

// withPeer notes by whom what is under way is counted: the caller who is known,
// else the address.
func withPeer(ctx context.Context, c motcua.Caller, address string) context.Context {
	peer := "caller " + c.Subject
	if c.Anonymous() {
		peer = addressPeer + site(address)
	}
	return context.WithValue(ctx, peerKey{}, peer)
}

// peerOf gives by whom a request is counted; the program itself is nobody.
func peerOf(ctx context.Context) string {
	peer, _ := ctx.Value(peerKey{}).(string)
	return peer
}

func site(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.Is6() && !ip.IsLoopback() {
		if prefix, err := ip.WithZone("").Prefix(siteBits); err == nil {
			return prefix.String()
		}
	}
	return ip.String()
}
