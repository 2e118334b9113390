package hub_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"motcua"
	"motcua/internal/hub"
)

// script is a log whose batches the test gives.
type script struct {
	now     motcua.Position
	batches chan motcua.Batch
	failure chan error
}

func (s *script) Now(context.Context) (motcua.Position, error) { return s.now, nil }

func (s *script) Follow(ctx context.Context, _ motcua.Position, sink motcua.Sink) error {
	for {
		select {
		case b := <-s.batches:
			if err := sink.Apply(ctx, b); err != nil {
				return err
			}
		case err := <-s.failure:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

type marks map[motcua.ID]motcua.Marks

func (m marks) Marks(context.Context, []motcua.ID) (map[motcua.ID]motcua.Marks, error) { return m, nil }

func at(xid uint64) motcua.Position { return motcua.Position{System: "s", Epoch: 1, XID: xid} }

var (
	marriage = motcua.DeriveID("marriage")
	birth    = motcua.DeriveID("birth")
	health   = motcua.DeriveID("health")
	status   = motcua.DeriveID("status")
)

func start(t *testing.T) (*hub.Hub, *script) {
	t.Helper()
	s := &script{now: at(1), batches: make(chan motcua.Batch), failure: make(chan error)}
	h := hub.New(marks{marriage: {Sectors: []motcua.ID{status}}, birth: {Sectors: []motcua.ID{status, health}}}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if _, err := h.Subscribe(motcua.Interest{}); motcua.KindOf(err) != motcua.KindUnavailable {
		t.Errorf("before it runs: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.Run(ctx, s) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return h, s
}

func subscribe(t *testing.T, h *hub.Hub, sectors ...motcua.ID) *motcua.Feed {
	t.Helper()
	for range 1000 {
		f, err := h.Subscribe(motcua.Interest{Catalogue: motcua.CatalogFilter{Sectors: sectors}.Wants})
		if err == nil {
			if n, err := f.Next(t.Context()); err != nil || len(n.Catalogue) != 0 {
				t.Fatalf("the first notice is %+v: %v", n, err)
			}
			return f
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the hub does not run")
	return nil
}

func batch(xid uint64, ids ...motcua.ID) motcua.Batch {
	b := motcua.Batch{Position: at(xid), Procedures: map[motcua.ID][]motcua.Procedure{}}
	for _, id := range ids {
		b.Procedures[id] = []motcua.Procedure{{ID: id}}
	}
	return b
}

func TestEachFeedHearsWhatItAskedFor(t *testing.T) {
	h, s := start(t)
	all, some := subscribe(t, h), subscribe(t, h, health)
	s.batches <- batch(2, marriage)
	s.batches <- batch(3, marriage, birth)
	for _, want := range []int{1, 2} {
		if n, _ := all.Next(t.Context()); len(n.Catalogue) != want {
			t.Errorf("told of %d, want %d", len(n.Catalogue), want)
		}
	}
	if n, _ := some.Next(t.Context()); len(n.Catalogue) != 1 || n.Catalogue[0].Procedure != birth || n.Position != at(3) {
		t.Errorf("the filter lets through %+v", n)
	}
	all.Close()
	if h.Feeds() != 1 {
		t.Errorf("%d feeds after one was closed", h.Feeds())
	}
}

func TestFailuresLoseNothing(t *testing.T) {
	h, s := start(t)
	f := subscribe(t, h)
	s.failure <- errors.New("the database is gone")
	s.batches <- batch(2, marriage) // after the wait the hub goes on from where it was
	if n, err := f.Next(t.Context()); err != nil || len(n.Catalogue) != 1 {
		t.Errorf("%+v %v", n, err)
	}
}

func TestNewEpochEndsFeeds(t *testing.T) {
	h, s := start(t)
	f := subscribe(t, h)
	s.failure <- motcua.ErrRebuild
	if n, err := f.Next(t.Context()); err != nil || n.End == nil || *n.End != motcua.FeedResync {
		t.Errorf("%+v %v", n, err)
	}
	subscribe(t, h)
}
