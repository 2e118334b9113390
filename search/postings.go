package search

import (
	"context"
	"fmt"
	"math"

	"github.com/maypok86/otter/v2"
)

// postings are the documents that hold a key in a field.
type postings struct {
	count    int      // how many there are
	ordinals []uint32 // of them
	times    []uint16 // how often each holds it; nil where that is not asked for
}

// bytes is about what postings take in memory.
func (p *postings) bytes() uint32 {
	const beside = 160 // the key, headers and the cache's own node
	return uint32(beside + 4*len(p.ordinals) + 2*len(p.times))
}

type postingsKey struct{ field, key string }

// postingsBytes bounds the postings that are kept in memory. Those of the
// national catalogue, 5,665 long documents, take a third of it.
const postingsBytes = 64 << 20

// postingsCache holds decoded postings of one state of the documents: Bleve
// puts them together anew for each search, which takes longer than all that is
// done with them.
type postingsCache struct {
	*otter.Cache[postingsKey, *postings]
}

func newPostingsCache() postingsCache {
	return postingsCache{otter.Must(&otter.Options[postingsKey, *postings]{
		MaximumWeight: postingsBytes,
		Weigher:       func(_ postingsKey, p *postings) uint32 { return p.bytes() },
	})}
}

// postings gives the documents that hold a key in a field; nil for none.
func (v *view) postings(ctx context.Context, field, key string, frequency bool) (*postings, error) {
	at := postingsKey{field, key}
	if p, ok := v.held.GetIfPresent(at); ok {
		return p, nil
	}
	p, err := v.readPostings(ctx, field, key, frequency)
	if err == nil && p != nil {
		v.held.Set(at, p) // nothing is noted of keys that no document has: there is no end of them
	}
	return p, err
}

// readPostings asks Bleve.
func (v *view) readPostings(ctx context.Context, field, key string, frequency bool) (*postings, error) {
	reader, err := v.reader.TermFieldReader(ctx, []byte(key), field, frequency, false, false)
	if err != nil {
		return nil, fmt.Errorf("look up %q in %s: %w", key, field, err)
	}
	defer reader.Close()
	n := int(reader.Count())
	if n == 0 {
		return nil, nil
	}
	p := &postings{count: n, ordinals: make([]uint32, 0, n)}
	if frequency {
		p.times = make([]uint16, 0, n)
	}
	at := cursor{v.segments}
	doc, err := reader.Next(nil)
	for ; doc != nil && err == nil; doc, err = reader.Next(doc) {
		o := at.ordinal(doc.ID)
		if o == none {
			continue
		}
		p.ordinals = append(p.ordinals, o)
		if frequency {
			p.times = append(p.times, uint16(min(doc.Freq, math.MaxUint16)))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("look up %q in %s: %w", key, field, err)
	}
	return p, nil
}
