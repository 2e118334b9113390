package search

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/blevesearch/bleve/v2"

	"motcua"
	"motcua/search/replica"
	"motcua/search/vi"
	"motcua/search/vi/language"
)

// What can be told of an index, and how it is opened, is the same for all.
type (
	// Options are what an [Index] needs from its surroundings.
	Options = replica.Options
	// Status is what can be told of an index from outside.
	Status = replica.Status
	// RebuildStatus is how far a rebuild has come.
	RebuildStatus = replica.RebuildStatus
	// LockedError says that another process owns the index's folder.
	LockedError = replica.LockedError
)

// Index is the full-text index over procedures with its columns. It may be used
// by several goroutines.
type Index struct {
	*replica.Index[*entry, *view]
	lines linesCache
}

// Open opens the index in a folder, or begins an empty one there: see
// [replica.Open].
func Open(dir string, opts Options) (*Index, error) {
	x, err := replica.Open(dir, procedures, opts)
	if err != nil {
		return nil, err
	}
	return &Index{x, newLinesCache()}, nil
}

// procedures is the kind of this index: an entry for each version that stands
// for a procedure on some day.
var procedures = replica.Kind[*entry, *view]{
	Form:    fmt.Sprintf("%d/%d", mappingVersion, vi.Version),
	Mapping: newMapping,
	Schema:  schema,
	Stored:  fieldRecord,

	BatchBytes: 1 << 20,
	Builders:   2,
	Decode:     decodeRecord,
	Read:       readProcedures,
	Memory:     newMemory,
}

func readProcedures(ctx context.Context, src motcua.Source, from *motcua.Position, changes func(motcua.Batch) error, record func([]*entry) error) (motcua.Position, error) {
	return src.Snapshot(ctx, from, changes, func(versions []motcua.Procedure) error {
		entries, err := newEntries(versions)
		if err != nil {
			return err
		}
		return record(entries)
	})
}

func newEntries(versions []motcua.Procedure) ([]*entry, error) {
	entries := make([]*entry, len(versions))
	for i := range versions {
		var err error
		if entries[i], err = newEntry(&versions[i]); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// memory is what is held of the documents beside the columns.
type memory struct {
	path       string
	ordinals   map[string]uint32 // by key
	free       []uint32          // ordinals without a document
	cards      []*card           // by ordinal, nil where free
	versions   map[motcua.ID][]string
	labels     *labels
	segments   replica.Segments
	ids        map[string]uint32     // of the folded words of names
	holding    []int                 // how many names hold a word, by id
	trainer    *language.Trainer     // of a rebuild
	model      *language.Model       // nil before a rebuild
	wordings   map[string][]*wording // of the vocabulary
	pinned     map[string][]motcua.Pin
	vocabulary [sha256.Size]byte // hash of the vocabulary as it is stored
	lexicon    *lexicon          // nil where something in it has changed
	renewed    *labels           // as they were published; nil where they changed since
	forms      *forms            // nil until the vocabulary is known
	held       *postingsCache    // of the documents as they are; nil where they have changed
}

func newMemory(path string) replica.Memory[*entry, *view] {
	return &memory{
		path: path, ordinals: map[string]uint32{}, versions: map[motcua.ID][]string{},
		labels: newLabels(), ids: map[string]uint32{}, trainer: language.NewTrainer(),
	}
}

// Load reads the vocabulary and the language model.
func (m *memory) Load(index bleve.Index) error { return m.loadLexicon(index) }
