package server

import "sync"

// slots bound how much is under way at one time, in total and for each caller.
type slots struct {
	limits      *Limits
	total, each Bound

	mu    sync.Mutex
	taken int
	by    map[string]int // callers with something under way
}

func newSlots(limits *Limits, total, each Bound) *slots {
	return &slots{limits: limits, total: total, each: each, by: map[string]int{}}
}

// take gives a slot to a caller, or says why there is none. Whoever gets one
// gives it back by calling release once.
func (s *slots) take(caller string) (release func(), refused *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.taken >= s.limits.allowed(s.total):
		return nil, busy.with()
	case s.by[caller] >= s.limits.allowed(s.each):
		return nil, s.limits.exceeded(s.each, tooMany)
	}
	s.taken++
	s.by[caller]++
	return func() { s.free(caller) }, nil
}

func (s *slots) free(caller string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.by[caller]--; s.by[caller] == 0 {
		delete(s.by, caller)
	}
}
