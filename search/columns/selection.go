package columns

import (
	"cmp"
	"iter"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Selection is the rows of a view that pass a filter on a day. It never changes
// and may be used by several goroutines.
type Selection struct {
	view    *View
	day     int32
	days    *daySets
	within  []*roaring.Bitmap // matches and keys, tail rows included
	clauses []clause
	status  *statusClause
	scopes  [][]clause // nil without a scope
	scope   *roaring.Bitmap
	ranges  []*places
	spans   []spanClause
	rows    *roaring.Bitmap
	numbers func() []uint32 // the rows as a slice
	groups  sync.Map        // what shared has given, by the groups
}

type statusClause struct {
	wanted [statuses]bool
	sealed *roaring.Bitmap
}

// Select returns the rows shown on a day that pass the filter.
func (v *View) Select(day int32, f Filter) *Selection {
	return v.SelectWithin(day, f, nil)
}

// SelectWithin returns the rows among matches, by number, that are shown on a
// day and pass the filter; nil matches are all rows. It keeps matches, which
// must not change afterwards; numbers of dead rows are ignored.
func (v *View) SelectWithin(day int32, f Filter, matches *roaring.Bitmap) *Selection {
	s := &Selection{view: v, day: day, days: v.sets(day), clauses: v.clauses(f.In)}
	if matches != nil {
		s.within = append(s.within, matches)
	}
	if f.Keys != nil {
		s.within = append(s.within, v.rowsOf(f.Keys))
	}
	if f.Status != nil {
		s.status = s.days.clause(f.Status)
	}
	if f.Scope != nil {
		s.setScope(f.Scope)
	}
	for order, keys := range f.Range {
		s.ranges = append(s.ranges, v.places(order, keys))
	}
	s.spans = v.spanClauses(f.Spans)
	s.rows = s.choose(noFacet)
	s.numbers = sync.OnceValue(s.rows.ToArray)
	return s
}

func (v *View) rowsOf(keys []string) *roaring.Bitmap {
	rows := roaring.New()
	for _, key := range keys {
		if row, ok := v.RowNumber(key); ok {
			rows.Add(row)
		}
	}
	return rows
}

func (d *daySets) clause(wanted []Status) *statusClause {
	c := &statusClause{}
	var sets []*roaring.Bitmap
	for _, status := range wanted {
		if !c.wanted[status] {
			c.wanted[status] = true
			sets = append(sets, d.status[status])
		}
	}
	c.sealed = roaring.FastOr(sets...)
	return c
}

func (s *Selection) setScope(scope []map[int][]string) {
	s.scopes = [][]clause{}
	s.scope = roaring.New()
	for _, in := range scope {
		clauses := s.view.clauses(in)
		sets := []*roaring.Bitmap{s.days.shown}
		for _, c := range clauses {
			sets = append(sets, c.sealed())
		}
		s.scopes = append(s.scopes, clauses)
		s.scope.Or(intersection(sets))
	}
}

// choose returns the rows that pass, leaving out the part of the filter that
// belongs to the facet except. The bitmap is the caller's own.
func (s *Selection) choose(except int) *roaring.Bitmap {
	rows := s.sealed(except)
	for row := s.view.sealed; row < s.view.n; row++ {
		if s.passes(row, except) {
			rows.Add(row)
		}
	}
	return rows
}

func (s *Selection) sealed(except int) *roaring.Bitmap {
	sets := append([]*roaring.Bitmap{s.days.shown}, s.within...)
	if s.status != nil && except != statusFacet {
		sets = append(sets, s.status.sealed)
	}
	if s.scopes != nil {
		sets = append(sets, s.scope)
	}
	rest := s.clauses
	if len(rest) > 0 && rest[0].dim == except {
		rest = rest[1:]
	}
	if len(rest) > 0 { // the one with the fewest rows
		sets, rest = append(sets, rest[0].sealed()), rest[1:]
	}
	rows := intersection(sets)
	rows.AndNot(s.view.dead)
	for i := range rest {
		if rest[i].dim != except {
			rows = rest[i].restrict(s.view, rows)
		}
	}
	for i := range s.ranges {
		rows = s.ranges[i].restrict(s.view, rows)
	}
	for i := range s.spans {
		if s.spans[i].facet != except {
			rows = s.spans[i].restrict(s.view, rows)
		}
	}
	return rows
}

// intersection starts with the smallest sets, so that each step has least to do.
func intersection(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0].Clone()
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int {
		return cmp.Compare(a.GetCardinality(), b.GetCardinality())
	})
	rows := roaring.And(sets[0], sets[1])
	for _, set := range sets[2:] {
		rows.And(set)
	}
	return rows
}

// passes asks a row of the tail what sealed asks the bitmaps.
func (s *Selection) passes(row uint32, except int) bool {
	v := s.view
	if v.dead.Contains(row) || v.shown.at(row).On(s.day) != InForce || !v.fits(row, s.clauses, except) {
		return false
	}
	if s.status != nil && except != statusFacet && !s.status.wanted[v.legal.at(row).On(s.day)] {
		return false
	}
	if s.scopes != nil && !slices.ContainsFunc(s.scopes, func(c []clause) bool { return v.fits(row, c, noFacet) }) {
		return false
	}
	for _, set := range s.within {
		if !set.Contains(row) {
			return false
		}
	}
	for i := range s.ranges {
		if !s.ranges[i].has(v, row) {
			return false
		}
	}
	for i := range s.spans {
		if s.spans[i].facet != except && !s.spans[i].has(v, row) {
			return false
		}
	}
	return true
}

// shared is that of groups for the rows, found once.
func (s *Selection) shared(g *Groups) [][]uint32 {
	if g == nil {
		return nil
	}
	if found, ok := s.groups.Load(g); ok {
		return found.([][]uint32)
	}
	found := g.shared(s.rows)
	s.groups.Store(g, found)
	return found
}

// Count returns the number of rows.
func (s *Selection) Count() uint64 { return s.rows.GetCardinality() }

// Contains tells whether a row, by number, is selected.
func (s *Selection) Contains(row uint32) bool { return s.rows.Contains(row) }

// Keys iterates over the keys of the rows, in no particular order.
func (s *Selection) Keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for row := range roaring.Values(s.rows) {
			if !yield(s.view.key(row)) {
				return
			}
		}
	}
}
