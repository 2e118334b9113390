package graph

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"motcua"
)

const (
	// quiet is how long nobody must have asked before a batch is read: sibling
	// fields begin within microseconds of each other, and a statement takes
	// longer than this.
	quiet = 2 * time.Millisecond
	// patience bounds the wait while siblings go on asking.
	patience  = 50 * time.Millisecond
	batchSize = 500
)

// gate counts the lists that are being searched. Each will ask for its rows
// when it is done, so batches wait for it.
type gate struct{ searching atomic.Int64 }

// loader gathers the rows of one sort that sibling fields ask for into one
// statement, and keeps them for the operation. It is not one of the known
// libraries because those wait for a fixed time: too short while nested lists
// are searched, too long for all else.
type loader[K comparable, V any] struct {
	what  string // names the rows that are missed; empty if missing is no error
	fetch func(context.Context, []K) (map[K]V, error)
	gate  *gate

	mu    sync.Mutex
	rows  map[K]*row[V]
	asked []K // in the batch that is being gathered
}

// row is one that was asked for; done is closed when it is known.
type row[V any] struct {
	done  chan struct{}
	value V
	err   error
}

func (r *row[V]) wait() (V, error) {
	<-r.done
	return r.value, r.err
}

func newLoader[K comparable, V any](g *gate, what string, fetch func(context.Context, []K) (map[K]V, error)) *loader[K, V] {
	return &loader[K, V]{what: what, fetch: fetch, gate: g, rows: map[K]*row[V]{}}
}

// load gives one row.
func (l *loader[K, V]) load(ctx context.Context, key K) (V, error) {
	return l.ask(ctx, key)()
}

// forget makes the next who asks for a row read it again: it was changed.
func (l *loader[K, V]) forget(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.rows[key]; r != nil {
		select {
		case <-r.done:
			delete(l.rows, key)
		default: // it is being read for somebody
		}
	}
}

// ask says that a row is wanted and gives a function that waits for it.
func (l *loader[K, V]) ask(ctx context.Context, key K) func() (V, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, known := l.want(ctx, key)
	if !known && len(l.asked) == 1 {
		go l.gather(ctx)
	}
	return r.wait
}

// all asks for the rows of a list, which are known together. Those of a list that
// stands alone are read at once: there are no siblings to wait for.
func (l *loader[K, V]) all(ctx context.Context, keys []K) []func() (V, error) {
	waits := make([]func() (V, error), len(keys))
	if inList(ctx) {
		for i, key := range keys {
			waits[i] = l.ask(ctx, key)
		}
		return waits
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, key := range keys {
		r, _ := l.want(ctx, key)
		waits[i] = r.wait
	}
	go l.read(ctx, l.take())
	return waits
}

// want notes that a row is wanted, unless it was before. The caller holds the lock.
func (l *loader[K, V]) want(ctx context.Context, key K) (r *row[V], known bool) {
	if r, known = l.rows[key]; known {
		return r, true
	}
	r = &row[V]{done: make(chan struct{})}
	l.rows[key] = r
	if l.asked = append(l.asked, key); len(l.asked) == batchSize {
		go l.read(ctx, l.take())
	}
	return r, false
}

// gather reads a batch when siblings have stopped asking.
func (l *loader[K, V]) gather(ctx context.Context) {
	for begin, before := time.Now(), 0; time.Since(begin) < patience; {
		time.Sleep(quiet)
		l.mu.Lock()
		now := len(l.rows)
		l.mu.Unlock()
		if now == before && l.gate.searching.Load() == 0 {
			break
		}
		before = now
	}
	l.mu.Lock()
	keys := l.take()
	l.mu.Unlock()
	l.read(ctx, keys)
}

// take ends the gathering of a batch. The caller holds the lock.
func (l *loader[K, V]) take() []K {
	keys := l.asked
	l.asked = nil
	return keys
}

func (l *loader[K, V]) read(ctx context.Context, keys []K) {
	if len(keys) == 0 {
		return
	}
	found, err := l.recovered(ctx, keys)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range keys {
		r := l.rows[key]
		value, ok := found[key]
		r.value, r.err = value, err
		if err == nil && !ok && l.what != "" {
			r.err = motcua.NotFound(l.what, fmt.Sprint(key))
		}
		close(r.done)
	}
}

// recovered keeps a panic of the catalogue within the fields that asked.
func (l *loader[K, V]) recovered(ctx context.Context, keys []K) (found map[K]V, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Recover(ctx, p)
		}
	}()
	return l.fetch(ctx, keys)
}
