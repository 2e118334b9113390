package search

import (
	"maps"
	"slices"

	"motcua"
)

// agencyDims are the dimensions that hold agencies. They share one tree: a
// province announces, and a department of it performs.
var agencyDims = []int{dimPromulgatedBy, dimExecutedBy}

func isAgencyDim(dim int) bool { return slices.Contains(agencyDims, dim) }

// newAgencyTree makes the tree of the agencies that documents refer to. A unit
// whose parent no document refers to belongs to the next body above that one
// does.
func newAgencyTree(l *labels) *motcua.AgencyTree {
	nodes := map[motcua.ID]motcua.AgencyNode{}
	for key, entry := range l.byID {
		if !isAgencyDim(key.dim) {
			continue
		}
		id := motcua.ID(key.value)
		n := nodes[id]
		n.ID, n.Uses = id, n.Uses+entry.count()
		code, ok := motcua.ParseAgencyCode(entry.choose().Code)
		// Where an agency was announced under several codes, the first in the
		// alphabet: the same after every way to the same documents.
		if ok && (n.Code == "" || code.String() < n.Code) {
			n.Code = code.String()
		}
		nodes[id] = n
	}
	return motcua.NewAgencyTree(slices.Collect(maps.Values(nodes)))
}

// idTexts gives ids as the values of a column.
func idTexts(ids []motcua.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
