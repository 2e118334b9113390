package replica

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// buildBytes bounds the text that all rebuilds of the process have Bleve analyse
// at once, whose tokens take thirty to fifty times as much memory: a batch of the largest
// sort beside one of the smallest, which keeps two processors busy. A batch of
// more text goes alone.
const buildBytes = 5 << 20

var room = semaphore.NewWeighted(buildBytes)

// takeRoom waits until there is room for a batch of so many bytes.
func takeRoom(ctx context.Context, bytes int) (done func(), err error) {
	n := int64(min(bytes, buildBytes))
	if err := room.Acquire(ctx, n); err != nil {
		return nil, err
	}
	return func() { room.Release(n) }, nil
}
