package feedback

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"motcua"
	"motcua/search"
	"motcua/search/replica"
	"motcua/search/vi"
)

// Index is one of the two indexes.
type Index struct {
	*replica.Index[*entry, *view]
	side side
}

// Indexes are both. They may be used by several goroutines.
type Indexes struct {
	Official *Index // masked text, for officials
	Public   *Index // published text, for everybody
	// Wordings gives what words may mean instead; nil where nothing knows.
	Wordings func() *search.Wordings
}

func (x *Indexes) wordings() *search.Wordings {
	if x.Wordings == nil {
		return nil
	}
	return x.Wordings()
}

// Open opens both indexes in folders of their own below dir; see [replica.Open].
func Open(dir string, opts replica.Options) (*Indexes, error) { return OpenFor(dir, true, opts) }

// OpenFor opens them where the source may have no keys to open the texts that
// officials search. An index that was built without texts is built anew once
// there are keys.
func OpenFor(dir string, texts bool, opts replica.Options) (*Indexes, error) {
	of := official
	of.blind = !texts
	o, err := open(filepath.Join(dir, official.name), of, opts)
	if err != nil {
		return nil, err
	}
	p, err := open(filepath.Join(dir, public.name), public, opts)
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return &Indexes{Official: o, Public: p}, nil
}

// Close gives the folders back.
func (x *Indexes) Close() error { return errors.Join(x.Official.Close(), x.Public.Close()) }

func open(dir string, s side, opts replica.Options) (*Index, error) {
	x, err := replica.Open(dir, s.kind(), opts)
	if err != nil {
		return nil, fmt.Errorf("the %s index of feedback: %w", s.name, err)
	}
	return &Index{x, s}, nil
}

func (s side) kind() replica.Kind[*entry, *view] {
	form := fmt.Sprintf("%s %d/%d", s.name, mappingVersion, vi.Version)
	if s.blind {
		form += " without texts"
	}
	return replica.Kind[*entry, *view]{
		Form:    form,
		Mapping: newMapping,
		Schema:  schema,
		Stored:  fieldRecord,

		BatchBytes: 4 << 20,
		Builders:   1,
		Decode:     decode,
		Read:       s.read,
		Memory:     func(path string) replica.Memory[*entry, *view] { return newMemory(s, path) },
	}
}

func (s side) read(ctx context.Context, src motcua.Source, from *motcua.Position, changes func(motcua.Batch) error, record func([]*entry) error) (motcua.Position, error) {
	return src.Feedbacks(ctx, from, changes, func(f *motcua.IndexedFeedback) error {
		e, err := s.entry(f)
		if err != nil || e == nil {
			return err
		}
		return record([]*entry{e})
	})
}
