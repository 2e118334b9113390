package changelog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
)

// Snapshot implements motcua.Source. The position that it gives is the oldest
// transaction still open at the snapshot: what follows may speak of changes
// that the snapshot shows already, and applying them again does no harm.
func (l *Log) Snapshot(ctx context.Context, from *motcua.Position, apply func(motcua.Batch) error, procedure func([]motcua.Procedure) error) (at motcua.Position, err error) {
	return l.snapshot(ctx, from, apply, func(tx pgx.Tx) error { return db.PublicVersions(ctx, tx, nil, procedure) })
}

// snapshot reads one state: what changed since from, then all of it.
func (l *Log) snapshot(ctx context.Context, from *motcua.Position, apply func(motcua.Batch) error, all func(pgx.Tx) error) (at motcua.Position, err error) {
	err = l.read(ctx, func(tx pgx.Tx, e epoch) error {
		at = e.Position
		at.XID, at.ID = e.xmin, 0
		if err := db.Unhurried(ctx, tx); err != nil {
			return err
		}
		batch, err := l.first(ctx, tx, e, from, at)
		if err == nil && apply != nil {
			err = apply(batch)
		}
		if err != nil {
			return err
		}
		return all(tx)
	})
	return at, err
}

// first gives the batch that comes before the procedures. It always holds the
// vocabulary, of which the procedures that follow say nothing.
func (l *Log) first(ctx context.Context, tx pgx.Tx, e epoch, from *motcua.Position, at motcua.Position) (batch motcua.Batch, err error) {
	batch.Position = at
	if from != nil {
		if batch, err = l.catchUp(ctx, tx, e, *from, at); err != nil {
			return batch, err
		}
	}
	if batch.Vocabulary == nil && !l.bare {
		err = addVocabulary(ctx, tx, &batch)
	}
	return batch, err
}

func (l *Log) catchUp(ctx context.Context, tx pgx.Tx, e epoch, from, at motcua.Position) (motcua.Batch, error) {
	if err := e.check(from); err != nil {
		return motcua.Batch{}, err
	}
	list, err := changes(ctx, tx, from, false)
	if err != nil {
		return motcua.Batch{}, err
	}
	if at.XID < from.XID {
		at = from // the reader is ahead of the oldest open transaction's mark
	}
	return l.batchOf(ctx, tx, list, at)
}
