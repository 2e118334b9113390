package changelog

import (
	"maps"
	"slices"
	"time"

	"motcua"
)

// sink is what is known of one copy, whether it follows just now or not.
type sink struct {
	followers int // 2 where a rebuild catches up beside the one that serves
	joined    bool
	at        motcua.Position
	since     time.Time // from when it has had something to apply; zero: nothing
	moved     time.Time // when it last applied something, or began to
}

// stuck says whether the copy stands still though there is something to apply.
func (s *sink) stuck(now time.Time) bool {
	return s.followers > 0 && !s.since.IsZero() && now.Sub(s.since) > StuckAfter && now.Sub(s.moved) > StuckAfter
}

func (s *sink) behindSince(t time.Time) {
	if s.since.IsZero() {
		s.since = t
	}
}

// note takes into account what a copy that reads by itself has before it.
func (f *Follower) note(m *member, p part) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p.speaksTo(m.log) {
		m.sink.behindSince(p.oldest)
	}
}

// applied takes into account what a copy has applied.
func (f *Follower) applied(m *member) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m.sink.at, m.sink.moved = m.told, time.Now()
	if m.sink.joined && len(m.parts) == 0 {
		m.sink.since = time.Time{}
	}
}

// slowest is the position behind which every copy is that follows.
func (f *Follower) slowest() motcua.Position {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.at
	for _, s := range f.sinks {
		if s.followers > 0 && s.at.SameLog(at) && at.Reached(s.at) {
			at = s.at
		}
	}
	return at
}

// SinkStatus is how a copy stands.
type SinkStatus struct {
	Name string `json:"name"`
	// Following is false while it is rebuilt, or waits after an error.
	Following bool `json:"following"`
	// Joined says that it is fed by the common stream; else it catches up.
	Joined   bool            `json:"joined"`
	Position motcua.Position `json:"position"`
	// Behind is the age of the oldest change that it has not applied, 0 for none.
	Behind time.Duration `json:"behind"`
	// Stuck says that it follows, has something to apply, and has not come back
	// with any of it for [StuckAfter].
	Stuck bool `json:"stuck"`
}

// Status is how a node follows the log.
type Status struct {
	Position motcua.Position `json:"position"` // up to which the stream was read
	Heard    time.Time       `json:"heard"`    // when the log was last read
	// Held is how long changes have been there that may not be read yet, because
	// an older transaction is open; Blocker is whose that is, once it was looked up.
	Held    time.Duration `json:"held"`
	Blocker *Blocker      `json:"blocker"`
	Sinks   []SinkStatus  `json:"sinks"` // by name
}

// Status tells how the node stands.
func (f *Follower) Status() Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	s := Status{Position: f.at, Heard: f.heard, Held: since(f.held, now), Blocker: f.blocker}
	for _, name := range slices.Sorted(maps.Keys(f.sinks)) {
		one := f.sinks[name]
		s.Sinks = append(s.Sinks, SinkStatus{
			Name: name, Following: one.followers > 0, Joined: one.joined, Position: one.at,
			Behind: max(since(one.since, now), s.Held), Stuck: one.stuck(now),
		})
	}
	return s
}

// alarm tells the log of copies that stand still, each once in a while.
func (f *Follower) alarm() {
	if time.Since(f.alarmed) < StuckAfter {
		return
	}
	for _, s := range f.Status().Sinks {
		if s.Stuck {
			f.alarmed = time.Now()
			f.log.log.Error("a copy does not apply what changed", "copy", s.Name, "behind", s.Behind, "position", s.Position)
		}
	}
}

func since(t, now time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return max(now.Sub(t), 0)
}
