package feedback

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// key is what a field is asked for.
type key struct{ field, term string }

// postings are the documents that hold a key, by segment, as bitmaps of Bleve's
// own: they are intersected and not walked.
type postings struct {
	key
	lists []segment.PostingsList
	docs  []*roaring.Bitmap // must not be changed
	count int               // of all segments
}

// lookup finds the postings of one question. It keeps the dictionaries that it
// has opened, of which each is for one reader.
type lookup struct {
	view *view
	open map[string][]segment.TermDictionary // by field, of each segment
}

func (v *view) lookup() *lookup { return &lookup{v, map[string][]segment.TermDictionary{}} }

func (l *lookup) dictionaries(field string) ([]segment.TermDictionary, error) {
	if known, ok := l.open[field]; ok {
		return known, nil
	}
	var dicts []segment.TermDictionary
	for _, s := range l.view.Reader.Segments() {
		dict, err := s.Segment().Dictionary(field)
		if err != nil {
			return nil, fmt.Errorf("open the dictionary of %s: %w", field, err)
		}
		dicts = append(dicts, dict)
	}
	l.open[field] = dicts
	return dicts, nil
}

// look finds the postings of a key. Documents that are gone are among them:
// their rows are dead, or they have none.
func (l *lookup) look(k key) (*postings, error) {
	dicts, err := l.dictionaries(k.field)
	if err != nil {
		return nil, err
	}
	p := &postings{key: k}
	for _, dict := range dicts {
		list, err := dict.PostingsList([]byte(k.term), nil, nil)
		if err != nil {
			return nil, fmt.Errorf("look up a key in %s: %w", k.field, err)
		}
		docs := bitmapOf(list)
		p.lists, p.docs = append(p.lists, list), append(p.docs, docs)
		p.count += int(docs.GetCardinality())
	}
	return p, nil
}

// bitmapOf gives the documents of a list as they are stored.
func bitmapOf(list segment.PostingsList) *roaring.Bitmap {
	if list.Count() == 0 {
		return roaring.New()
	}
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return walked(list)
	}
	if doc, single := it.DocNum1Hit(); single {
		return roaring.BitmapOf(uint32(doc))
	}
	if docs := it.ActualBitmap(); docs != nil {
		return docs
	}
	return walked(list)
}

// walked reads a list of another sort.
func walked(list segment.PostingsList) *roaring.Bitmap {
	docs := roaring.New()
	it := list.Iterator(false, false, false, nil)
	for p, err := it.Next(); p != nil && err == nil; p, err = it.Next() {
		docs.Add(uint32(p.Number()))
	}
	return docs
}

// times calls each for those of the documents of a segment that hold the key,
// with the number of times that they do.
func (p *postings) times(seg int, among *roaring.Bitmap, each func(doc uint32, times float32)) error {
	docs := roaring.And(p.docs[seg], among)
	if docs.IsEmpty() {
		return nil
	}
	it := p.lists[seg].Iterator(true, false, false, nil)
	if some, ok := it.(segment.OptimizablePostingsIterator); ok {
		if _, single := some.DocNum1Hit(); !single {
			some.ReplaceActual(docs)
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
