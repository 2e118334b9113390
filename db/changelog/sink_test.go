package changelog

import (
	"testing"
	"time"

	"motcua"
)

// A copy stands still that follows, has something to apply, and has not come
// back for too long; not one that works, waits, or is rebuilt.
func TestStuckCopy(t *testing.T) {
	now := time.Now()
	long, short := now.Add(-2*StuckAfter), now.Add(-time.Second)
	follows := func(s standing) sink { return sink{members: []*member{{shown: s}}} }
	for name, tt := range map[string]struct {
		sink sink
		want bool
	}{
		"does not come back":      {follows(standing{joined: true, since: long, moved: long}), true},
		"catches up, in vain":     {follows(standing{since: long, moved: long}), true},
		"is behind, and works":    {follows(standing{since: long, moved: short}), false},
		"has just got something":  {follows(standing{joined: true, since: short, moved: long}), false},
		"has nothing to apply":    {follows(standing{joined: true, moved: long}), false},
		"is rebuilt or fails now": {sink{last: standing{since: long, moved: long}}, false},
	} {
		if got := tt.sink.stuck(now); got != tt.want {
			t.Errorf("a copy that %s stands still: %t", name, got)
		}
	}
}

// A rebuild that catches up beside the copy that serves, and fails before it is
// swapped in, changes nothing about how that one stands.
func TestFailedRebuildLeavesTheStatus(t *testing.T) {
	log := New(nil, "node", nil).Named("copy")
	f := newFollower(log)
	f.at = motcua.Position{System: "1", Epoch: 1, XID: 9}
	serving := f.enter(log, f.at, nil)
	if joined, err := serving.join(t.Context()); !joined || err != nil {
		t.Fatal(joined, err)
	}
	early := f.at
	early.XID = 3
	rebuild := f.enter(log, early, nil)
	if at := f.slowest(); at != early {
		t.Errorf("the log is kept from %v on while a rebuild reads it from %v", at, early)
	}
	f.leave(rebuild)
	time.Sleep(2 * time.Millisecond)
	got := f.Status().Sinks[0]
	want := SinkStatus{Name: "copy", Following: true, Joined: true, Position: f.at}
	if got != want {
		t.Errorf("the copy stands as %+v, not as %+v", got, want)
	}
	if at := f.slowest(); at != f.at {
		t.Errorf("the log is kept from %v on for a rebuild that has left", at)
	}
	f.leave(serving)
	if got := f.Status().Sinks[0]; got.Following || got.Joined || got.Position != f.at {
		t.Errorf("a copy that left stands as %+v", got)
	}
}
