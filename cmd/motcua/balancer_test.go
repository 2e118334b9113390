package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Times of the balancer.
const (
	balancerLooks = 50 * time.Millisecond // how often it asks each node whether it is ready
	balancerWaits = 5 * time.Second       // for any that is
)

// balancer stands before nodes as a simple one does: it asks each for /readyz,
// gives requests in turn to those that are ready, and asks another where one did
// not take a request or broke off. All that the tests send may be sent twice.
type balancer struct {
	url   string
	again atomic.Int64 // requests that were given to another node

	mu    sync.Mutex
	nodes []*balanced
	turn  int
}

// balanced is a node as the balancer sees it.
type balanced struct {
	name, host string
	ready      bool
}

func newBalancer(t *testing.T) *balancer {
	b := &balancer{}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetXForwarded() }, Transport: b}
	server := httptest.NewServer(proxy)
	b.url = server.URL
	ctx, stop := context.WithCancel(context.Background())
	var looking sync.WaitGroup
	looking.Go(func() { b.look(ctx) })
	t.Cleanup(func() { stop(); looking.Wait(); server.Close() })
	return b
}

// put has a node of the name, in place of one before. It gets requests once it
// says that it is ready.
func (b *balancer) put(name string, s *instance) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nodes = slices.DeleteFunc(b.nodes, func(n *balanced) bool { return n.name == name })
	b.nodes = append(b.nodes, &balanced{name: name, host: s.url[len("http://"):]})
}

func (b *balancer) look(ctx context.Context) {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{}}
	for tick := time.NewTicker(balancerLooks); ; {
		b.mu.Lock()
		nodes := slices.Clone(b.nodes)
		b.mu.Unlock()
		for _, n := range nodes {
			response, err := client.Get("http://" + n.host + "/readyz")
			if err == nil {
				_ = response.Body.Close()
			}
			b.set(n, err == nil && response.StatusCode == http.StatusOK)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

func (b *balancer) set(n *balanced, ready bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n.ready = ready
}

// isReady says whether a node gets requests.
func (b *balancer) isReady(name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.nodes, func(n *balanced) bool { return n.name == name && n.ready })
}

// next is the next node in turn that is ready; nil is none.
func (b *balancer) next() *balanced {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.nodes {
		b.turn++
		if n := b.nodes[b.turn%len(b.nodes)]; n.ready {
			return n
		}
	}
	return nil
}

// RoundTrip sends a request to one node after the other until one answers.
func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(balancerWaits); time.Now().Before(end); {
		n := b.next()
		if n == nil {
			time.Sleep(balancerLooks / 5)
			continue
		}
		out := r.Clone(r.Context())
		out.URL.Scheme, out.URL.Host = "http", n.host
		out.Body = io.NopCloser(bytes.NewReader(body))
		response, err := http.DefaultTransport.RoundTrip(out)
		if err == nil || unlessGone(err) != nil {
			return response, err
		}
		b.set(n, false)
		b.again.Add(1)
	}
	return nil, errors.New("no node is ready")
}
