package replica

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// Files are checked while an index is swapped for another: what the one before
// lacks then is no damage, and ends nothing.
func TestChecksOverSwaps(t *testing.T) {
	r := newRegister(60)
	x, err := Open(t.TempDir(), noteKind, Options{Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	defer follow(t, x, r)()
	await(t, x, r)
	ctx, stop := context.WithCancel(t.Context())
	var checks sync.WaitGroup
	for range 4 {
		checks.Go(func() {
			for ctx.Err() == nil {
				g, _ := x.serving()
				x.look(g)
				if err := x.check(ctx, g, nil); err != nil && ctx.Err() == nil {
					t.Errorf("check: %v", err)
				}
			}
		})
	}
	for range 20 {
		must(t, x.Rebuild(t.Context(), r))
	}
	stop()
	checks.Wait()
	if s := x.Status(); s.Damages != 0 {
		t.Errorf("%d damages are told of: %+v", s.Damages, s.Damage)
	}
	answersRightly(t, x, r)
}

// Bleve gives nothing, and no error, of an index that is closed meanwhile.
func TestReaderOfAClosedStore(t *testing.T) {
	x, err := Open(t.TempDir(), noteKind, Options{})
	must(t, err)
	g, _ := x.serving()
	store, err := g.bleve.Advanced()
	must(t, err)
	must(t, store.(*scorch.Scorch).Close())
	if reader, err := g.reader(); !errors.Is(err, errClosed) {
		t.Errorf("reader: %v, %v", reader, err)
	}
	if err := g.missing(); err != nil {
		t.Errorf("missing: %v", err)
	}
}
