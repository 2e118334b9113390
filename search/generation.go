package search

import (
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
	"motcua/search/vi/language"
)

// Internal keys of the Bleve index.
var (
	positionKey = []byte("position") // up to which the generation is complete
	formKey     = []byte("form")     // formVersion at its making
)

// generation is one Bleve index with what memory holds of its documents. It
// has one writer at a time; readers use what it published last.
type generation struct {
	number int
	path   string
	bleve  bleve.Index

	mu       sync.Mutex // held by the writer; guards what follows
	table    *columns.Table
	ordinals map[string]uint32 // by key
	free     []uint32          // ordinals without a document
	cards    []*card           // by ordinal, nil where free
	versions map[motcua.ID][]string
	labels   *labels
	segments map[uint64][]uint32   // ordinals by document number, by segment
	position *motcua.Position      // nil: not complete up to any
	holding  map[string]int        // how many names hold a folded word
	model    *language.Model       // nil before a rebuild
	wordings map[string][]*wording // of the vocabulary
	pinned   map[string][]motcua.Pin
	unstored []byte      // the vocabulary, where Bleve has another
	lexicon  *lexicon    // nil where something in it has changed
	renewed  bool        // the labels changed since they were published
	forms    *forms      // nil until the vocabulary is known
	timer    *time.Timer // of the next refresh
	closed   bool

	published atomic.Pointer[view]
	pins      sync.Mutex // makes loading a view and pinning it one step
}

// bleveConfig: a lock that is held makes Bleve wait for ever without a limit;
// we hold our own lock and wait for nobody.
func bleveConfig() map[string]any {
	return map[string]any{"bolt_timeout": "2s"}
}

func newGeneration(number int, path string) (*generation, error) {
	index, err := bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, bleveConfig())
	if err != nil {
		return nil, fmt.Errorf("make index generation %d: %w", number, err)
	}
	g := emptyGeneration(number, path, index)
	if err := index.SetInternal(formKey, []byte(formVersion())); err != nil {
		return nil, errors.Join(fmt.Errorf("make index generation %d: %w", number, err), index.Close())
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g, g.publish()
}

func emptyGeneration(number int, path string, index bleve.Index) *generation {
	return &generation{
		number: number, path: path, bleve: index,
		table: columns.New(schema), ordinals: map[string]uint32{}, versions: map[motcua.ID][]string{},
		labels: newLabels(), segments: map[uint64][]uint32{}, renewed: true, holding: map[string]int{},
	}
}

// errOtherForm says that a folder was made with another mapping or analyzer.
var errOtherForm = errors.New("made with another form of the index")

// openGeneration reads a generation from disk. Damage of every sort becomes an
// error, panics of Bleve included.
func openGeneration(number int, path string) (g *generation, err error) {
	var index bleve.Index
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("open index generation %d: panic: %v\n%s", number, r, debug.Stack())
		}
		if err != nil && index != nil {
			err = errors.Join(err, closeDamaged(index))
		}
	}()
	if index, err = bleve.OpenUsing(path, bleveConfig()); err != nil {
		return nil, fmt.Errorf("open index generation %d: %w", number, err)
	}
	form, err := index.GetInternal(formKey)
	if err != nil {
		return nil, fmt.Errorf("open index generation %d: %w", number, err)
	}
	if string(form) != formVersion() {
		return nil, fmt.Errorf("%w: %q, wanted %q", errOtherForm, form, formVersion())
	}
	g = emptyGeneration(number, path, index)
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
func (g *generation) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	if g.timer != nil {
		g.timer.Stop()
	}
	g.pins.Lock()
	v := g.published.Swap(nil)
	g.pins.Unlock()
	var err error
	if v != nil {
		err = v.release()
	}
	return errors.Join(err, g.bleve.Close())
}

// put takes an entry into memory, in place of the one with its key.
func (g *generation) put(c *card) {
	ordinal, ok := g.ordinals[c.key]
	switch {
	case ok:
		g.relabel(g.cards[ordinal].labels, c.labels)
	case len(g.free) > 0:
		ordinal = g.free[len(g.free)-1]
		g.free = g.free[:len(g.free)-1]
		g.relabel(nil, c.labels)
	default:
		ordinal = uint32(len(g.cards))
		g.cards = append(g.cards, nil)
		g.relabel(nil, c.labels)
	}
	if ok {
		g.count(g.cards[ordinal], -1)
	}
	g.count(c, 1)
	if !ok {
		g.ordinals[c.key] = ordinal
		p := c.procedure()
		g.versions[p] = append(g.versions[p], c.key)
	}
	g.cards[ordinal] = c
}

// drop takes a document out of memory.
func (g *generation) drop(key string) {
	ordinal, ok := g.ordinals[key]
	if !ok {
		return
	}
	g.relabel(g.cards[ordinal].labels, nil)
	g.count(g.cards[ordinal], -1)
	delete(g.ordinals, key)
	g.cards[ordinal] = nil
	g.free = append(g.free, ordinal)
	p, _ := splitKey(key)
	if rest := slices.DeleteFunc(g.versions[p], func(k string) bool { return k == key }); len(rest) > 0 {
		g.versions[p] = rest
	} else {
		delete(g.versions, p)
	}
}

func (g *generation) relabel(from, to []label) {
	if slices.Equal(from, to) {
		return
	}
	g.labels.change(from, -1)
	g.labels.change(to, 1)
	g.renewed = true
}

// load fills memory from the documents.
func (g *generation) load() error {
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
	if err := g.loadLexicon(); err != nil {
		return err
	}
	reader, err := g.reader()
	if err != nil {
		return err
	}
	if err := checkSegments(reader); err != nil {
		return errors.Join(err, reader.Close())
	}
	var rows []columns.Row
	err = eachDocument(reader, func(key string, stored []byte) error {
		row, c, err := decodeRecord(key, stored)
		if err == nil {
			rows = append(rows, row)
			g.put(c)
		}
		return err
	})
	if err = errors.Join(err, reader.Close()); err != nil {
		return err
	}
	g.table.Apply(rows, nil)
	defer g.refreshLater(firstRefresh)
	return g.publish()
}

// reader gives Bleve's newest snapshot.
func (g *generation) reader() (*scorch.IndexSnapshot, error) {
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
	return snapshot, nil
}

// eachDocument gives the key and the stored record of every document.
func eachDocument(reader *scorch.IndexSnapshot, yield func(key string, stored []byte) error) error {
	for _, s := range reader.Segments() {
		live := s.DocNumbersLive().Iterator()
		for live.HasNext() {
			var key string
			var stored []byte
			err := s.VisitDocument(uint64(live.Next()), func(field string, _ byte, value []byte, _ []uint64) bool {
				switch field {
				case "_id":
					key = string(value)
				case fieldRecord:
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

// pin gives the newest view; the caller releases it.
func (g *generation) pin() *view {
	g.pins.Lock()
	defer g.pins.Unlock()
	v := g.published.Load()
	if v != nil {
		v.reader.AddRef()
	}
	return v
}
