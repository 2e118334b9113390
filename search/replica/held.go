package replica

import (
	"github.com/blevesearch/bleve/v2"

	"motcua/search/columns"
)

// Held is the generation that serves while nothing else writes to it.
type Held[E Entry, V any] struct{ g *generation[E, V] }

// Hold keeps all changes back while f looks at the serving generation.
func (x *Index[E, V]) Hold(f func(Held[E, V]) error) error {
	g, _ := x.serving()
	if g == nil {
		return errClosed
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return f(Held[E, V]{g})
}

// Bleve is the index itself.
func (h Held[E, V]) Bleve() bleve.Index { return h.g.bleve }

// Table is the columns.
func (h Held[E, V]) Table() *columns.Table { return h.g.table }

// Memory is what else is held.
func (h Held[E, V]) Memory() Memory[E, V] { return h.g.memory }

// Publish makes what is held now the newest state, as after a batch.
func (h Held[E, V]) Publish() error { return h.g.publish() }

// Refresh publishes the same documents from Bleve's newest segments.
func (h Held[E, V]) Refresh() error { return h.g.refresh() }
