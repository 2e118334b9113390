package columns

import "github.com/RoaringBitmap/roaring/v2"

// tally counts rows by node. The nodes are the values of a dimension by their
// codes and, behind those, what stands above a value and is none itself.
type tally struct {
	view   *View
	d      *dimension
	tree   *Tree // nil: nothing stands above
	counts []uint64
	marks  []uint32 // by node: the last list, or group, in which it was seen
	mark   uint32
}

func newTally(v *View, d *dimension, tree *Tree) *tally {
	n := len(d.values) + tree.size()
	return &tally{view: v, d: d, tree: tree, counts: make([]uint64, n), marks: make([]uint32, n)}
}

// name is what a node stands for.
func (t *tally) name(node int) string {
	if node < len(t.d.values) {
		return t.d.values[node]
	}
	return t.tree.names[node-len(t.d.values)]
}

// nodes calls yield for the nodes of a list of values, each once.
func (t *tally) nodes(list uint32, yield func(node uint32)) {
	t.mark++
	for _, value := range t.d.list(list) {
		if t.tree == nil {
			yield(value)
			continue
		}
		for _, node := range t.tree.paths[value] {
			if t.marks[node] != t.mark {
				t.marks[node] = t.mark
				yield(node)
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
			t.nodes(uint32(list), func(node uint32) { t.counts[node] += uint64(count) })
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
func (t *tally) merge(groups [][]uint32) {
	held := make([]uint32, len(t.counts)) // by node: the last group that it was counted for
	for i, rows := range groups {
		for _, row := range rows {
			t.nodes(t.d.codes.at(row), func(node uint32) {
				if held[node] == uint32(i+1) {
					t.counts[node]--
				}
				held[node] = uint32(i + 1)
			})
		}
	}
}

// occur tells for each node whether any live row is counted in it.
func (t *tally) occur() []bool {
	found := make([]bool, len(t.counts))
	known := t.view.occurs(t.d)
	for value := range t.d.values {
		if !known(uint32(value)) {
			continue
		}
		found[value] = true
		if t.tree != nil {
			for _, node := range t.tree.paths[value] {
				found[node] = true
			}
		}
	}
	return found
}
