package replica

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"motcua"
	"motcua/search/columns"
)

// HashSize is the length of the hash of an entry.
const HashSize = sha256.Size

// Entry is what one document and its row are made from. One that was read back
// from the index has a row and a hash only.
type Entry interface {
	Row() *columns.Row    // its key names the document, too
	Hash() [HashSize]byte // of all that the replica holds of the record
	Document() any        // what Bleve indexes, by its mapping or as [Fielded]; the record under the kind's Stored field
	Size() int            // bytes of text, a measure of the work to index it
	Forget()              // its texts are indexed and not needed any more
	Name() string         // what a report calls it
}

// Fielded is a document that makes its fields itself, which spares Bleve the
// way through its mapping. They have to be those of the mapping, and a stored
// one for the record.
type Fielded interface{ Fields() []document.Field }

// addTo adds an entry to a batch.
func addTo(b *bleve.Batch, e Entry) error {
	key := e.Row().Key
	var err error
	if d, ok := e.Document().(Fielded); ok {
		doc := document.NewDocument(key)
		for _, field := range d.Fields() {
			doc.AddField(field)
		}
		err = b.IndexAdvanced(doc)
	} else {
		err = b.Index(key, e.Document())
	}
	if err != nil {
		return fmt.Errorf("index document %q: %w", key, err)
	}
	return nil
}

// Kind says what an index holds.
type Kind[E Entry, V any] struct {
	// Form names the mapping, the texts, the columns and the stored record. An
	// index of another form is built anew.
	Form    string
	Mapping func() mapping.IndexMapping
	Schema  columns.Schema
	Stored  string // the field of the mapping that holds the stored record
	// BatchBytes bounds the text that Bleve analyses at once: tokens take thirty
	// to fifty times the memory of their text, and larger batches are merged less.
	BatchBytes int
	// Builders is how many batches of a rebuild are on their way at once. With
	// two, one is analysed while the other is written; one leaves more of the
	// processors and of the memory to who searches meanwhile.
	Builders int
	// Decode makes an entry of a stored record.
	Decode func(key string, stored []byte) (E, error)
	// Read gives one consistent state of the source, as [motcua.Source] does:
	// what changed since from, then the entries of each record.
	Read func(ctx context.Context, src motcua.Source, from *motcua.Position, changes func(motcua.Batch) error, record func([]E) error) (motcua.Position, error)
	// Memory makes the memory of a generation in a folder, empty.
	Memory func(path string) Memory[E, V]
}

// Memory is what a generation keeps in memory beside the columns. Its methods
// are called by one goroutine at a time.
type Memory[E Entry, V any] interface {
	// Load reads what stands beside the documents of a stored generation.
	Load(index bleve.Index) error
	// Plan says what a batch of the change log changes.
	Plan(ctx context.Context, batch motcua.Batch) (Change[E], error)
	// Remember takes in what is in the index and in the columns: first the
	// deletes, then the entries, each in place of the one with its key.
	Remember(entries []E, deletes []string)
	// Learn is shown every entry of a rebuild with its texts, and Learned is
	// called behind the last of them.
	Learn(entry E)
	Learned() error
	// View makes what readers see of the newest state.
	View(state State) (V, error)
}

// Change is a batch in the form of the replica.
type Change[E Entry] struct {
	Entries []E
	Deletes []string          // keys
	Beside  map[string][]byte // internal values of Bleve, written with the position
}

// State is what was published together.
type State struct {
	Reader   *scorch.IndexSnapshot
	Columns  *columns.View
	Position *motcua.Position // nil: not complete up to any
}

// Revision is the position as clients see it.
func (s *State) Revision() string {
	if s.Position == nil {
		return ""
	}
	return s.Position.Revision()
}
