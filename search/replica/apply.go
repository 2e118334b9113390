package replica

import (
	"context"
	"fmt"
	"maps"

	"github.com/blevesearch/bleve/v2"

	"motcua"
	"motcua/search/columns"
)

// apply takes a batch of the change log into the generation. What was there
// already, or was overtaken, changes nothing.
func (g *generation[E, V]) apply(ctx context.Context, batch motcua.Batch) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.applyLocked(ctx, batch)
}

// applyLocked is apply for who holds the generation already.
func (g *generation[E, V]) applyLocked(ctx context.Context, batch motcua.Batch) error {
	if g.position != nil {
		if !g.position.SameLog(batch.Position) {
			return motcua.ErrRebuild
		}
		if g.position.Reached(batch.Position) {
			return nil
		}
	}
	change, err := g.memory.Plan(ctx, batch)
	if err != nil {
		return err
	}
	return g.commit(change, &batch.Position)
}

// commit writes a change with its position and publishes it. A large one goes
// into several Bleve batches, of which the last bears the position: after a
// crash between them the change is applied again.
func (g *generation[E, V]) commit(c Change[E], position *motcua.Position) error {
	maps.Copy(g.beside, c.Beside)
	sealed := g.after(c.Entries, c.Deletes)
	rest := c.Entries
	for first := true; first || len(rest) > 0; first = false {
		b := g.bleve.NewBatch()
		if first {
			for _, key := range c.Deletes {
				b.Delete(key)
			}
		}
		var err error
		if rest, err = fillBatch(b, rest, g.kind.BatchBytes); err != nil {
			return err
		}
		if len(rest) == 0 {
			err = g.sealWith(b, position.String(), sealed)
		} else if first && g.position != nil {
			err = g.putSeal(b, seal{digest: g.digest, Beside: g.sealed, Open: true})
		}
		if err != nil {
			return err
		}
		if err := g.write(b); err != nil {
			g.rest() // memory has not what Bleve may have taken in
			return fmt.Errorf("write to the index: %w", err)
		}
	}
	g.remember(c.Entries, c.Deletes)
	g.position = position
	clear(g.beside)
	defer g.refreshLater(firstRefresh)
	return g.publish()
}

// fillBatch adds entries up to the bound, at least one, and gives the rest.
func fillBatch[E Entry](b *bleve.Batch, entries []E, bound int) ([]E, error) {
	size := 0
	for len(entries) > 0 && size < bound {
		e := entries[0]
		if err := addTo(b, e); err != nil {
			return nil, err
		}
		size += e.Size()
		entries = entries[1:]
	}
	return entries, nil
}

// remember takes a change that is on disk into memory.
func (g *generation[E, V]) remember(entries []E, deletes []string) {
	g.digest = g.after(entries, deletes)
	rows := make([]columns.Row, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, *e.Row())
	}
	g.table.Apply(rows, deletes)
	g.memory.Remember(entries, deletes)
}
