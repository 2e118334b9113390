package motcua_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua"
)

func at(xid uint64) motcua.Position { return motcua.Position{System: "s", Epoch: 1, XID: xid} }

func some(n int) []motcua.CatalogChange { return make([]motcua.CatalogChange, n) }

func TestFeedTellsInOrderThenItsEnd(t *testing.T) {
	f := motcua.NewFeed(motcua.Interest{}, at(1), nil)
	f.Put(motcua.Notice{Position: at(2), Catalogue: some(1)})
	f.End(motcua.FeedClosing)
	if f.Put(motcua.Notice{Position: at(3)}) {
		t.Error("a feed that has ended takes more")
	}
	var got []uint64
	for {
		n, err := f.Next(t.Context())
		if errors.Is(err, motcua.ErrFeedEnded) {
			break
		}
		got = append(got, n.Position.XID)
		if n.End != nil && (*n.End != motcua.FeedClosing || n.Position != at(2)) {
			t.Errorf("ends with %v at %v", *n.End, n.Position)
		}
	}
	if diff := cmp.Diff([]uint64{1, 2, 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSlowFeedIsToldAndDropped(t *testing.T) {
	f := motcua.NewFeed(motcua.Interest{}, at(1), nil)
	if n, _ := f.Next(t.Context()); n.Position != at(1) {
		t.Fatal("the first notice is where the feed begins")
	}
	for xid := uint64(2); f.Put(motcua.Notice{Position: at(xid), Catalogue: some(1000)}); xid++ {
	}
	n, err := f.Next(t.Context())
	if err != nil || n.End == nil || *n.End != motcua.FeedTooSlow || n.Position != at(1) {
		t.Errorf("%+v %v, want TOO_SLOW at what was last read", n, err)
	}
	if _, err := f.Next(t.Context()); !errors.Is(err, motcua.ErrFeedEnded) {
		t.Error(err)
	}
}

func TestNextWaits(t *testing.T) {
	f := motcua.NewFeed(motcua.Interest{}, at(1), nil)
	_, _ = f.Next(t.Context())
	go func() {
		time.Sleep(5 * time.Millisecond)
		f.Put(motcua.Notice{Position: at(2)})
	}()
	if n, err := f.Next(t.Context()); err != nil || n.Position != at(2) {
		t.Error(n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A reader gets every notice in order, or is told that it is too slow.
func TestFeedLosesNothingSilently(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := motcua.NewFeed(motcua.Interest{}, at(1), nil)
		next, read, pending := uint64(2), []uint64{}, 0
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "put") {
				n := rapid.IntRange(0, 1500).Draw(t, "size")
				pending += n
				if ok := f.Put(motcua.Notice{Position: at(next), Catalogue: some(n)}); ok != (pending <= motcua.MaxFeedPending) {
					t.Fatalf("%d pending: taken %v", pending, ok)
				} else if !ok {
					break
				}
				next++
				continue
			}
			if uint64(len(read))+1 < next {
				n, err := f.Next(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				pending -= len(n.Catalogue)
				read = append(read, n.Position.XID)
			}
		}
		if !slices.IsSorted(read) {
			t.Fatalf("out of order: %v", read)
		}
	})
}

func TestCatalogCursor(t *testing.T) {
	p := motcua.Position{System: "7", Timeline: 1, Epoch: 3, XID: 99, ID: 4}
	for _, c := range []motcua.CatalogCursor{{Position: p}, {Position: p, Walking: true}, {Position: p, Walking: true, After: motcua.DeriveID("x")}} {
		got, err := motcua.ParseCatalogCursor(c.String())
		if err != nil || got != c {
			t.Errorf("%+v comes back as %+v: %v", c, got, err)
		}
	}
	for _, bad := range []string{"", "x", "d2Fsay8", p.String(), "d2Fsay94LzcvMS8zLzk5LzQ"} {
		if _, err := motcua.ParseCatalogCursor(bad); motcua.KindOf(err) != motcua.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if got, err := motcua.ParseCatalogCursor(p.Revision()); err != nil || got.Position != p {
		t.Errorf("a revision is a cursor, too: %v", err)
	}
}

func TestCatalogFilter(t *testing.T) {
	a, b, s := motcua.DeriveID("a"), motcua.DeriveID("b"), motcua.DeriveID("s")
	change := &motcua.CatalogChange{Marks: motcua.Marks{Agencies: []motcua.ID{a}, Sectors: []motcua.ID{s}}}
	for _, tt := range []struct {
		filter motcua.CatalogFilter
		want   bool
	}{
		{motcua.CatalogFilter{}, true},
		{motcua.CatalogFilter{Agencies: []motcua.ID{b, a}}, true},
		{motcua.CatalogFilter{Agencies: []motcua.ID{b}}, false},
		{motcua.CatalogFilter{Agencies: []motcua.ID{a}, Sectors: []motcua.ID{s}}, true},
		{motcua.CatalogFilter{Agencies: []motcua.ID{a}, Sectors: []motcua.ID{b}}, false},
	} {
		if got := tt.filter.Wants(change); got != tt.want {
			t.Errorf("%+v: %v", tt.filter, got)
		}
	}
}
