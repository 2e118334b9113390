package motcua

import (
	"context"
	"sync/atomic"
)

// Work counts what one request made the database do: a request that reads much
// to answer little stands out in the log.
type Work struct {
	Statements atomic.Int64
	Rows       atomic.Int64 // read or written
}

type workKey struct{}

// WithWork gives a context in which work is counted, and what counts it.
func WithWork(ctx context.Context) (context.Context, *Work) {
	w := &Work{}
	return context.WithValue(ctx, workKey{}, w), w
}

// CountWork adds a statement to the work of a context, if it is counted there.
func CountWork(ctx context.Context, rows int64) {
	if w, ok := ctx.Value(workKey{}).(*Work); ok {
		w.Statements.Add(1)
		w.Rows.Add(rows)
	}
}
