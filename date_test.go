package motcua_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua"
)

func TestDateOfMillisIsTheDayInVietnam(t *testing.T) {
	// 2026-01-15T17:00Z is midnight of 16 January there.
	for ms, want := range map[int64]string{
		1768496400000: "2026-01-16", 1768496399999: "2026-01-15", 1757350800000: "2025-09-09", 0: "1970-01-01",
	} {
		if got := motcua.DateOfMillis(ms).String(); got != want {
			t.Errorf("%d: %s, want %s", ms, got, want)
		}
	}
}

func TestDateIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := motcua.Date(rapid.Int32Range(-200000, 200000).Draw(t, "day"))
		got, err := motcua.ParseDate(d.String())
		if err != nil || got != d {
			t.Fatalf("%d is written %s and read as %d (%v)", d, d, got, err)
		}
		if back := motcua.DateOf(d.Start()); back != d {
			t.Fatalf("%s starts on %s", d, back)
		}
	})
}

func TestParseDateRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "16/01/2026", "2026-1-1", "2026-01-01T00:00:00Z"} {
		if d, err := motcua.ParseDate(s); err == nil || motcua.KindOf(err) != motcua.KindInvalid {
			t.Errorf("%q: %s, %v", s, d, err)
		}
	}
}

func TestTodayTurnsAtMidnightInVietnam(t *testing.T) {
	at := time.Date(2026, 11, 22, 16, 59, 59, 0, time.UTC)
	clock := motcua.Clock(func() time.Time { return at })
	if got := clock.Today().String(); got != "2026-11-22" {
		t.Errorf("a second before midnight: %s", got)
	}
	at = at.Add(time.Second)
	if got := clock.Today().String(); got != "2026-11-23" {
		t.Errorf("at midnight: %s", got)
	}
}
