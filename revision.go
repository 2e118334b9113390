package motcua

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Area is a part of the data that answers are made from. Values may be joined.
type Area uint8

// The areas. What belongs to none of the others is of the catalogue.
const (
	AreaCatalogue  Area = 1 << iota
	AreaVocabulary      // aliases and pins
	AreaFeedback

	AllAreas = AreaCatalogue | AreaVocabulary | AreaFeedback
	areas    = 3
)

// Revision is what a node had applied of some areas at a moment.
type Revision struct {
	// Position is the place in the change log that all copies of the areas had
	// reached.
	Position Position
	areas    Area
	changes  [areas]uint64
}

// Revisions knows how far the copies of a node have come, and whether anything
// has changed in an area since. An answer made at a revision is still right
// while the revision holds: what was not applied to any copy since cannot have
// changed it, and rows that are read from the database are never older than
// the copies.
type Revisions struct {
	// Look, where it is set, has the change log looked at now, because somebody
	// waits for what may be in it.
	Look func()

	changes [areas]atomic.Uint64
	copies  atomic.Pointer[[]*watched]

	mu    sync.Mutex    // of who changes the list of copies, and of what follows
	moved chan struct{} // closed when a copy has applied something; nil: nobody waits
}

// maxSilence is how long nothing may be heard of the log before a revision is
// not told any more. Followers look every two seconds at the latest.
const maxSilence = 10 * time.Second

// watched is how far one copy has come.
type watched struct {
	Source
	revisions *Revisions
	of        Area
	at        atomic.Pointer[Position] // up to where it has everything; nil: it has not begun
	heard     atomic.Int64             // when it last applied something, in Unix nanoseconds
}

// Watch gives the source from which one copy has to be fed that answers for some
// areas, so that its progress is known here.
func (r *Revisions) Watch(of Area, source Source) Source {
	w := &watched{Source: source, revisions: r, of: of}
	r.mu.Lock()
	defer r.mu.Unlock()
	list := append(slices.Clone(r.watched()), w)
	r.copies.Store(&list)
	return w
}

// Now gives the revision at which an answer begins that is made from the areas.
// There is none while a copy of them has not begun or has not heard of the log
// for a while.
func (r *Revisions) Now(of Area) (Revision, bool) {
	now := Revision{areas: of}
	// Counted first: a change that is applied from here on makes the revision void.
	for i := range now.changes {
		now.changes[i] = r.changes[i].Load()
	}
	first := true
	for _, w := range r.watched() {
		if w.of&of == 0 {
			continue
		}
		at := w.at.Load()
		if at == nil {
			return now, false
		}
		if first || now.Position.Reached(*at) {
			now.Position = *at
		}
		first = false
	}
	return now, r.fresh(of)
}

// fresh says whether all copies of some areas have heard of the log lately.
func (r *Revisions) fresh(of Area) bool {
	silent := time.Now().Add(-maxSilence).UnixNano()
	found := false
	for _, w := range r.watched() {
		if w.of&of == 0 {
			continue
		}
		if found = true; w.heard.Load() < silent {
			return false
		}
	}
	return found
}

func (r *Revisions) watched() []*watched {
	if list := r.copies.Load(); list != nil {
		return *list
	}
	return nil
}

// Of gives the revision for answers made from fewer areas.
func (r Revision) Of(areas Area) Revision {
	r.areas &= areas
	return r
}

// Holds says whether nothing has changed in the areas of a revision since. It
// does not hold either where that is not known, because nothing is heard of the
// log.
func (r *Revisions) Holds(rev Revision) bool {
	if !r.fresh(rev.areas) {
		return false
	}
	for i := range rev.changes {
		if rev.areas&(1<<i) != 0 && rev.changes[i] != r.changes[i].Load() {
			return false
		}
	}
	return true
}

func (r *Revisions) changed(in Area) {
	if in == 0 {
		return
	}
	for i := range r.changes {
		if in&(1<<i) != 0 {
			r.changes[i].Add(1)
		}
	}
}

// Follow implements [Source]. A copy that begins to follow may have been built
// anew, so anything may be different.
func (w *watched) Follow(ctx context.Context, from Position, sink Sink) error {
	w.note(Batch{Position: from, Areas: AllAreas})
	err := w.Source.Follow(ctx, from, sinkFunc(func(ctx context.Context, batch Batch) error {
		if err := sink.Apply(ctx, batch); err != nil {
			return err
		}
		w.note(batch)
		return nil
	}))
	if errors.Is(err, ErrRebuild) {
		w.forget()
	}
	return err
}

// forget says that the copy stands nowhere: it is made anew, perhaps of another
// history, and may answer from that before it follows from there.
func (w *watched) forget() {
	w.at.Store(nil)
	w.heard.Store(0)
}

// note takes a batch into account that the copy has applied.
func (w *watched) note(batch Batch) {
	at := batch.Reached()
	w.at.Store(&at)
	w.heard.Store(time.Now().UnixNano())
	w.revisions.changed(batch.Areas & w.of)
	w.revisions.wake()
}

type sinkFunc func(context.Context, Batch) error

// Apply implements [Sink].
func (f sinkFunc) Apply(ctx context.Context, batch Batch) error { return f(ctx, batch) }
