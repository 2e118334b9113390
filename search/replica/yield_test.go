package replica

import (
	"runtime"
	"testing"
)

// TestYield: there are more threads as long as any rebuild runs, once for all.
func TestYield(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	one, other := yield(), yield()
	for _, done := range []func(){one, other} {
		if got := runtime.GOMAXPROCS(0); got != before+spareThreads {
			t.Errorf("%d threads while an index is rebuilt, want %d more than %d", got, spareThreads, before)
		}
		done()
	}
	if got := runtime.GOMAXPROCS(0); got != before {
		t.Errorf("%d threads afterwards, want %d", got, before)
	}
}
