package main

import (
	"math"
	"runtime/debug"
	"testing"
)

func TestMemoryIsUsedWhereItIsBounded(t *testing.T) {
	const standard = 100
	for name, c := range map[string]struct {
		limit int64
		gogc  string
		want  int
	}{
		"no bound":              {math.MaxInt64, "", standard},
		"a bound":               {1 << 40, "", boundedGCPercent},
		"a bound, and its GOGC": {1 << 40, "100", standard},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOGC", c.gogc)
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(c.limit))
			before := debug.SetGCPercent(standard)
			collectSeldom()
			if got := debug.SetGCPercent(before); got != c.want {
				t.Errorf("%d %%, want %d", got, c.want)
			}
		})
	}
}
