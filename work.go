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

// WithWork gives a context whose work is counted by w.
func WithWork(ctx context.Context, w *Work) context.Context {
	return context.WithValue(ctx, workKey{}, w)
}

// CountWork adds a statement to the work of a context, if it is counted there.
func CountWork(ctx context.Context, rows int64) {
	if w, ok := ctx.Value(workKey{}).(*Work); ok {
		w.Statements.Add(1)
		w.Rows.Add(rows)
	}
}
