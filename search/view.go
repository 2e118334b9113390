package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"motcua"
	"motcua/search/columns"
)

// view is a generation as it was after some batch: Bleve's snapshot and the
// columns, published together. It never changes.
type view struct {
	reader   *scorch.IndexSnapshot
	columns  *columns.View
	segments []segment
	cards    []*card  // by ordinal, nil where there is no document
	rows     []uint32 // row numbers of the columns by ordinal
	labels   *labels
	forms    *forms
	groups   *columns.Groups // of copies

	signatures []signature // of the names, by ordinal
	plain      []uint16    // see card.plain, by ordinal
	totals     lengths     // of all documents together
	position   *motcua.Position
	lexicon    *lexicon
	lengths    []lengths // by ordinal
}

// segment translates the document numbers of a part of Bleve's snapshot.
// Ordinals number documents for as long as a generation is open; document
// numbers change with every merge and row numbers with every compaction.
type segment struct {
	first    uint64 // number of its first document in the snapshot
	ordinals []uint32
}

// none is the ordinal of a document that is gone.
const none = math.MaxUint32

func (v *view) release() error { return v.reader.DecRef() }

// documents is how many there are.
func (v *view) documents() int { return v.columns.Len() }

// revision is the position as clients see it.
func (v *view) revision() string {
	if v.position == nil {
		return ""
	}
	return v.position.Revision()
}

// publish makes what the generation holds now the newest view. The writer
// calls it after each batch.
func (g *generation) publish() error {
	reader, err := g.reader()
	if err != nil {
		return err
	}
	v := &view{reader: reader, columns: g.table.View(), cards: slices.Clone(g.cards), position: g.position, lexicon: g.learned()}
	if err := g.fill(v); err != nil {
		return errors.Join(err, v.release())
	}
	old := g.published.Load()
	if old != nil && !g.renewed {
		v.labels = old.labels
	} else {
		v.labels = g.labels.published()
	}
	g.renewed, v.forms = false, g.forms
	g.pins.Lock()
	g.published.Store(v)
	g.pins.Unlock()
	if old != nil {
		return old.release()
	}
	return nil
}

// fill looks up what a new view needs to translate numbers and weigh matches.
func (g *generation) fill(v *view) (err error) {
	if v.segments, err = g.translate(v.reader); err != nil {
		return err
	}
	v.rows, v.signatures = make([]uint32, len(v.cards)), make([]signature, len(v.cards))
	v.lengths = make([]lengths, len(v.cards))
	v.plain = make([]uint16, len(v.cards))
	for ordinal, c := range v.cards {
		if c == nil {
			continue
		}
		row, ok := v.columns.RowNumber(c.key)
		if !ok {
			return fmt.Errorf("publish: document %q has no row", c.key)
		}
		v.rows[ordinal], v.signatures[ordinal] = row, c.signature
		v.plain[ordinal] = uint16(c.plain())
		v.lengths[ordinal] = c.lengths
		v.totals.Name += c.lengths.Name
		v.totals.About += c.lengths.About
		v.totals.Body += c.lengths.Body
	}
	v.groups = v.copies()
	return nil
}

// translate gives the ordinals of every segment, which are looked up once for
// each: segments never change, but for documents that die.
func (g *generation) translate(reader *scorch.IndexSnapshot) ([]segment, error) {
	var out []segment
	var first uint64
	known := map[uint64][]uint32{}
	for _, s := range reader.Segments() {
		size := uint64(s.FullSize())
		ordinals, ok := g.segments[s.Id()]
		if !ok || uint64(len(ordinals)) != size {
			ordinals = make([]uint32, size)
			for n := range size {
				key, err := s.DocID(n)
				if err != nil {
					return nil, fmt.Errorf("read a document's key: %w", err)
				}
				ordinal, ok := g.ordinals[string(key)]
				if !ok {
					ordinal = none
				}
				ordinals[n] = ordinal
			}
		}
		known[s.Id()] = ordinals
		out = append(out, segment{first, ordinals})
		first += size
	}
	g.segments = known
	return out, nil
}

// cursor translates ascending document numbers.
type cursor struct {
	segments []segment
}

// ordinal gives that of the document with the next number, none for a number
// that belongs to no document.
func (c *cursor) ordinal(id []byte) uint32 {
	number := binary.BigEndian.Uint64(id)
	for len(c.segments) > 0 {
		at := number - c.segments[0].first
		if at < uint64(len(c.segments[0].ordinals)) {
			return c.segments[0].ordinals[at]
		}
		c.segments = c.segments[1:]
	}
	return none
}
