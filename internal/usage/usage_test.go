package usage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"motcua"
)

// fakeStore sums what it is given.
type fakeStore struct {
	mu       sync.Mutex
	searches map[motcua.SearchCount]int
	clicks   map[motcua.ClickCount]int
	writes   int
	trims    int
	err      error
	slow     time.Duration
}

func newFakeStore() *fakeStore {
	return &fakeStore{searches: map[motcua.SearchCount]int{}, clicks: map[motcua.ClickCount]int{}}
}

func (s *fakeStore) AddUsage(ctx context.Context, c motcua.UsageCounts) error {
	select {
	case <-time.After(s.slow):
	case <-ctx.Done():
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if s.err != nil {
		return s.err
	}
	for _, x := range c.Searches {
		n := x.Count
		x.Count = 0
		s.searches[x] += n
	}
	for _, x := range c.Clicks {
		n := x.Count
		x.Count = 0
		s.clicks[x] += n
	}
	return nil
}

func (s *fakeStore) TrimUsage(context.Context, motcua.UsageRules, motcua.Date) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trims++
	return s.err
}

// wrote says how often was written and trimmed.
func (s *fakeStore) wrote() (writes, trims int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes, s.trims
}

// found says how many different searches and choices are kept.
func (s *fakeStore) found() (searches, clicks int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.searches), len(s.clicks)
}

func newRecorder(store Store) *Recorder {
	return New(store, Options{Rules: motcua.DefaultUsageRules, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
}

func today() motcua.Date { return motcua.Clock(time.Now).Today() }

func TestCountsAreWrittenTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFakeStore()
		r := newRecorder(store)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = r.Run(ctx) })
		for _, typed := range []string{"Sổ đỏ", "sổ  đỏ", "gọi 0912345678", "1.000894"} {
			r.CountSearch(typed, false)
		}
		r.CountSearch("sổ đỏ", true)
		r.CountClick("SỔ ĐỎ", "p", 0)
		r.CountClick("sổ đỏ", "p", 11)
		r.CountClick("gọi 0912345678", "p", 1)
		if writes, _ := store.wrote(); writes != 0 {
			t.Error("written at once")
		}
		time.Sleep(writeEvery + time.Second)
		writes, _ := store.wrote()
		if searches, clicks := store.found(); writes != 1 || searches != 2 || clicks != 2 {
			t.Errorf("%d writes: %v %v", writes, store.searches, store.clicks)
		}
		time.Sleep(10 * writeEvery)
		if writes, _ := store.wrote(); writes != 1 {
			t.Error("nothing was written")
		}
		time.Sleep(trimEvery)
		if _, trims := store.wrote(); trims != 2 {
			t.Errorf("%d trims", trims)
		}
		r.CountSearch("khi dừng", true)
		stop()
		running.Wait()
		r.CountSearch("sau khi dừng", true) // by a request that was still running
		err := r.Flush(t.Context())
		key := motcua.SearchCount{Day: today(), Text: "sổ đỏ"}
		if err != nil || len(store.searches) != 4 || store.searches[key] != 2 {
			t.Errorf("%v: %v", err, store.searches)
		}
	})
}

func TestWhatCannotBeWrittenIsKept(t *testing.T) {
	store := newFakeStore()
	r := newRecorder(store)
	r.CountSearch("sổ đỏ", true)
	r.CountClick("sổ đỏ", "p", 0)
	store.err = errors.New("gone")
	if err := r.Flush(t.Context()); !errors.Is(err, store.err) {
		t.Error(err)
	}
	r.CountSearch("sổ đỏ", true)
	store.err = nil
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := store.searches[motcua.SearchCount{Day: today(), Text: "sổ đỏ", Found: true}]; got != 2 || len(store.clicks) != 1 {
		t.Errorf("%v %v", store.searches, store.clicks)
	}
}

// A flood of different texts fills neither memory nor tables.
func TestHeldIsBounded(t *testing.T) {
	store := newFakeStore()
	r := newRecorder(store)
	for i := range maxHeld + 100 {
		r.CountSearch(fmt.Sprint("câu ", i), true)
		r.CountClick("câu", motcua.DeriveID(fmt.Sprint(i)), 0)
	}
	r.CountSearch("câu 1", true) // known: still counted
	if len(r.held.searches) != maxHeld || len(r.held.clicks) != maxHeld || r.dropped != 200 {
		t.Errorf("%d searches, %d clicks held, %d dropped", len(r.held.searches), len(r.held.clicks), r.dropped)
	}
	if err := r.Flush(t.Context()); err != nil || r.dropped != 0 {
		t.Error(err, r.dropped)
	}
	r.added = maxNew
	r.CountSearch("câu mới", true)
	if err := r.trim(t.Context()); err != nil || r.dropped != 1 {
		t.Error(err, r.dropped)
	}
	r.CountSearch("câu mới", true)
	if len(r.held.searches) != 1 {
		t.Error("nothing is counted after the trim")
	}
}

// Counting waits for no write, and many may count at once.
func TestCountingDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFakeStore()
		store.slow = time.Second
		r := newRecorder(store)
		r.CountSearch("trước", true)
		var group sync.WaitGroup
		group.Go(func() {
			if err := r.Flush(t.Context()); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait() // the write is under way
		begin := time.Now()
		for range 8 {
			group.Go(func() {
				for range 1000 {
					r.CountSearch("sổ đỏ", true)
				}
				if time.Since(begin) != 0 {
					t.Error("waited for the write")
				}
			})
		}
		group.Wait()
		if err := r.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, n := range store.searches {
			sum += n
		}
		if sum != 8001 {
			t.Errorf("%d counted", sum)
		}
	})
}

func BenchmarkCountSearch(b *testing.B) {
	r := newRecorder(newFakeStore())
	for _, typed := range []string{"thủ tục đăng ký khai sinh cho trẻ em sinh ra tại nhà", "luật 60/2014/QH13 về hộ tịch (2 bản)."} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.CountSearch(typed, true)
			}
		})
	}
}
