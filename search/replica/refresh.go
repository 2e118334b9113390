package replica

import (
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// After a batch Bleve goes on working: it writes segments that were in memory
// to disk and merges small ones. A view keeps what it began with, in memory
// and on disk, so some time after the last batch the same documents are
// published again. Merges of a large build take seconds, those of a batch less.
const (
	firstRefresh = time.Second
	lastRefresh  = 64 * time.Second
)

// refreshLater publishes the generation again after a while, and again after
// twice as long, until Bleve has surely come to rest. The writer calls it.
func (g *generation[E, V]) refreshLater(after time.Duration) {
	if g.timer != nil {
		g.timer.Stop()
	}
	if g.closed || after > lastRefresh {
		return
	}
	g.timer = time.AfterFunc(after, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.closed {
			return
		}
		_ = g.refresh() // the view before stays, and the next batch tells what is wrong
		g.refreshLater(2 * after)
	})
}

// refresh publishes the same documents from Bleve's newest segments, if those
// are others.
func (g *generation[E, V]) refresh() error {
	reader, err := g.reader()
	if err != nil {
		return err
	}
	old, renewed := g.published.Load().Reader.Segments(), reader.Segments()
	same := slices.EqualFunc(old, renewed, func(a, b *scorch.SegmentSnapshot) bool { return a.Segment() == b.Segment() })
	if err := reader.Close(); err != nil || same {
		return err
	}
	return g.publish()
}
