package search

import (
	"strings"
	"sync"
	"unique"
)

// intern gives one copy in memory of equal texts: the words of all names come
// from some thousand syllables, and agencies are named by many. The copy shares
// no memory with the record that the text came from, which would be kept by it.
func intern(s string) string { return unique.Make(s).Value() }

// spelling is how a word is written, and its folded form.
type spelling struct{ exact, folded string }

// spellings are those of the words of names, each once. What people type never
// comes here, so there are as many as the catalogue has words.
var spellings = &spellingTable{held: map[spelling]*spelling{}}

type spellingTable struct {
	mu   sync.RWMutex
	held map[spelling]*spelling
}

// shared gives the one copy of a spelling.
func (t *spellingTable) shared(s *spelling) *spelling {
	t.mu.RLock()
	held, ok := t.held[*s]
	t.mu.RUnlock()
	if ok {
		return held
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if held, ok := t.held[*s]; ok {
		return held
	}
	own := &spelling{strings.Clone(s.exact), strings.Clone(s.folded)}
	t.held[*own] = own
	return own
}
