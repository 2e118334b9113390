package replica

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// WriteLimit is how long Bleve may take for one batch, which usually takes some
// milliseconds and of a rebuild a second or two. After that it is taken to be
// stuck, and the index is built anew beside it.
const WriteLimit = time.Minute

// Bleve's goroutines try again at once what fails in them. An error that comes
// again for as long as mergeTrouble, with no longer pause than mergePause, does
// not pass by itself.
const (
	mergeTrouble = 30 * time.Second
	mergePause   = 5 * time.Second
)

// errStuck says that a generation takes no more batches: one did not come back,
// or a goroutine of Bleve's has ended. What was published of it can be read.
var errStuck = errors.New("the index takes nothing more")

// watchdogName is under which Bleve finds the watchdog.
const watchdogName = "motcua-watchdog"

// bells has for the folder of each of Bleve's indexes who wants to know what
// goes wrong in its goroutines.
var bells sync.Map // of string to *bell

func init() { scorch.RegistryAsyncErrorCallbacks[watchdogName] = asyncError }

// asyncError is called by Bleve's goroutines: for an error before they try
// again, and for a panic before they end. It is all that is heard of either.
func asyncError(err error, path string) {
	if b, ok := bells.Load(path); ok {
		b.(*bell).hear(err, time.Now())
	}
}

// storePath is Bleve's folder within that of a generation.
func storePath(generation string) string { return filepath.Join(generation, "store") }

// bell rings once a generation cannot go on.
type bell struct {
	rung chan struct{} // closed then

	mu          sync.Mutex
	reason      error
	first, last time.Time // of the errors that came one after the other
}

func newBell(path string) *bell {
	b := &bell{rung: make(chan struct{})}
	bells.Store(storePath(path), b)
	return b
}

func (b *bell) hear(err error, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.first.IsZero() || now.Sub(b.last) > mergePause {
		b.first = now
	}
	b.last = now
	var told *scorch.ScorchError
	if ended := errors.As(err, &told) && told.ErrType == scorch.ErrAsyncPanic; !ended && now.Sub(b.first) < mergeTrouble {
		return
	}
	if b.reason == nil {
		b.reason = fmt.Errorf("%w: %w", errStuck, err)
		close(b.rung)
	}
}

func (b *bell) why() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reason
}

// write gives a batch to Bleve and comes back within the limit, whatever becomes
// of the batch. Panics are errors.
func (g *generation[E, V]) write(b *bleve.Batch) error {
	done := make(chan error, 1)
	go func() {
		defer faultsPanic()()
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("panic: %v", r)
			}
		}()
		done <- g.bleve.Batch(b)
	}()
	limit := time.NewTimer(g.writeLimit)
	defer limit.Stop()
	select {
	case err := <-done:
		return err
	case <-g.bell.rung:
		return g.bell.why()
	case <-limit.C:
		return fmt.Errorf("%w: a batch did not come back within %s", errStuck, g.writeLimit)
	}
}
