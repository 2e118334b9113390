package feedback

import (
	"strconv"
	"sync"

	"motcua"
	"motcua/search/columns"
	"motcua/search/replica"
	"motcua/search/vi/language"
)

// view is an index as it was after some batch. It never changes.
type view struct {
	replica.State
	parts   []part
	held    heldPostings
	model   *language.Model
	length  columns.Column
	lengths []float32 // by code of length
	average float64   // length of a text

	trees struct {
		sync.Mutex
		of  *motcua.AgencyTree
		dim *columns.Tree
	}
}

// agencies gives the tree of agencies in the terms of the columns. It is made
// once for a view: the register gives the same tree for some seconds.
func (v *view) agencies(tree *motcua.AgencyTree) *columns.Tree {
	v.trees.Lock()
	defer v.trees.Unlock()
	if v.trees.dim == nil || v.trees.of != tree {
		v.trees.of = tree
		v.trees.dim = v.Columns.NewTree(dimAgency, func(id string) []string { return texts(tree.Above(motcua.ID(id))) })
	}
	return v.trees.dim
}

// View implements [replica.Memory].
func (m *memory) View(state replica.State) (*view, error) {
	v := &view{State: state, model: m.model, length: state.Columns.Column(dimLength)}
	if m.columns == nil || m.numbered != state.Columns.Generation() {
		m.segments.Reset()
		m.places, m.held = nil, newHeldPostings()
	}
	segments, err := m.segments.Translate(state.Reader, func(key []byte) uint32 {
		if row, ok := state.Columns.RowNumber(string(key)); ok {
			return row
		}
		return none
	})
	if err != nil {
		return nil, err
	}
	v.parts, m.places = partsOf(state, segments, m.places)
	v.held = m.held
	m.columns, m.numbered = state.Columns, state.Columns.Generation()
	v.measure()
	return v, nil
}

// measure gives each code of a length its number, and the average of all texts.
func (v *view) measure() {
	v.lengths = make([]float32, v.length.Codes())
	sum, n := 0.0, 0.0
	for code, count := range v.Columns.Histogram(dimLength) {
		words, err := strconv.Atoi(v.length.Value(uint32(code)))
		if err != nil {
			continue // rows without a length: there are none
		}
		v.lengths[code] = float32(words)
		sum, n = sum+float64(words)*float64(count), n+float64(count)
	}
	v.average = max(1, sum/max(1, n))
}
