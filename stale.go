package motcua

import (
	"context"
	"sync/atomic"
	"time"
)

// Staleness notes of one answer whether any of it was made from a copy while the
// database did not answer, and so may be behind it.
type Staleness struct{ since atomic.Pointer[time.Time] }

type stalenessKey struct{}

// WithStaleness gives the context in which an answer is made that is told of.
func WithStaleness(ctx context.Context) (context.Context, *Staleness) {
	s := &Staleness{}
	return context.WithValue(ctx, stalenessKey{}, s), s
}

// NoteStale says that what was given for a context may be behind the database:
// nothing that happened after since is in it.
func NoteStale(ctx context.Context, since time.Time) {
	if s, ok := ctx.Value(stalenessKey{}).(*Staleness); ok {
		s.since.Store(&since)
	}
}

// Since says from when on the answer may lack something; false where it may not.
func (s *Staleness) Since() (time.Time, bool) {
	if at := s.since.Load(); at != nil {
		return *at, true
	}
	return time.Time{}, false
}

type copiesKey struct{}

// FromCopies says that what is asked for in a context may be read from the
// node's copies, which are as new as the revision that the node claims: the
// answer is for anybody, and nobody waits for what they changed themselves.
func FromCopies(ctx context.Context) context.Context {
	return context.WithValue(ctx, copiesKey{}, true)
}

// MayReadCopies says whether that was said.
func MayReadCopies(ctx context.Context) bool {
	may, _ := ctx.Value(copiesKey{}).(bool)
	return may
}
