package main

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Lines of requests wait for others, for no longer than they may; a warning is
// written at once, behind all that came before it.
func TestLogLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		lines := &logLines{to: &out}
		log := newLog(lines, slog.LevelInfo, true).With("node", "a")
		written := func() string {
			lines.mu.Lock() // which a timer writes under
			defer lines.mu.Unlock()
			return out.String()
		}
		log.Info("one")
		log.Info("two")
		if got := written(); got != "" {
			t.Errorf("%s is written already", got)
		}
		time.Sleep(logDelay)
		synctest.Wait()
		if got := strings.Count(written(), "\n"); got != 2 {
			t.Errorf("%d lines after the delay, want 2", got)
		}
		log.Info("three")
		log.Warn("four")
		if got := written(); !strings.Contains(got, `"three"`) || !strings.HasSuffix(got, "\"msg\":\"four\",\"node\":\"a\"}\n") {
			t.Errorf("a warning is not written behind what came before it:\n%s", got)
		}
		log.Info("five")
		lines.flush()
		if !strings.Contains(written(), `"five"`) {
			t.Error("what was held is not written at the end")
		}
		time.Sleep(logDelay)
	})
}
