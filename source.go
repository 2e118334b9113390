package motcua

import "context"

// Source is the database as the copies see it: one consistent state to begin
// with, and the log of what came after.
type Source interface {
	// Snapshot reads one consistent state. First it gives one batch to changes,
	// unless that is nil: the vocabulary and, where from is given, the
	// procedures that changed between from and the state. Then it gives every
	// public procedure with all the versions that stand for it on some day,
	// ordered by them. The position is the one from which Follow goes on. It
	// gives ErrRebuild where from is not in the log.
	Snapshot(ctx context.Context, from *Position, changes func(Batch) error, procedure func([]Procedure) error) (Position, error)

	// Follow gives each batch after the position to the sink, in order, until
	// ctx ends; it waits where there is none. An error of the sink ends it.
	// It gives ErrRebuild where from is not in the log.
	Follow(ctx context.Context, from Position, sink Sink) error
}
