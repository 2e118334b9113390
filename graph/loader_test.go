package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"motcua"
)

// counting is a fetch that counts its calls and knows the keys below 1000.
func counting(calls *atomic.Int64) func(context.Context, []int) (map[int]string, error) {
	return func(_ context.Context, keys []int) (map[int]string, error) {
		calls.Add(1)
		out := map[int]string{}
		for _, key := range keys {
			if key < 1000 {
				out[key] = fmt.Sprint(key)
			}
		}
		return out, nil
	}
}

func TestLoaderGathersSiblings(t *testing.T) {
	var calls atomic.Int64
	l := newLoader(&gate{}, "number", counting(&calls))
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			if got, err := l.load(t.Context(), i%50); err != nil || got != fmt.Sprint(i%50) {
				t.Errorf("%d: %s %v", i, got, err)
			}
		})
	}
	all.Wait()
	if n := calls.Load(); n > 2 {
		t.Errorf("read %d times", n)
	}
	before := calls.Load()
	if _, err := l.load(t.Context(), 7); err != nil || calls.Load() != before {
		t.Errorf("a known row is read again: %v", err)
	}
	if _, err := l.load(t.Context(), 2000); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("a missing row: %v", err)
	}
}

// The rows of a list that stands alone are read in one batch, which waits for
// nobody, not even for lists that are being searched; within a list they are
// gathered with those of the others.
func TestLoaderReadsAListAtOnce(t *testing.T) {
	var calls atomic.Int64
	g := &gate{}
	g.searching.Store(1) // for as long as the patience lasts
	l := newLoader(g, "number", counting(&calls))
	begun := time.Now()
	for i, wait := range l.all(t.Context(), []int{1, 2, 2, 3}) {
		if got, err := wait(); err != nil || got != fmt.Sprint([]int{1, 2, 2, 3}[i]) {
			t.Errorf("%d: %s %v", i, got, err)
		}
	}
	if took := time.Since(begun); calls.Load() != 1 || took >= patience {
		t.Errorf("read %d times in %s", calls.Load(), took)
	}
	index := 0
	item := graphql.WithFieldContext(t.Context(), &graphql.FieldContext{Index: &index})
	waits := slices.Concat(l.all(item, []int{4, 5}), l.all(item, []int{6}))
	for _, wait := range waits {
		if _, err := wait(); err != nil {
			t.Error(err)
		}
	}
	if calls.Load() != 2 {
		t.Errorf("two lists within a list are read %d times", calls.Load()-1)
	}
}

// A batch waits for lists that are still being searched, but not for ever.
func TestLoaderWaitsForSearches(t *testing.T) {
	var calls atomic.Int64
	g := &gate{}
	l := newLoader(g, "", counting(&calls))
	g.searching.Add(1)
	first := l.ask(t.Context(), 1)
	time.Sleep(5 * quiet)
	second := l.ask(t.Context(), 2)
	g.searching.Add(-1)
	for _, wait := range []func() (string, error){first, second} {
		if _, err := wait(); err != nil {
			t.Error(err)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("read %d times", calls.Load())
	}
	g.searching.Add(1) // never done
	begin := time.Now()
	if _, err := l.load(t.Context(), 3); err != nil || time.Since(begin) > 20*patience {
		t.Errorf("waited %s: %v", time.Since(begin), err)
	}
}

func TestLoaderBoundsItsBatches(t *testing.T) {
	var mu sync.Mutex
	var sizes []int
	l := newLoader(&gate{}, "", func(_ context.Context, keys []int) (map[int]int, error) {
		mu.Lock()
		defer mu.Unlock()
		sizes = append(sizes, len(keys))
		return nil, nil
	})
	var waits []func() (int, error)
	for i := range 2*batchSize + 1 {
		waits = append(waits, l.ask(t.Context(), i))
	}
	for _, wait := range waits {
		if _, err := wait(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(sizes)
	if sizes[len(sizes)-1] > batchSize {
		t.Errorf("batches of %v", sizes)
	}
}

func TestLoaderFails(t *testing.T) {
	failure := errors.New("failure")
	l := newLoader(&gate{}, "number", func(_ context.Context, keys []int) (map[int]int, error) {
		if keys[0] == 0 {
			panic("gone")
		}
		return nil, failure
	})
	if _, err := l.load(t.Context(), 0); err == nil || motcua.KindOf(err) != motcua.KindInternal {
		t.Errorf("a panic: %v", err)
	}
	if _, err := l.load(t.Context(), 1); !errors.Is(err, failure) {
		t.Errorf("a failure: %v", err)
	}
}
