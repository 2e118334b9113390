package changelog

import (
	"context"
	"errors"
	"slices"
	"time"

	"motcua"
)

// Source gives the source from which one copy is fed. Its Follow reads the log
// by itself until the copy is level with the stream, then joins that; l says
// what the copy is called, and what of the log it holds.
func (f *Follower) Source(l *Log) Source { return Source{l, f} }

// Source is the log as one copy of several on a node sees it. It is a
// [motcua.Source].
type Source struct {
	*Log
	follower *Follower
}

// Follow implements [motcua.Source].
func (s Source) Follow(ctx context.Context, from motcua.Position, to motcua.Sink) error {
	m := s.follower.enter(s.Log, from, to)
	defer s.follower.leave(m)
	// The log is read once before joining: only it tells whether the position is
	// one that it has had. One that has yet to come would seem to be level.
	if _, err := s.follower.awaitBegin(ctx); err != nil {
		return err
	}
	if err := m.read(ctx); err != nil {
		return err
	}
	for {
		if err := m.catchUp(ctx); err != nil {
			return err
		}
		if err := m.take(ctx); err != nil {
			return err
		}
	}
}

// member is one copy while it follows.
type member struct {
	log      *Log
	follower *Follower
	to       motcua.Sink
	sink     *sink
	shown    standing      // guarded by the follower's lock
	left     chan struct{} // closed when it follows no more

	at      motcua.Position // up to where it has everything
	settled motcua.Position // at, or where later transactions have all ended
	told    motcua.Position // what the copy was told last, and keeps
	moved   time.Time       // when that was last another than before

	parts chan part // while it has joined; closed when it was too slow, or by an error
	err   error     // set before parts is closed
}

// enter lets a copy begin to follow.
func (f *Follower) enter(l *Log, from motcua.Position, to motcua.Sink) *member {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.sinks[l.name]
	if s == nil {
		s = &sink{}
		f.sinks[l.name] = s
	}
	m := &member{
		log: l, follower: f, to: to, sink: s, left: make(chan struct{}),
		at: from, settled: from, told: from, moved: time.Now(),
		shown: standing{at: from, moved: time.Now()},
	}
	if len(s.members) == 0 {
		m.shown.since = s.last.since // until it is level
	}
	s.members = append(s.members, m)
	return m
}

// leave ends it.
func (f *Follower) leave(m *member) {
	close(m.left)
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.members, m)
	m.shown.joined = false
	m.shown.behindSince(time.Now())
	s := m.sink
	s.members = slices.DeleteFunc(s.members, func(other *member) bool { return other == m })
	s.last = m.shown
}

// catchUp reads the log by itself until the copy has joined the stream.
func (m *member) catchUp(ctx context.Context) error {
	for {
		joined, err := m.join(ctx)
		if joined || err != nil {
			return err
		}
		if err := m.read(ctx); err != nil {
			return err
		}
	}
}

// read takes what follows from the log itself.
func (m *member) read(ctx context.Context) error {
	p, err := m.log.next(ctx, m.log.pool, m.at)
	if errors.Is(err, errLost) {
		return m.log.renew(ctx, m.at.Epoch)
	}
	if err != nil {
		return err
	}
	m.follower.note(m, p)
	return m.apply(ctx, p)
}

// join takes the copy into the stream if it is level with it.
func (m *member) join(ctx context.Context) (bool, error) {
	f := m.follower
	at, err := f.awaitBegin(ctx)
	if err != nil {
		return false, err
	}
	if !m.at.SameLog(at) {
		return false, motcua.ErrRebuild
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !m.settled.Reached(f.at) {
		return false, nil
	}
	m.parts, m.err = make(chan part, 1), nil
	f.members[m] = struct{}{}
	m.shown.joined, m.shown.since = true, time.Time{}
	return true, nil
}

// awaitBegin waits for the stream, and says where it is.
func (f *Follower) awaitBegin(ctx context.Context) (motcua.Position, error) {
	for {
		f.mu.Lock()
		at, begun := f.at, f.begun
		f.mu.Unlock()
		if at != (motcua.Position{}) {
			return at, nil
		}
		select {
		case <-begun:
		case <-ctx.Done():
			return at, ctx.Err()
		}
	}
}

// offer hands a part over if there is room for it. The follower's lock is held.
func (m *member) offer(p part) bool {
	if p.speaksTo(m.log) {
		m.shown.behindSince(p.oldest)
	}
	select {
	case m.parts <- p:
		return true
	default:
		return p.empty() // nothing is missed
	}
}

// take applies what the stream brings until the copy is dropped from it.
func (m *member) take(ctx context.Context) error {
	for {
		select {
		case p, ok := <-m.parts:
			if !ok {
				return m.err
			}
			if err := m.apply(ctx, p); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// apply gives a part to the copy. One that says nothing to it, or nothing new,
// only tells that it is up to date; its position then rests for a while, so that
// it does not write one for each change that is none of its affair.
func (m *member) apply(ctx context.Context, p part) error {
	batch := p.batch
	if m.at.Reached(batch.Position) {
		batch = motcua.Batch{Position: m.at, Settled: batch.Settled}
	}
	at := batch.Position
	if batch.Areas&m.log.areas() == 0 {
		batch = motcua.Batch{Position: at, Settled: batch.Settled}
		if time.Since(m.moved) < RestInterval {
			batch.Position = m.told
		}
	}
	if err := m.to.Apply(ctx, batch); err != nil {
		return err
	}
	if batch.Position != m.told {
		m.told, m.moved = batch.Position, time.Now()
	}
	m.at, m.settled = at, batch.Reached()
	m.follower.applied(m)
	return nil
}
