package changelog

import (
	"testing"
	"time"
)

// A copy stands still that follows, has something to apply, and has not come
// back for too long; not one that works, waits, or is rebuilt.
func TestStuckCopy(t *testing.T) {
	now := time.Now()
	long, short := now.Add(-2*StuckAfter), now.Add(-time.Second)
	for name, tt := range map[string]struct {
		sink sink
		want bool
	}{
		"does not come back":      {sink{followers: 1, joined: true, since: long, moved: long}, true},
		"catches up, in vain":     {sink{followers: 1, since: long, moved: long}, true},
		"is behind, and works":    {sink{followers: 1, since: long, moved: short}, false},
		"has just got something":  {sink{followers: 1, joined: true, since: short, moved: long}, false},
		"has nothing to apply":    {sink{followers: 1, joined: true, moved: long}, false},
		"is rebuilt or fails now": {sink{since: long, moved: long}, false},
	} {
		if got := tt.sink.stuck(now); got != tt.want {
			t.Errorf("a copy that %s stands still: %t", name, got)
		}
	}
}
