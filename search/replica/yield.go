package replica

import (
	"runtime"
	"sync"
)

// yielding counts the rebuilds that run.
var yielding struct {
	sync.Mutex
	rebuilds int
}

// spareThreads are more than a rebuild keeps busy: its builders, Bleve's four
// analysts, its persister and its merger.
const spareThreads = 8

// yield makes searches as fast as they can be while the index is rebuilt, until
// what it gives is called. A rebuild computes on every processor that Go has;
// then whoever waits for the network or a timer is seen to ten milliseconds
// later, and gets a turn after all others. With more threads than it keeps busy
// some wait for the network at once, and the operating system, which shares out
// the same processors, lets those go first that have slept: with five that
// compute on two processors, an answer that takes two milliseconds came after
// 210 ms, with eight more threads after 8 to 20.
func yield() (done func()) {
	change := func(by int) {
		yielding.Lock()
		defer yielding.Unlock()
		before := yielding.rebuilds
		yielding.rebuilds += by
		switch {
		case before == 0 && by > 0:
			runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + spareThreads)
		case before > 0 && yielding.rebuilds == 0:
			runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) - spareThreads)
		}
	}
	change(1)
	return func() { change(-1) }
}
