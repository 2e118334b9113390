package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
)

const (
	// burst is how many seconds of a rate may come at once: a page asks for
	// everything when it opens, and then for little.
	burst = 10
	// maxBuckets bounds the memory for callers: about 20 MB. Where more come, the
	// ones that were seldom seen are forgotten, and begin anew.
	maxBuckets = 100_000
)

// retryAfter is the name among an error's extensions of the seconds to wait.
const retryAfter = "retryAfter"

// rates bound what each caller asks for over time, by leaky buckets: one of
// requests, one of cost. The machine itself is not bounded: there are probes,
// and whoever forgot to name the proxy that stands there.
type rates struct {
	limits  *Limits
	buckets *otter.Cache[string, *buckets]
	now     func() time.Time
	policy  []string // as the header tells it
}

// buckets are those of one caller.
type buckets struct {
	mu             sync.Mutex
	requests, cost bucket
}

// bucket leaks at a rate; full says when it will have leaked out.
type bucket struct{ full time.Time }

func newRates(limits *Limits) *rates {
	requests, cost := limits.allowed(BoundRate), limits.allowed(BoundRateCost)
	policy := []string{fmt.Sprintf(`"requests";q=%d;w=%d, "cost";q=%d;w=%d`, requests*burst, burst, cost*burst, burst)}
	return &rates{limits: limits, now: time.Now, policy: policy, buckets: otter.Must(&otter.Options[string, *buckets]{
		MaximumSize:      maxBuckets,
		ExpiryCalculator: otter.ExpiryAccessing[string, *buckets](2 * burst * time.Second), // empty by then
	})}
}

// of gives the buckets of who asks; nil where nothing is bounded.
func (r *rates) of(peer string) *buckets {
	if r == nil || peer == "" || local(peer) {
		return nil
	}
	if b, ok := r.buckets.GetIfPresent(peer); ok {
		return b
	}
	b, _ := r.buckets.SetIfAbsent(peer, &buckets{})
	return b
}

func local(peer string) bool {
	address, ok := strings.CutPrefix(peer, addressPeer)
	if !ok {
		return false
	}
	ip, err := netip.ParseAddr(address)
	return err == nil && ip.IsLoopback()
}

// request takes a request into account and tells how much is left, or refuses it.
func (r *rates) request(peer string, h http.Header) error {
	b := r.of(peer)
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := r.now()
	requests, cost := r.limits.allowed(BoundRate), r.limits.allowed(BoundRateCost)
	wait := b.requests.pour(now, 1, requests)
	h["Ratelimit-Policy"] = r.policy
	h["Ratelimit"] = []string{fmt.Sprintf(`"requests";r=%d;t=%d, "cost";r=%d;t=%d`,
		b.requests.left(now, requests), b.requests.empty(now), b.cost.left(now, cost), b.cost.empty(now))}
	if wait > 0 {
		return r.refuse(h, BoundRate, wait)
	}
	return nil
}

// charge takes the cost of an operation into account, or refuses it.
func (r *rates) charge(ctx context.Context, cost int) *refusal {
	b := r.of(peerOf(ctx))
	if b == nil || cost == 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	// No operation fills more than a whole bucket: else it could never be asked.
	rate := r.limits.allowed(BoundRateCost)
	if wait := b.cost.pour(r.now(), min(cost, rate*burst), rate); wait > 0 {
		return r.refuse(nil, BoundRateCost, wait)
	}
	return nil
}

func (r *rates) refuse(h http.Header, b Bound, wait time.Duration) *refusal {
	seconds := int(math.Ceil(wait.Seconds()))
	refused := r.limits.exceeded(b, tooFast)
	refused.extensions[retryAfter] = seconds
	if h != nil {
		h.Set("Retry-After", strconv.Itoa(seconds))
	}
	return refused
}

// pour puts n into a bucket that leaks so many a second. Where it would run
// over, nothing is put in, and the time is given after which it would not.
func (b *bucket) pour(now time.Time, n, rate int) (wait time.Duration) {
	from := b.full
	if from.Before(now) {
		from = now
	}
	next := from.Add(time.Duration(n) * time.Second / time.Duration(rate))
	if over := next.Sub(now) - burst*time.Second; over > 0 {
		return over
	}
	b.full = next
	return 0
}

// left is how much still fits in.
func (b *bucket) left(now time.Time, rate int) int {
	held := max(0, b.full.Sub(now))
	return int((burst*time.Second - held) * time.Duration(rate) / time.Second)
}

// empty is after how many seconds nothing is in it.
func (b *bucket) empty(now time.Time) int { return int(math.Ceil(max(0, b.full.Sub(now)).Seconds())) }
