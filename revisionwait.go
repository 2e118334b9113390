package motcua

import (
	"context"
	"encoding/base64"
	"time"
)

// lookEvery is how often the log is looked at for whoever waits for a revision:
// that of a transaction which changed nothing comes without a notification.
const lookEvery = 50 * time.Millisecond

// ParseRevision reads what [Position.Revision] gives.
func ParseRevision(s string) (Position, error) {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Position{}, Invalid("minRevision", "%.100q is not a revision", s)
	}
	at, err := ParsePosition(string(raw))
	if err != nil {
		return Position{}, Invalid("minRevision", "%.100q is not a revision", s)
	}
	return at, nil
}

// Await returns once every copy that answers for one of the areas has all that
// there was at a revision, or ctx ends: then with KindBehind. A revision of
// another history of the data fails with KindStale; one of a history that this
// node has yet to notice is waited for like any other.
func (r *Revisions) Await(ctx context.Context, of Area, wanted Position) error {
	if len(r.watched()) == 0 {
		return &Error{Kind: KindUnavailable, Message: "this server follows no change log"}
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		moved := r.moves() // taken first: what is applied from here on wakes
		reached, err := r.reached(of, wanted)
		if reached || err != nil {
			return err
		}
		if r.Look != nil {
			r.Look()
		}
		select {
		case <-moved:
		case <-tick.C:
		case <-ctx.Done():
			return &Error{Kind: KindBehind, Field: "minRevision", Message: "this server does not have the revision yet: ask again in a moment", Err: ctx.Err()}
		}
	}
}

// reached says whether all copies of some areas have what there was at a place
// of the log.
func (r *Revisions) reached(of Area, wanted Position) (bool, error) {
	all := true
	for _, w := range r.watched() {
		if w.of&of == 0 {
			continue
		}
		at := w.at.Load()
		switch {
		case at == nil || wanted.Epoch > at.Epoch:
			all = false
		case !at.SameLog(wanted):
			return false, &Error{Kind: KindStale, Field: "minRevision", Message: "the data was restored since the revision was given, or it is another server's: ask without it"}
		case !at.Reached(wanted):
			all = false
		}
	}
	return all, nil
}

// moves gives what is closed when a copy has applied something.
func (r *Revisions) moves() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.moved == nil {
		r.moved = make(chan struct{})
	}
	return r.moved
}

// wake tells those who wait that a copy has applied something.
func (r *Revisions) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.moved != nil {
		close(r.moved)
		r.moved = nil
	}
}
