package search

import (
	"cmp"
	"slices"
	"strings"

	"motcua"
)

// agencyDims are the dimensions that hold agencies. They share one tree: a
// province announces, and a department of it performs.
var agencyDims = []int{dimPromulgatedBy, dimExecutedBy}

func isAgencyDim(dim int) bool { return slices.Contains(agencyDims, dim) }

// agencyTree is the tree of the agencies that documents refer to, read from
// their electronic identifiers: H60.13 is a unit of H60. A unit whose parent no
// document refers to belongs to the next body above that one does.
type agencyTree struct {
	above map[string][]string // by id: the agencies above, the nearest first
	below map[string][]string // by id: the agencies below, in all depths
}

// node is an agency that stands for its code.
type node struct {
	id   string
	uses int
}

func newAgencyTree(l *labels) *agencyTree {
	codes := map[string]motcua.AgencyCode{} // by id
	uses := map[string]int{}
	for key, entry := range l.byID {
		if !isAgencyDim(key.dim) {
			continue
		}
		uses[key.value] += entry.count()
		code, ok := motcua.ParseAgencyCode(entry.choose().Code)
		// Where an agency was announced under several codes, the first in the
		// alphabet: the same after every way to the same documents.
		if old, known := codes[key.value]; ok && (!known || code.String() < old.String()) {
			codes[key.value] = code
		}
	}
	byCode := map[string]node{}
	for id, code := range codes {
		n, at := node{id, uses[id]}, code.String()
		if old, taken := byCode[at]; !taken || cmp.Or(cmp.Compare(old.uses, n.uses), strings.Compare(n.id, old.id)) < 0 {
			byCode[at] = n
		}
	}
	t := &agencyTree{above: map[string][]string{}, below: map[string][]string{}}
	for id, code := range codes {
		for up, ok := code.Parent(); ok; up, ok = up.Parent() {
			if n, known := byCode[up.String()]; known {
				t.above[id] = append(t.above[id], n.id)
				t.below[n.id] = append(t.below[n.id], id)
			}
		}
	}
	for _, ids := range t.below {
		slices.Sort(ids)
	}
	return t
}

// parent is the agency right above; "" where there is none.
func (t *agencyTree) parent(id string) string {
	if above := t.above[id]; len(above) > 0 {
		return above[0]
	}
	return ""
}

// withUnits adds all that is below agencies to them.
func (t *agencyTree) withUnits(ids []string) []string {
	out := slices.Clone(ids)
	for _, id := range ids {
		out = append(out, t.below[id]...)
	}
	return out
}
