package replica

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// fault is what happens in a goroutine of Bleve's, at an event of the index that
// it was armed for.
type fault struct {
	at    scorch.EventKind
	do    func()
	armed atomic.Pointer[scorch.Scorch]
}

// arm has the fault happen in the generation that serves, and in no other.
func (f *fault) arm(t *testing.T, x *Index[*note, *noteView]) {
	t.Helper()
	g, _ := x.serving()
	s, err := scorchOf(g.bleve)
	if err != nil {
		t.Fatal(err)
	}
	f.armed.Store(s)
}

// inject puts a fault into every index that is opened until the test ends. It
// runs in Bleve's own goroutines, in the place of what went wrong there.
func inject(t *testing.T, at scorch.EventKind, do func()) *fault {
	t.Helper()
	f := &fault{at: at, do: do}
	scorch.RegistryEventCallbacks[guardName] = func(e scorch.Event) bool {
		if e.Kind == f.at && e.Scorch == f.armed.Load() {
			f.do()
		}
		return guard(e)
	}
	t.Cleanup(func() { scorch.RegistryEventCallbacks[guardName] = guard })
	return f
}

// healsFrom arms a fault, writes until it is found, and looks at what is
// answered meanwhile and afterwards.
func healsFrom(t *testing.T, f *fault, limit time.Duration) {
	t.Helper()
	dir := t.TempDir()
	r := newRegister(60)
	x := openNotes(t, dir, Options{})
	follow(t, x, r)
	await(t, x, r)
	g, _ := x.serving()
	g.mu.Lock()
	g.writeLimit = limit
	g.mu.Unlock()
	before := x.Status().Generation
	f.arm(t, x)
	for n := 0; x.Status().Generation == before; n++ {
		r.put(n%80, 1000+n)
		if _, err := asked(x, "giay"); err != nil {
			t.Fatalf("while it is stuck: %v", err)
		}
		time.Sleep(5 * time.Millisecond)
		if n > 4000 {
			t.Fatalf("it was not found: %+v", x.Status())
		}
	}
	await(t, x, r)
	answersRightly(t, x, r)
	if kept, err := filepath.Glob(filepath.Join(dir, "damaged-*")); err != nil || len(kept) != 1 {
		t.Errorf("put aside: %v %v", kept, err)
	}
}

// A batch that never comes back is found within the limit. What was published
// before answers until another generation serves.
func TestStuckWriteHeals(t *testing.T) {
	never := make(chan struct{})
	t.Cleanup(func() { close(never) }) // Bleve's goroutine is let go with the test
	healsFrom(t, inject(t, scorch.EventKindPersisterProgress, func() { <-never }), 300*time.Millisecond)
}

// A panic in the goroutine that writes to the disk, or in the one that merges,
// is swallowed by Bleve, and every later batch would wait for ever. It is found
// at once, long before the limit of a write.
func TestPanicInBleveHeals(t *testing.T) {
	for name, at := range map[string]scorch.EventKind{
		"persister": scorch.EventKindPersisterProgress, "merger": scorch.EventKindPreMergeCheck,
	} {
		t.Run(name, func(t *testing.T) {
			healsFrom(t, inject(t, at, func() { panic("a fault of the test") }), WriteLimit)
		})
	}
}

// An error of a merge may pass; one that comes again and again does not.
func TestBellRings(t *testing.T) {
	failed := scorch.NewScorchError("merger", "merging err: no space left", scorch.ErrPersist)
	ended := scorch.NewScorchError("merger", "panic: x", scorch.ErrAsyncPanic)
	begun := time.Now()
	for name, tt := range map[string]struct {
		err   error
		every time.Duration
		times int
		want  bool
	}{
		"once":                   {failed, time.Second, 1, false},
		"for a while":            {failed, time.Second, 20, false},
		"now and then for hours": {failed, time.Minute, 200, false},
		"all the time":           {failed, time.Second, 32, true},
		"a panic":                {ended, time.Second, 1, true},
	} {
		b := newBell(t.TempDir())
		for i := range tt.times {
			b.hear(tt.err, begun.Add(time.Duration(i)*tt.every))
		}
		select {
		case <-b.rung:
			if !tt.want || !errors.Is(b.why(), errStuck) {
				t.Errorf("%s: %v", name, b.why())
			}
		default:
			if tt.want {
				t.Errorf("%s: nothing is told", name)
			}
		}
	}
	asyncError(fmt.Errorf("of nobody's index"), "elsewhere")
}
