package replica

import (
	"runtime/debug"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// guardName is under which Bleve finds the guard.
const guardName = "motcua"

// guardPause is how long a merge is put off before it is asked for again.
const guardPause = 100 * time.Millisecond

// guarded has for each of Bleve's indexes that may merge who says whether its
// files are still as they were written.
var guarded sync.Map // of *scorch.Scorch to func() bool

func init() { scorch.RegistryEventCallbacks[guardName] = guard }

// guard is called by Bleve's goroutines in their course. They shall not end the
// process where a file is cut off under them, and a merge must not read what was
// not checked: it would write the damage down again, with a right checksum.
func guard(e scorch.Event) bool {
	switch e.Kind {
	case scorch.EventKindPersisterProgress, scorch.EventKindPurgerCheck:
		debug.SetPanicOnFault(true) // the persister's goroutine, for good
	case scorch.EventKindPreMergeCheck:
		debug.SetPanicOnFault(true) // the merger's
		if whole, ok := guarded.Load(e.Scorch); !ok || !whole.(func() bool)() {
			time.Sleep(guardPause)
			return false
		}
	}
	return true
}

// letMerge lets Bleve merge as long as the files are as they were written.
func (g *generation[E, V]) letMerge() error {
	s, err := scorchOf(g.bleve)
	if err != nil {
		return err
	}
	guarded.Store(s, func() bool {
		p := g.published.Load()
		return p != nil && p.changed() == nil
	})
	return nil
}

func (g *generation[E, V]) endMerging() {
	if s, err := scorchOf(g.bleve); err == nil {
		guarded.Delete(s)
	}
}

func scorchOf(index bleve.Index) (*scorch.Scorch, error) {
	advanced, err := index.Advanced()
	if err != nil {
		return nil, err
	}
	s, _ := advanced.(*scorch.Scorch)
	return s, nil
}
