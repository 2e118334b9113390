package search

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2"

	"motcua"
	"motcua/search/columns"
)

// batchBytes bounds the text that Bleve analyses at once: tokens take some
// twenty times the memory of their text.
const batchBytes = 1 << 20

// change is a batch in the form of the copy.
type change struct {
	upserts []*entry
	deletes []string
}

// apply takes a batch of the change log into the generation. What was there
// already, or was overtaken, changes nothing.
func (g *generation) apply(ctx context.Context, batch motcua.Batch) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.applyLocked(ctx, batch)
}

// applyLocked is apply for who holds the generation already.
func (g *generation) applyLocked(ctx context.Context, batch motcua.Batch) error {
	if err := g.learn(batch); err != nil {
		return err
	}
	if g.position != nil {
		if !g.position.SameLog(batch.Position) {
			return motcua.ErrRebuild
		}
		if g.position.Reached(batch.Position) {
			return nil
		}
	}
	c, err := g.plan(ctx, batch.Procedures)
	if err != nil {
		return err
	}
	return g.commit(c, &batch.Position)
}

// learn takes in the vocabulary, which comes whole.
func (g *generation) learn(batch motcua.Batch) error {
	if batch.Vocabulary == nil {
		return nil
	}
	stored, err := encodeVocabulary(batch.Vocabulary)
	if err != nil {
		return err
	}
	g.unstored = stored
	g.setVocabulary(batch.Vocabulary)
	return nil
}

// plan compares a batch with what is held. Versions that hash alike are left
// alone.
func (g *generation) plan(ctx context.Context, procedures map[motcua.ID][]motcua.Procedure) (change, error) {
	var c change
	for id, versions := range procedures {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		keep := map[string]bool{}
		for i := range versions {
			e, err := newEntry(&versions[i])
			if err != nil {
				return c, err
			}
			keep[e.row.Key] = true
			if held, ok := g.ordinals[e.row.Key]; !ok || g.cards[held].hash != e.hash {
				c.upserts = append(c.upserts, e)
			}
		}
		for _, key := range g.versions[id] {
			if !keep[key] {
				c.deletes = append(c.deletes, key)
			}
		}
	}
	return c, nil
}

// commit writes a change with its position and publishes it. A large one goes
// into several Bleve batches, of which the last bears the position: after a
// crash between them the change is applied again.
func (g *generation) commit(c change, position *motcua.Position) error {
	rest := c.upserts
	for first := true; first || len(rest) > 0; first = false {
		b := g.bleve.NewBatch()
		if first {
			for _, key := range c.deletes {
				b.Delete(key)
			}
		}
		var err error
		if rest, err = fillBatch(b, rest); err != nil {
			return err
		}
		if len(rest) == 0 && position != nil {
			b.SetInternal(positionKey, []byte(position.String()))
			if g.unstored != nil {
				b.SetInternal(vocabularyKey, g.unstored)
			}
		}
		if err := g.bleve.Batch(b); err != nil {
			return fmt.Errorf("write to the index: %w", err)
		}
	}
	g.remember(c)
	if position != nil {
		g.position, g.unstored = position, nil
	}
	defer g.refreshLater(firstRefresh)
	return g.publish()
}

// fillBatch adds entries up to the bound, at least one, and gives the rest.
func fillBatch(b *bleve.Batch, entries []*entry) ([]*entry, error) {
	size := 0
	for len(entries) > 0 && size < batchBytes {
		e := entries[0]
		if err := b.Index(e.row.Key, e.document); err != nil {
			return nil, fmt.Errorf("index document %q: %w", e.row.Key, err)
		}
		size += e.size
		entries = entries[1:]
	}
	return entries, nil
}

// remember takes a change that is on disk into memory.
func (g *generation) remember(c change) {
	rows := make([]columns.Row, 0, len(c.upserts))
	for _, key := range c.deletes {
		g.drop(key)
	}
	for _, e := range c.upserts {
		g.put(e.card)
		rows = append(rows, e.row)
	}
	g.table.Apply(rows, c.deletes)
}
