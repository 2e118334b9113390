package server

import (
	"maps"
	"sync/atomic"
)

const (
	// maxMemo is how many texts are remembered: a few dozen sorts of clients send
	// nearly all requests.
	maxMemo = 128
	// maxMemoText is in bytes; longer ones are read again each time.
	maxMemoText = 256
)

// memo remembers what was read from texts that clients send over and over, such
// as the values of their headers. When it is full it begins anew.
type memo[V any] struct {
	read func(text string) V
	held atomic.Pointer[map[string]V]
}

func newMemo[V any](read func(string) V) *memo[V] { return &memo[V]{read: read} }

// of gives what a text says.
func (m *memo[V]) of(text string) V {
	held := m.held.Load()
	if held != nil {
		if v, ok := (*held)[text]; ok {
			return v
		}
	}
	v := m.read(text)
	if len(text) > maxMemoText {
		return v
	}
	next := map[string]V{}
	if held != nil && len(*held) < maxMemo {
		next = maps.Clone(*held)
	}
	next[text] = v
	m.held.CompareAndSwap(held, &next) // who lost reads it once more
	return v
}
