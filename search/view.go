package search

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"motcua"
	"motcua/search/columns"
	"motcua/search/replica"
)

// view is the index as it was after some batch. It never changes.
type view struct {
	replica.State
	reader   *scorch.IndexSnapshot // of the state
	columns  *columns.View         // of the state
	segments []replica.Segment
	cards    []*card  // by ordinal, nil where there is no document
	rows     []uint32 // row numbers of the columns by ordinal
	labels   *labels
	forms    *forms
	trees    map[int]func() *columns.Tree // of the dimensions that hold agencies, made once
	groups   *columns.Groups              // of copies

	signatures []signature // of the names, by ordinal
	plain      []uint16    // see card.plain, by ordinal
	grouped    []bool      // whether a document is in one of the groups, by ordinal
	norms      [lengthKinds]normal
	held       postingsCache
	lexicon    *lexicon
}

// none is the ordinal of a document that is gone.
const none = math.MaxUint32

// documents is how many there are.
func (v *view) documents() int { return v.columns.Len() }

// revision is the position as clients see it.
func (v *view) revision() string { return v.Revision() }

// View implements [replica.Memory].
func (m *memory) View(state replica.State) (*view, error) {
	v := &view{State: state, reader: state.Reader, columns: state.Columns, cards: slices.Clone(m.cards), lexicon: m.learned(), held: m.postings()}
	if err := m.fill(v); err != nil {
		return nil, err
	}
	if m.renewed == nil {
		m.renewed = m.labels.published()
	}
	v.labels, v.forms = m.renewed, m.forms
	v.trees = map[int]func() *columns.Tree{}
	for _, dim := range agencyDims {
		v.trees[dim] = sync.OnceValue(func() *columns.Tree {
			return v.columns.NewTree(dim, func(id string) []string { return idTexts(v.labels.tree.Above(motcua.ID(id))) })
		})
	}
	return v, nil
}

// fill looks up what a new view needs to translate numbers and weigh matches.
func (m *memory) fill(v *view) (err error) {
	v.segments, err = m.segments.Translate(v.reader, func(key []byte) uint32 {
		if ordinal, ok := m.ordinals[string(key)]; ok {
			return ordinal
		}
		return none
	})
	if err != nil {
		return err
	}
	v.rows, v.signatures = make([]uint32, len(v.cards)), make([]signature, len(v.cards))
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
	}
	v.norms = newNormals(v.cards, v.documents())
	v.groups = v.copies()
	v.grouped = make([]bool, len(v.cards))
	for ordinal, row := range v.rows {
		_, v.grouped[ordinal] = v.groups.Of(row)
	}
	return nil
}

// cursor translates ascending document numbers.
type cursor struct {
	segments []replica.Segment
}

// ordinal gives that of the document with the next number, none for a number
// that belongs to no document.
func (c *cursor) ordinal(id []byte) uint32 {
	number := binary.BigEndian.Uint64(id)
	for len(c.segments) > 0 {
		at := number - c.segments[0].First
		if at < uint64(len(c.segments[0].Numbers)) {
			return c.segments[0].Numbers[at]
		}
		c.segments = c.segments[1:]
	}
	return none
}
