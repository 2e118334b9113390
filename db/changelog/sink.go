package changelog

import (
	"maps"
	"slices"
	"time"

	"motcua"
)

// sink is what is known of one copy, whether it follows just now or not.
type sink struct {
	// members follow for it: first the one that serves, then a rebuild that
	// catches up beside it. How one of them stands says nothing of the other.
	members []*member
	last    standing // of the one that left last
}

// shown is how the copy stands: as the one does that serves.
func (s *sink) shown() standing {
	if len(s.members) > 0 {
		return s.members[0].shown
	}
	return s.last
}

// stuck says whether one that follows stands still.
func (s *sink) stuck(now time.Time) bool {
	return slices.ContainsFunc(s.members, func(m *member) bool { return m.shown.stuck(now) })
}

// standing is how one member stands.
type standing struct {
	joined bool
	at     motcua.Position
	since  time.Time // from when it has had something to apply; zero: nothing
	moved  time.Time // when it last applied something, or began to
}

// stuck says whether a member stands still though there is something to apply.
func (s *standing) stuck(now time.Time) bool {
	return !s.since.IsZero() && now.Sub(s.since) > StuckAfter && now.Sub(s.moved) > StuckAfter
}

func (s *standing) behindSince(t time.Time) {
	if s.since.IsZero() {
		s.since = t
	}
}

// note takes into account what a copy that reads by itself has before it.
func (f *Follower) note(m *member, p part) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if p.speaksTo(m.log) {
		m.shown.behindSince(p.oldest)
	}
}

// applied takes into account what a copy has applied.
func (f *Follower) applied(m *member) {
	f.mu.Lock()
	defer f.mu.Unlock()
	m.shown.at, m.shown.moved = m.told, time.Now()
	if m.shown.joined && len(m.parts) == 0 {
		m.shown.since = time.Time{}
	}
}

// slowest is the position behind which every copy is that follows.
func (f *Follower) slowest() motcua.Position {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.at
	for _, s := range f.sinks {
		for _, m := range s.members {
			if m.shown.at.SameLog(at) && at.Reached(m.shown.at) {
				at = m.shown.at
			}
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
		shown := one.shown()
		s.Sinks = append(s.Sinks, SinkStatus{
			Name: name, Following: len(one.members) > 0, Joined: shown.joined, Position: shown.at,
			Behind: max(since(shown.since, now), s.Held), Stuck: one.stuck(now),
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
