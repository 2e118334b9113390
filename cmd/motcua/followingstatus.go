package main

import (
	"context"
	"fmt"
	"time"

	"motcua/db/changelog"
)

// silentAfter is how long nothing may be heard of the change log before it is
// told: it is looked at every two seconds.
const silentAfter = 10 * time.Second

// followingLines say how a node follows the change log, for those who run it.
func followingLines(s changelog.Status) []string {
	lines := []string{"follower    " + heardText(s)}
	if s.Held > 0 {
		text := fmt.Sprintf("            held back for %s by an open transaction", round(s.Held))
		if b := s.Blocker; b != nil {
			text += fmt.Sprintf(" of process %d in database %q, which is %s old", b.PID, b.Database, round(b.Age))
		}
		lines = append(lines, text)
	}
	for _, one := range s.Sinks {
		lines = append(lines, "            "+sinkText(one))
	}
	return lines
}

func heardText(s changelog.Status) string {
	if s.Heard.IsZero() {
		return "has not read the change log yet"
	}
	return fmt.Sprintf("at revision %s, looked at the log %s ago", s.Position.Revision(), round(time.Since(s.Heard)))
}

func sinkText(s changelog.SinkStatus) string {
	text := s.Name + ": level"
	if s.Behind > 0 {
		text = fmt.Sprintf("%s: behind by %s", s.Name, round(s.Behind))
	}
	switch {
	case s.Stuck:
		text += ", stands still"
	case !s.Following:
		text += ", is rebuilt or tries again"
	case !s.Joined:
		text += ", catches up by itself"
	}
	return text
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// warnings say on the public port what is amiss while answers are given. They
// name no process, no database and no other user of the cluster.
func (f *following) warnings(x *indexes) func(context.Context) []string {
	return func(context.Context) []string {
		out := x.statuses().partly()
		s := f.Status()
		if silence := time.Since(s.Heard); silence > silentAfter && !s.Heard.IsZero() {
			out = append(out, fmt.Sprintf("nothing has been heard of the change log for %s: answers grow old", silence.Round(time.Second)))
		}
		if s.Held > changelog.BlockerAfter {
			out = append(out, fmt.Sprintf("the change log has been held back for %s: what was written is not found yet", s.Held.Round(time.Second)))
		}
		for _, one := range s.Sinks {
			switch own := one.Behind > s.Held; {
			case one.Stuck:
				out = append(out, fmt.Sprintf("the copy %q stands still, %s behind", one.Name, one.Behind.Round(time.Second)))
			case own && one.Behind > changelog.StuckAfter:
				out = append(out, fmt.Sprintf("the copy %q is %s behind", one.Name, one.Behind.Round(time.Second)))
			}
		}
		return out
	}
}

// all joins warnings.
func all(of ...func(context.Context) []string) func(context.Context) []string {
	return func(ctx context.Context) (out []string) {
		for _, warn := range of {
			out = append(out, warn(ctx)...)
		}
		return out
	}
}
