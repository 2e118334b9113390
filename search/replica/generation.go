package replica

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"motcua"
	"motcua/search/columns"
)

// Internal keys of the Bleve index.
var (
	positionKey = []byte("position") // up to which the generation is complete
	formKey     = []byte("form")     // the kind's form at its making
)

// loadRows bounds the entries that are read from disk before they go into
// memory: a million at once would take a gigabyte.
const loadRows = 32 << 10

// generation is one Bleve index with what memory holds of its documents. It
// has one writer at a time; readers use what it published last.
type generation[E Entry, V any] struct {
	kind   *Kind[E, V]
	number int
	path   string
	spare  bool // it is not in the index's folder
	bleve  bleve.Index

	mu       sync.Mutex // held by the writer; guards what follows
	table    *columns.Table
	memory   Memory[E, V]
	position *motcua.Position  // nil: not complete up to any
	beside   map[string][]byte // to be written with the next position
	digest   digest            // of the documents
	sealed   map[string]uint64 // hashes of what stands beside them
	timer    *time.Timer       // of the next refresh
	closed   bool

	stamps map[string]stamp // of the segments' files, as they were when they came

	bell       *bell         // rings when Bleve's goroutines cannot go on
	writeLimit time.Duration // of a batch

	damage atomic.Pointer[Damage] // nil: none is known
	broken chan struct{}          // closed when there is some

	retired atomic.Bool // another one serves: its files are about to go

	published atomic.Pointer[published[V]]
	pins      sync.Mutex // makes loading what is published and pinning it one step
}

// published is a generation as it was after some batch.
type published[V any] struct {
	State
	view  V
	files map[string]stamp // of the segments on disk
}

func (p *published[V]) release() error { return p.Reader.DecRef() }

// bleveConfig: a lock that is held makes Bleve wait for ever without a limit;
// we hold our own lock and wait for nobody.
func bleveConfig() map[string]any {
	return map[string]any{"bolt_timeout": "2s", "eventCallbackName": guardName, "asyncErrorCallbackName": watchdogName}
}

func newGeneration[E Entry, V any](kind *Kind[E, V], number int, path string) (*generation[E, V], error) {
	index, err := bleve.NewUsing(path, kind.Mapping(), scorch.Name, scorch.Name, bleveConfig())
	if err != nil {
		return nil, fmt.Errorf("make index generation %d: %w", number, err)
	}
	g := emptyGeneration(kind, number, path, index)
	if err := index.SetInternal(formKey, []byte(formOf(kind))); err != nil {
		return nil, errors.Join(fmt.Errorf("make index generation %d: %w", number, err), index.Close())
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := errors.Join(g.sealForm(), g.publish(), g.letMerge()); err != nil {
		return nil, errors.Join(err, index.Close())
	}
	return g, nil
}

// formOf names the form of a generation: the kind's, and that of the seal.
func formOf[E Entry, V any](kind *Kind[E, V]) string { return kind.Form + " sealed 2" }

func emptyGeneration[E Entry, V any](kind *Kind[E, V], number int, path string, index bleve.Index) *generation[E, V] {
	return &generation[E, V]{
		kind: kind, number: number, path: path, bleve: index,
		table: columns.New(kind.Schema), memory: kind.Memory(path), beside: map[string][]byte{}, sealed: map[string]uint64{},
		stamps: map[string]stamp{}, broken: make(chan struct{}), bell: newBell(path), writeLimit: WriteLimit,
	}
}

// errOtherForm says that a folder was made with another mapping or analyzer.
var errOtherForm = errors.New("made with another form of the index")

// openGeneration reads a generation from disk. Damage of every sort becomes an
// error, panics of Bleve included.
func openGeneration[E Entry, V any](kind *Kind[E, V], number int, path string) (g *generation[E, V], err error) {
	defer faultsPanic()()
	var index bleve.Index
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("open index generation %d: panic: %v\n%s", number, r, debug.Stack())
		}
		if err != nil && index != nil {
			err = errors.Join(err, closeDamaged(index))
		}
	}()
	if err := checkRoot(path); err != nil {
		return nil, fmt.Errorf("open index generation %d: %w", number, err)
	}
	if index, err = bleve.OpenUsing(path, bleveConfig()); err != nil {
		return nil, fmt.Errorf("open index generation %d: %w", number, err)
	}
	form, err := index.GetInternal(formKey)
	if err != nil {
		return nil, fmt.Errorf("open index generation %d: %w", number, err)
	}
	if len(form) == 0 { // every generation has one from its making
		return nil, fmt.Errorf("open index generation %d: it names no form", number)
	}
	if string(form) != formOf(kind) {
		return nil, fmt.Errorf("%w: %q, wanted %q", errOtherForm, form, formOf(kind))
	}
	g = emptyGeneration(kind, number, path, index)
	return g, g.load()
}

