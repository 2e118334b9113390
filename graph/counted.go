package graph

import (
	"context"
	"sync"
)

// CountedSearch is a search that an operation counted for [UsageRecorder]. Who
// gives its answer again, without running it, counts it again.
type CountedSearch struct {
	Text  string
	Found bool
}

// counted gathers the searches of one operation, whose fields run side by side.
type counted struct {
	mu   sync.Mutex
	list []CountedSearch
}

func (c *counted) add(s CountedSearch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, s)
}

// CountedSearches gives the searches that an operation has counted so far, by
// the context that Begin gave.
func CountedSearches(ctx context.Context) []CountedSearch {
	op, err := operationOf(ctx)
	if err != nil {
		return nil
	}
	op.counted.mu.Lock()
	defer op.counted.mu.Unlock()
	return op.counted.list
}
