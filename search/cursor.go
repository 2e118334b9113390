package search

import (
	"encoding/json"
	"fmt"
	"hash/fnv"

	"motcua/search/paging"
)

// binding is what the cursors of a request are good for: an order, or the
// results of one question. The filter is part of a search, whose ranks it
// changes; a list keeps its order under any filter.
func (r *request) binding() string {
	if !r.order.relevance {
		return fmt.Sprintf("%d/%t", r.order.order, r.order.desc)
	}
	filter, err := json.Marshal(r.Filter)
	if err != nil {
		filter = nil // an enum that no table knows: the filter matches nothing, whatever the cursor
	}
	h := fnv.New64a()
	h.Write([]byte(r.Text))
	h.Write([]byte{0})
	h.Write(filter)
	fmt.Fprint(h, r.NoCollapse)
	return fmt.Sprintf("q%016x", h.Sum64())
}

func (r *request) cursors() *paging.Cursors {
	return &paging.Cursors{Bound: r.binding, None: r.NoCursors}
}
