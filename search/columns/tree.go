package columns

// Tree says what stands above the values of a dimension. It is made for one
// view, and may be used by several goroutines.
type Tree struct {
	paths  [][]uint32 // by value: its own node and those of all above it
	names  []string   // of the nodes that are no value's
	number map[string]uint32
}

// NewTree makes the tree of a dimension; above returns what stands above a
// value.
func (v *View) NewTree(dim int, above func(value string) []string) *Tree {
	d := &v.dims[dim]
	t := &Tree{paths: make([][]uint32, len(d.values)), number: map[string]uint32{}}
	for value, name := range d.values {
		path := []uint32{uint32(value)}
		for _, above := range above(name) {
			path = append(path, t.node(d, above))
		}
		t.paths[value] = path
	}
	return t
}

// Tree is [View.NewTree] of the selection's view.
func (s *Selection) Tree(dim int, above func(value string) []string) *Tree {
	return s.view.NewTree(dim, above)
}

func (t *Tree) node(d *dimension, name string) uint32 {
	if code, ok := d.names.find(name); ok && int(code) < len(d.values) {
		return code
	}
	node, ok := t.number[name]
	if !ok {
		node = uint32(len(d.values) + len(t.names))
		t.number[name], t.names = node, append(t.names, name)
	}
	return node
}

// size is the number of nodes beyond the values.
func (t *Tree) size() int {
	if t == nil {
		return 0
	}
	return len(t.names)
}
