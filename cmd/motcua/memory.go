package main

import (
	"math"
	"os"
	"runtime/debug"
)

// boundedGCPercent is how much garbage a server lets be there, in percent of what
// it holds, whose memory has a bound: little below that is gained by collecting
// more often, and each time takes from the answers.
const boundedGCPercent = 300

// useMemory lets a server use what GOMEMLIMIT allows before it collects, unless
// GOGC says something else. Near the limit Go collects more often by itself.
func useMemory() {
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(boundedGCPercent)
	}
}
