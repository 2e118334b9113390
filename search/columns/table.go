package columns

import (
	"sync"
	"sync/atomic"
)

// Table holds rows. Its methods may be called from any goroutine.
type Table struct {
	writer sync.Mutex
	view   atomic.Pointer[View]
}

// New returns an empty table.
func New(schema Schema) *Table {
	t := &Table{}
	t.view.Store(newView(&schema, 0))
	return t
}

// View returns the table as it is now. It stays as it is; whoever keeps it
// longer than a request keeps its memory too.
func (t *Table) View() *View { return t.view.Load() }

// Bytes estimates the memory that the newest view takes.
func (t *Table) Bytes() int { return t.View().bytes() }

// Apply deletes the rows with the given keys, then inserts the upserts, each in
// place of the row with the same key; of several upserts with one key the last
// holds. Readers see all of it or nothing. An unknown key in deletes is
// ignored. The table keeps no reference to the slices.
//
// A small batch takes time by its own size, but from time to time one more to
// seal or compact. Millions of rows are loaded fastest in one batch.
func (t *Table) Apply(upserts []Row, deletes []string) {
	t.writer.Lock()
	defer t.writer.Unlock()
	current := t.view.Load()
	for _, row := range upserts {
		current.schema.check(row)
	}
	next := current.successor()
	for _, key := range deletes {
		next.kill(key)
	}
	next.appendRows(upserts)
	if next.n-next.sealed > tailLimit {
		next.seal()
	}
	if dead := next.dead.GetCardinality(); dead > tailLimit && 4*dead > uint64(next.n) {
		next.seal()
		next = next.compacted()
	}
	t.view.Store(next)
}
