package motcua

import (
	"context"
	"sync"
)

// commits note where the change log has all that was committed for one mutation.
type commits struct {
	mu sync.Mutex
	at *Position // nil: nothing was committed yet
}

type commitsKey struct{}

// WithCommits gives the context of a mutation that is asked for its revision: the
// transactions that write for it say where the log has them. A database that is
// lost right after the commit then takes nothing from the answer.
func WithCommits(ctx context.Context) context.Context {
	return context.WithValue(ctx, commitsKey{}, &commits{})
}

// NotesCommits says whether a transaction has to tell its place in the log.
func NotesCommits(ctx context.Context) bool {
	_, ok := ctx.Value(commitsKey{}).(*commits)
	return ok
}

// NoteCommit says from which place on the log has a transaction that was
// committed.
func NoteCommit(ctx context.Context, at Position) {
	c, ok := ctx.Value(commitsKey{}).(*commits)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == nil || !c.at.Reached(at) {
		c.at = &at
	}
}

// Committed gives the place from which on the log has all that was committed for
// a context; false where nothing was, or nobody noted it.
func Committed(ctx context.Context) (Position, bool) {
	c, ok := ctx.Value(commitsKey{}).(*commits)
	if !ok {
		return Position{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == nil {
		return Position{}, false
	}
	return *c.at, true
}
