package usage

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"motcua"
)

// Store keeps the counts.
type Store interface {
	AddUsage(ctx context.Context, c motcua.UsageCounts) error
	TrimUsage(ctx context.Context, rules motcua.UsageRules, today motcua.Date) error
}

// Options of a recorder.
type Options struct {
	Rules motcua.UsageRules
	Clock motcua.Clock
	Log   *slog.Logger
}

const (
	// A server that is killed loses the counts of this time.
	writeEvery = 5 * time.Second
	trimEvery  = time.Hour
	// Behind it the counts are kept for the next attempt.
	writeTimeout = 5 * time.Second
	// maxHeld bounds the different things counted between two writes; a flood
	// of made-up texts must not fill the memory or the tables. About 2 MB.
	maxHeld = 5000
	// maxNew bounds what is written between two trims: 55 new rows a second.
	maxNew = 200_000
)

// Recorder counts. Its methods may be called from many goroutines.
type Recorder struct {
	store Store
	opts  Options

	mu      sync.Mutex
	held    counts
	dropped int // since the last write, for lack of room
	added   int // different things held since the last trim

	writing sync.Mutex // one write at a time, so that what failed is put back once
}

// counts are what was counted since the last write.
type counts struct {
	searches map[motcua.SearchCount]int // by all but the count
	clicks   map[motcua.ClickCount]int
}

func newCounts() counts {
	return counts{map[motcua.SearchCount]int{}, map[motcua.ClickCount]int{}}
}

// New makes a recorder; Run or Flush write what it counts.
func New(store Store, opts Options) *Recorder {
	return &Recorder{store: store, opts: opts, held: newCounts()}
}

// CountSearch counts a search for what a person typed.
func (r *Recorder) CountSearch(typed string, found bool) {
	if text, ok := textOf(typed); ok {
		r.addSearch(motcua.SearchCount{Day: r.opts.Clock.Today(), Text: text, Found: found}, 1)
	}
}

// CountClick counts that a result was chosen; the rank counts from 0, and is
// negative where it is not known.
func (r *Recorder) CountClick(typed string, procedure motcua.ID, rank int) {
	if text, ok := textOf(typed); ok {
		r.addClick(motcua.ClickCount{Day: r.opts.Clock.Today(), Text: text, Procedure: procedure, Place: motcua.PlaceOf(rank)}, 1)
	}
}

func (r *Recorder) addSearch(key motcua.SearchCount, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add(r, r.held.searches, key, n)
}

func (r *Recorder) addClick(key motcua.ClickCount, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add(r, r.held.clicks, key, n)
}

// add counts in a map where there is room; the caller has the lock.
func add[K comparable](r *Recorder, held map[K]int, key K, n int) {
	if _, known := held[key]; !known {
		if len(held) >= maxHeld || r.added >= maxNew {
			r.dropped += n
			return
		}
		r.added++
	}
	held[key] += n
}

// Run writes and trims until the context ends. What is counted afterwards, while
// the last requests end, is for Flush.
func (r *Recorder) Run(ctx context.Context) error {
	write, trim := time.NewTicker(writeEvery), time.NewTicker(trimEvery)
	defer write.Stop()
	defer trim.Stop()
	r.try(ctx, r.trim)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-write.C:
			r.try(ctx, r.Flush)
		case <-trim.C:
			r.try(ctx, r.trim)
		}
	}
}

// try logs a failure: nobody waits for counts, and the next attempt comes soon.
func (r *Recorder) try(ctx context.Context, f func(context.Context) error) {
	if err := f(ctx); err != nil && ctx.Err() == nil {
		r.opts.Log.WarnContext(ctx, "the usage of the search is not stored now", "error", err)
	}
}

func (r *Recorder) trim(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	r.mu.Lock()
	r.added = 0
	r.mu.Unlock()
	if err := r.store.TrimUsage(ctx, r.opts.Rules, r.opts.Clock.Today()); err != nil {
		return fmt.Errorf("trim what was counted: %w", err)
	}
	return nil
}

// Flush writes what was counted so far. What cannot be written is kept for the
// next time.
func (r *Recorder) Flush(ctx context.Context) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	batch, dropped := r.take()
	if dropped > 0 {
		r.opts.Log.WarnContext(ctx, "more was searched for than can be counted", "dropped", dropped)
	}
	if batch.Empty() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	if err := r.store.AddUsage(ctx, batch); err != nil {
		r.putBack(batch)
		return fmt.Errorf("write what was counted: %w", err)
	}
	return nil
}

func (r *Recorder) take() (batch motcua.UsageCounts, dropped int) {
	r.mu.Lock()
	held := r.held
	r.held, dropped, r.dropped = newCounts(), r.dropped, 0
	r.mu.Unlock()
	for key, n := range held.searches {
		key.Count = n
		batch.Searches = append(batch.Searches, key)
	}
	for key, n := range held.clicks {
		key.Count = n
		batch.Clicks = append(batch.Clicks, key)
	}
	return batch, dropped
}

func (r *Recorder) putBack(batch motcua.UsageCounts) {
	for _, c := range batch.Searches {
		n := c.Count
		c.Count = 0
		r.addSearch(c, n)
	}
	for _, c := range batch.Clicks {
		n := c.Count
		c.Count = 0
		r.addClick(c, n)
	}
}
