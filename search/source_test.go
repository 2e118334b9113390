package search

import (
	"context"
	"maps"
	"slices"
	"sync"

	"motcua"
)

// fakeSource is a database in memory: procedures and the log of their changes.
type fakeSource struct {
	mu      sync.Mutex
	procs   map[motcua.ID][]motcua.Procedure
	words   *motcua.Vocabulary // that a snapshot brings
	epoch   int64
	log     []motcua.Batch
	trimmed int           // changes at the beginning of the log that are gone
	news    chan struct{} // closed at a change
	reading func(n int)   // called before each procedure of a snapshot
}

func newFakeSource(ps ...motcua.Procedure) *fakeSource {
	s := &fakeSource{procs: map[motcua.ID][]motcua.Procedure{}, epoch: 1, news: make(chan struct{})}
	s.put(ps...)
	return s
}

func (s *fakeSource) at(n int) motcua.Position {
	return motcua.Position{System: "fake", Timeline: 1, Epoch: s.epoch, XID: uint64(n)}
}

// put stores versions, each in place of all of its procedure's.
func (s *fakeSource) put(ps ...motcua.Procedure) {
	changed := map[motcua.ID][]motcua.Procedure{}
	for _, p := range ps {
		changed[p.ID] = append(changed[p.ID], p)
	}
	s.change(changed)
}

func (s *fakeSource) remove(ids ...motcua.ID) {
	changed := map[motcua.ID][]motcua.Procedure{}
	for _, id := range ids {
		changed[id] = nil
	}
	s.change(changed)
}

func (s *fakeSource) change(changed map[motcua.ID][]motcua.Procedure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, versions := range changed {
		if versions == nil {
			delete(s.procs, id)
		} else {
			s.procs[id] = versions
		}
	}
	s.log = append(s.log, motcua.Batch{Procedures: changed, Position: s.at(len(s.log) + 1)})
	close(s.news)
	s.news = make(chan struct{})
}

// restore is what a restored database looks like: the same records, another log.
func (s *fakeSource) restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	s.log = nil
	close(s.news)
	s.news = make(chan struct{})
}

// position is where the log ends.
func (s *fakeSource) position() motcua.Position {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at(len(s.log))
}

// since gives the changes after a position.
func (s *fakeSource) since(from motcua.Position) ([]motcua.Batch, <-chan struct{}, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !from.SameLog(s.at(0)) || int(from.XID) < s.trimmed {
		return nil, nil, motcua.ErrRebuild
	}
	return slices.Clone(s.log[from.XID:]), s.news, nil
}

// Snapshot implements [motcua.Source].
func (s *fakeSource) Snapshot(ctx context.Context, from *motcua.Position, changes func(motcua.Batch) error, procedure func([]motcua.Procedure) error) (motcua.Position, error) {
	s.mu.Lock()
	procs, position := maps.Clone(s.procs), s.at(len(s.log))
	s.mu.Unlock()
	if from != nil {
		batches, _, err := s.since(*from)
		if err != nil {
			return position, err
		}
		for _, b := range batches {
			if position.Reached(b.Position) {
				if err := changes(b); err != nil {
					return position, err
				}
			}
		}
	}
	if s.words != nil && changes != nil {
		if err := changes(motcua.Batch{Vocabulary: s.words, Position: position}); err != nil {
			return position, err
		}
	}
	for n, id := range slices.Sorted(maps.Keys(procs)) {
		if s.reading != nil {
			s.reading(n)
		}
		if err := ctx.Err(); err != nil {
			return position, err
		}
		if err := procedure(procs[id]); err != nil {
			return position, err
		}
	}
	return position, nil
}

// Follow implements [motcua.Source].
func (s *fakeSource) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	for {
		batches, news, err := s.since(from)
		if err != nil {
			return err
		}
		for _, b := range batches {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := sink.Apply(ctx, b); err != nil {
				return err
			}
			from = b.Position
		}
		select {
		case <-news:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Feedbacks implements [motcua.Source]: there is none.
func (s *fakeSource) Feedbacks(context.Context, *motcua.Position, func(motcua.Batch) error, func(*motcua.IndexedFeedback) error) (motcua.Position, error) {
	return s.position(), nil
}