// closeDamaged closes an index of which nothing is known.
func closeDamaged(index bleve.Index) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("close: panic: %v", r)
		}
	}()
	return index.Close()
}

// close ends the generation. Views that are in use stay whole: each holds its
// own segments.
func (g *generation[E, V]) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.rest()
	g.endMerging()
	bells.CompareAndDelete(storePath(g.path), g.bell)
	g.pins.Lock()
	p := g.published.Swap(nil)
	g.pins.Unlock()
	var err error
	if p != nil {
		err = p.release()
	}
	return errors.Join(err, g.bleve.Close())
}

// rest ends the refreshing.
func (g *generation[E, V]) rest() {
	if g.timer != nil {
		g.timer.Stop()
		g.timer = nil
	}
}

// load fills memory from the documents.
func (g *generation[E, V]) load() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	stored, err := g.bleve.GetInternal(positionKey)
	if err != nil {
		return fmt.Errorf("read the index's position: %w", err)
	}
	if stored != nil {
		p, err := motcua.ParsePosition(string(stored))
		if err != nil {
			return fmt.Errorf("read the index's position: %w", err)
		}
		g.position = &p
	}
	if err := g.memory.Load(g.bleve); err != nil {
		return err
	}
	reader, err := g.reader()
	if err != nil {
		return err
	}
	if err := checkSegments(context.Background(), reader, nil); err != nil {
		return errors.Join(err, reader.Close())
	}
	found, err := g.loadEntries(reader)
	if err := errors.Join(err, reader.Close()); err != nil {
		return err
	}
	if err := g.checkSeal(found); err != nil {
		return err
	}
	defer g.refreshLater(firstRefresh)
	return errors.Join(g.publish(), g.letMerge())
}

func (g *generation[E, V]) loadEntries(reader *scorch.IndexSnapshot) (found digest, err error) {
	var part []E
	err = eachDocument(reader, g.kind.Stored, func(key string, stored []byte) error {
		found.add(key)
		e, err := g.kind.Decode(key, stored)
		if err != nil {
			return err
		}
		if part = append(part, e); len(part) == loadRows {
			g.remember(part, nil)
			part = nil
		}
		return nil
	})
	g.remember(part, nil)
	return found, err
}

// reader gives Bleve's newest snapshot.
func (g *generation[E, V]) reader() (*scorch.IndexSnapshot, error) {
	advanced, err := g.bleve.Advanced()
	if err != nil {
		return nil, fmt.Errorf("reach the index: %w", err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("read the index: unexpected %T", reader), reader.Close())
	}
	if snapshot == nil { // closed between the two: Bleve gives no error
		return nil, errClosed
	}
	return snapshot, nil
}

// eachDocument gives the key and the stored record of every document.
func eachDocument(reader *scorch.IndexSnapshot, record string, yield func(key string, stored []byte) error) error {
	for _, s := range reader.Segments() {
		live := s.DocNumbersLive().Iterator()
		for live.HasNext() {
			var key string
			var stored []byte
			err := s.VisitDocument(uint64(live.Next()), func(field string, _ byte, value []byte, _ []uint64) bool {
				switch field {
				case "_id":
					key = string(value)
				case record:
					stored = slices.Clone(value)
				}
				return true
			})
			if err != nil {
				return fmt.Errorf("read the documents: %w", err)
			}
			if err := yield(key, stored); err != nil {
				return err
			}
		}
	}
	return nil
}

// publish makes what the generation holds now the newest state. The writer
// calls it after each batch.
func (g *generation[E, V]) publish() error {
	reader, err := g.reader()
	if err != nil {
		return err
	}
	p := &published[V]{State: State{Reader: reader, Columns: g.table.View(), Position: g.position}, files: g.stamp(reader)}
	if p.view, err = g.memory.View(p.State); err != nil {
		return errors.Join(err, p.release())
	}
	g.pins.Lock()
	old := g.published.Swap(p)
	g.pins.Unlock()
	if old != nil {
		return old.release()
	}
	return nil
}

// pin gives the newest state; the caller releases it.
func (g *generation[E, V]) pin() *published[V] {
	g.pins.Lock()
	defer g.pins.Unlock()
	p := g.published.Load()
	if p != nil {
		p.Reader.AddRef()
	}
	return p
}
