package server

import (
	"context"
	"errors"
	"sync"
)

// lasting are the streams and sockets that stay open until somebody ends them.
type lasting struct {
	mu    sync.Mutex
	ended bool
	stop  chan struct{} // closed when they have to end
	all   sync.WaitGroup
}

func newLasting() *lasting { return &lasting{stop: make(chan struct{})} }

// join counts one in until done is called; false is that no new one may begin.
func (l *lasting) join() (done func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil, false
	}
	l.all.Add(1)
	return l.all.Done, true
}

var errLasting = errors.New("subscriptions did not end in time")

// end ends all and waits for them.
func (l *lasting) end(ctx context.Context) error {
	l.mu.Lock()
	if !l.ended {
		l.ended = true
		close(l.stop)
	}
	l.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		l.all.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return errors.Join(errLasting, ctx.Err())
	}
}
