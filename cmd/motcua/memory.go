package main

import (
	"context"
	"math"
	"os"
	"runtime/debug"
)

// boundedGCPercent is how much garbage a server lets be there, in percent of what
// it holds, whose memory has a bound: little below that is gained by collecting
// more often, and each time takes from the answers.
const boundedGCPercent = 300

// useMemory lets a server use what GOMEMLIMIT allows before it collects, unless
// GOGC says something else, as soon as its indexes are there. What they hold for
// good would else lie scattered among the garbage of reading them, and keep half
// as much room again.
func useMemory(ctx context.Context, x *indexes) error {
	for _, ready := range []func(context.Context) error{x.WaitReady, x.feedback.Official.WaitReady, x.feedback.Public.WaitReady} {
		if ready(ctx) != nil {
			return nil // the server stops
		}
	}
	collectSeldom()
	return nil
}

func collectSeldom() {
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(boundedGCPercent)
	}
}
