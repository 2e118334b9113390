package columns

import "github.com/RoaringBitmap/roaring/v2"

// tally counts rows by node. The nodes are the values of a dimension by their
// codes and, behind those, what stands above a value and is none itself.
type tally struct {
	view   *View
	d      *dimension
	above  func(value string) []string
	counts []uint64
	names  []string   // of the nodes behind the values
	paths  [][]uint32 // by value code: the value's node and all above it, nil where not asked for yet
	number map[string]uint32
	marks  []uint32 // by node: the last list in which it was seen
	mark   uint32
}

func newTally(v *View, d *dimension, above func(string) []string) *tally {
	return &tally{
		view: v, d: d, above: above, counts: make([]uint64, len(d.values)),
		paths: make([][]uint32, len(d.values)), number: map[string]uint32{}, marks: make([]uint32, len(d.values)),
	}
}

// name is what a node stands for.
func (t *tally) name(node int) string {
	if node < len(t.d.values) {
		return t.d.values[node]
	}
	return t.names[node-len(t.d.values)]
}

// path returns the nodes in which a row with the value is counted.
func (t *tally) path(value uint32) []uint32 {
	if t.paths[value] == nil {
		path := []uint32{value}
		if t.above != nil {
			for _, name := range t.above(t.d.values[value]) {
				path = append(path, t.node(name))
			}
		}
		t.paths[value] = path
	}
	return t.paths[value]
}

func (t *tally) node(name string) uint32 {
	if code, ok := t.d.names.find(name); ok && int(code) < len(t.d.values) {
		return code
	}
	node, ok := t.number[name]
	if !ok {
		node = uint32(len(t.counts))
		t.number[name] = node
		t.names, t.counts, t.marks = append(t.names, name), append(t.counts, 0), append(t.marks, 0)
	}
	return node
}

// nodes iterates over the nodes of a list of values, each once.
func (t *tally) nodes(list uint32) func(yield func(uint32) bool) {
	return func(yield func(uint32) bool) {
		t.mark++
		for _, value := range t.d.list(list) {
			for _, node := range t.path(value) {
				if t.marks[node] == t.mark {
					continue
				}
				t.marks[node] = t.mark
				if !yield(node) {
					return
				}
			}
		}
	}
}

// addRows counts rows through the column.
func (t *tally) addRows(numbers []uint32) {
	byList := make([]uint32, len(t.d.listEnds))
	t.d.codes.countRows(numbers, byList)
	for list, count := range byList {
		if count > 0 {
			for node := range t.nodes(uint32(list)) {
				t.counts[node] += uint64(count)
			}
		}
	}
}

// addSets counts rows through the values' bitmaps, which know nothing of what
// stands above a value.
func (t *tally) addSets(rows *roaring.Bitmap) {
	for value, set := range t.d.sealed {
		t.counts[value] = set.AndCardinality(rows)
	}
	for row := range t.view.tailOf(rows) {
		for _, value := range t.d.list(t.d.codes.at(row)) {
			t.counts[value]++
		}
	}
}

// merge counts the rows of a group once in each node.
func (t *tally) merge(rows *roaring.Bitmap, g *Groups) {
	type place struct{ node, group uint32 }
	seen := map[place]bool{}
	for row, group := range g.among(rows) {
		for node := range t.nodes(t.d.codes.at(row)) {
			at := place{node, group}
			if seen[at] {
				t.counts[node]--
			}
			seen[at] = true
		}
	}
}

// occur tells for each node whether any live row is counted in it.
func (t *tally) occur() []bool {
	found := make([]bool, len(t.counts))
	known := t.view.occurs(t.d)
	for value := range t.d.values {
		if known(uint32(value)) {
			for _, node := range t.path(uint32(value)) {
				if missing := int(node) + 1 - len(found); missing > 0 {
					found = append(found, make([]bool, missing)...)
				}
				found[node] = true
			}
		}
	}
	return found
}
