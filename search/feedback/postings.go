package feedback

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/maypok86/otter/v2"
)

// key is what a field is asked for.
type key struct{ field, term string }

// postings are the rows that hold a key, by part. Among them are rows of
// documents that are gone: these are dead, and in no selection.
type postings struct {
	key
	rows  []*roaring.Bitmap // must not be changed
	count int               // of all parts
}

// heldPostings are the postings of one part in memory. Bleve stores them by its
// own numbers of documents; to put those of a frequent key into rows takes
// milliseconds, and what has frequent words is asked for most.
type heldPostings struct {
	*otter.Cache[partKey, *roaring.Bitmap]
}

type partKey struct {
	part uint64
	key
}

// postingsBytes bounds them. A key that a third of a million texts have takes an
// eighth of a megabyte, one that a thousand have two kilobytes; what officials
// ask in earnest are some hundreds of words and pairs of the first kind. With
// less room they push each other out, and each costs milliseconds again.
const postingsBytes = 160 << 20

// leastHeld is the size of parts whose postings are kept. Those of small ones
// are read as fast, and they go with the next merge.
const leastHeld = 4096

func newHeldPostings() heldPostings {
	const beside = 200 // the key, headers and the cache's own node
	return heldPostings{otter.Must(&otter.Options[partKey, *roaring.Bitmap]{
		MaximumWeight: postingsBytes,
		Weigher: func(k partKey, rows *roaring.Bitmap) uint32 {
			return uint32(beside + len(k.term) + int(rows.GetSizeInBytes()))
		},
	})}
}

// lookup finds the postings of one question. It keeps the dictionaries that it
// has opened, of which each is for one reader.
type lookup struct {
	view *view
	open map[string][]segment.TermDictionary // by field, of each part
	list segment.PostingsList                // to be used again
}

func (v *view) lookup() *lookup { return &lookup{view: v, open: map[string][]segment.TermDictionary{}} }

// dictionary opens the dictionary of a field in a part, once.
func (l *lookup) dictionary(part int, field string) (segment.TermDictionary, error) {
	dicts := l.open[field]
	if dicts == nil {
		dicts = make([]segment.TermDictionary, len(l.view.parts))
		l.open[field] = dicts
	}
	if dicts[part] == nil {
		dict, err := l.view.parts[part].segment.Dictionary(field)
		if err != nil {
			return nil, fmt.Errorf("open the dictionary of %s: %w", field, err)
		}
		dicts[part] = dict
	}
	return dicts[part], nil
}

// look finds the postings of a key.
func (l *lookup) look(k key) (*postings, error) {
	p := &postings{key: k, rows: make([]*roaring.Bitmap, len(l.view.parts))}
	for i := range l.view.parts {
		rows, err := l.rows(i, k)
		if err != nil {
			return nil, err
		}
		p.rows[i] = rows
		p.count += int(rows.GetCardinality())
	}
	return p, nil
}

// rows gives the rows of a part that hold a key.
func (l *lookup) rows(i int, k key) (*roaring.Bitmap, error) {
	part := l.view.parts[i]
	at := partKey{part.id, k}
	if part.large() {
		if rows, ok := l.view.held.GetIfPresent(at); ok {
			return rows, nil
		}
	}
	dict, err := l.dictionary(i, k.field)
	if err != nil {
		return nil, err
	}
	if l.list, err = dict.PostingsList([]byte(k.term), nil, l.list); err != nil {
		return nil, fmt.Errorf("look up a key in %s: %w", k.field, err)
	}
	rows, err := part.rowsOf(l.list)
	if err != nil {
		return nil, fmt.Errorf("look up a key in %s: %w", k.field, err)
	}
	if part.large() {
		l.view.held.Set(at, rows)
	}
	return rows, nil
}

// times calls each for some documents of a part that hold a key, with the
// number of times that they do.
func (l *lookup) times(part int, k key, docs *roaring.Bitmap, each func(doc uint32, times float32)) error {
	dict, err := l.dictionary(part, k.field)
	if err != nil {
		return err
	}
	list, err := dict.PostingsList([]byte(k.term), nil, nil)
	if err != nil {
		return fmt.Errorf("look up a key in %s: %w", k.field, err)
	}
	it := list.Iterator(true, false, false, nil)
	if some, ok := it.(segment.OptimizablePostingsIterator); ok {
		if all := some.ActualBitmap(); all != nil {
			some.ReplaceActual(roaring.And(all, docs))
		}
	}
	for {
		posting, err := it.Next()
		if err != nil {
			return fmt.Errorf("read how often a key occurs: %w", err)
		}
		if posting == nil {
			return nil
		}
		if doc := uint32(posting.Number()); docs.Contains(doc) {
			each(doc, float32(posting.Frequency()))
		}
	}
}
