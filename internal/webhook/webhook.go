// Package webhook sends stored deliveries to the addresses that asked for them,
// signed as the Standard Webhooks specification has it, until they are taken or
// given up. It owns how to send and how long to try; what is sent, and to whom,
// it is handed. An address within the server's own network is not sent to.
package webhook

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"motcua"
)

// Limits of sending.
const (
	// MaxAttempts, with the waits between them, is about a day and a half.
	MaxAttempts = 14
	firstWait   = 5 * time.Second
	lastWait    = 6 * time.Hour
	// jitter spreads what failed together.
	jitter = 0.2

	// Timeout of one attempt, with connecting and reading the answer.
	Timeout   = 15 * time.Second
	atOnce    = 16 // attempts at a time
	idleWait  = time.Second
	errorWait = 5 * time.Second
	trimEvery = time.Hour
)

// Store keeps the deliveries.
type Store interface {
	// Fill turns what changed into deliveries, and says whether there is more.
	Fill(ctx context.Context) (more bool, err error)
	LeaseDeliveries(ctx context.Context, limit int) ([]motcua.Outgoing, error)
	FinishDelivery(ctx context.Context, o motcua.Outgoing, s motcua.Sent) error
	TrimDeliveries(ctx context.Context) error
}

// Options of a sender.
type Options struct {
	// AllowPrivate lets it send to addresses within the own network, and by
	// plain HTTP: for tests and demonstrations.
	AllowPrivate bool
	Clock        motcua.Clock
	Log          *slog.Logger
	// FirstWait is the wait after the first failure; 0 is the default.
	FirstWait time.Duration
}

// Sender sends deliveries.
type Sender struct {
	store   Store
	opts    Options
	client  *http.Client
	trimmed time.Time
}

// New makes a sender.
func New(store Store, opts Options) *Sender {
	if opts.FirstWait == 0 {
		opts.FirstWait = firstWait
	}
	return &Sender{store: store, opts: opts, client: newClient(opts.AllowPrivate)}
}

// Run sends until ctx ends, whose error it gives.
func (s *Sender) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		busy, err := s.step(ctx)
		wait := idleWait
		switch {
		case err != nil && ctx.Err() == nil:
			s.opts.Log.Error("sending webhooks failed; trying again", "reason", err)
			wait = errorWait
		case busy:
			continue
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// step fills the outbox and sends what is due once.
func (s *Sender) step(ctx context.Context) (busy bool, err error) {
	more, err := s.store.Fill(ctx)
	if err != nil {
		return false, err
	}
	if time.Since(s.trimmed) > trimEvery {
		s.trimmed = time.Now()
		if err := s.store.TrimDeliveries(ctx); err != nil {
			return false, err
		}
	}
	due, err := s.store.LeaseDeliveries(ctx, atOnce)
	if err != nil {
		return false, err
	}
	// One receiver that hangs does not hold the others up, but those of its own
	// webhook follow one after the other.
	byHook := map[motcua.ID][]motcua.Outgoing{}
	for _, o := range due {
		byHook[o.Webhook] = append(byHook[o.Webhook], o)
	}
	var group sync.WaitGroup
	for _, list := range byHook {
		group.Go(func() {
			for _, o := range list {
				s.deliver(ctx, o)
			}
		})
	}
	group.Wait()
	return more || len(due) > 0, nil
}

// deliver makes one attempt and writes down what came of it. Where that cannot
// be written the lease ends by itself and the delivery is sent once more.
func (s *Sender) deliver(ctx context.Context, o motcua.Outgoing) {
	sent := s.send(ctx, o)
	if ctx.Err() != nil && !sent.OK {
		return // the server stops; another attempt follows the lease
	}
	if !sent.OK && !sent.Gone && o.Attempts < MaxAttempts {
		next := s.opts.Clock().Add(s.wait(o.Attempts))
		sent.NextAt = &next
	}
	if err := s.store.FinishDelivery(context.WithoutCancel(ctx), o, sent); err != nil {
		s.opts.Log.Error("what came of a webhook was not written; it is sent again", "delivery", o.ID, "reason", err)
	}
}

// wait doubles with each attempt, from the first on, up to the longest.
func (s *Sender) wait(attempts int) time.Duration {
	wait := lastWait
	if shift := attempts - 1; shift < 20 {
		wait = min(s.opts.FirstWait<<shift, lastWait)
	}
	return time.Duration(float64(wait) * (1 + jitter*(2*rand.Float64()-1)))
}
