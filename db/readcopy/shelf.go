package readcopy

import (
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// shelf holds what is counted over the whole catalogue, until a row changes: what
// a list counts takes too long to be counted for each who asks.
type shelf struct {
	mu     sync.Mutex
	at     uint64 // the state of the rows that it was counted over
	facts  map[motcua.ID]motcua.DecisionFacts
	bases  map[motcua.Date]*shelved[basisUse]
	papers map[motcua.Date]*shelved[paperUse]
}

// maxDays is how many days are held: clients may ask for any.
const maxDays = 4

// shelved is a list that is made once.
type shelved[T any] struct {
	once sync.Once
	list []T
	err  error
}

// of makes the shelf one of a state of the rows, and says whether it is; a later
// one may be there already. The caller holds the lock.
func (s *shelf) of(seen uint64) bool {
	if seen > s.at {
		s.at, s.facts, s.bases, s.papers = seen, nil, nil, nil
	}
	return seen == s.at
}

// stateOf names the state of the rows that a transaction reads. It may panic, as
// all reading of a damaged file.
func stateOf(tx *bolt.Tx) uint64 { return tx.Bucket(metaBucket).Sequence() }

// onDay gives the list of a day, made by whoever asks first.
func onDay[T any](tx *bolt.Tx, s *shelf, days *map[motcua.Date]*shelved[T], day motcua.Date, make func() ([]T, error)) ([]T, error) {
	seen := stateOf(tx)
	s.mu.Lock()
	if !s.of(seen) {
		s.mu.Unlock()
		return make()
	}
	if *days == nil || len(*days) >= maxDays && (*days)[day] == nil {
		*days = map[motcua.Date]*shelved[T]{}
	}
	one := (*days)[day]
	if one == nil {
		one = &shelved[T]{}
		(*days)[day] = one
	}
	s.mu.Unlock()
	one.once.Do(func() {
		one.err = errDamaged // what is left where it panics
		one.list, one.err = make()
	})
	if one.err != nil {
		s.mu.Lock()
		if (*days)[day] == one {
			delete(*days, day)
		}
		s.mu.Unlock()
	}
	return one.list, one.err
}

// facts gives what is known of all decisions to tell whether they were in time,
// but what stands in the decisions themselves.
func (c *Copy) facts(tx *bolt.Tx) (map[motcua.ID]motcua.DecisionFacts, error) {
	shelf := c.shelfOf(tx)
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	current := shelf.of(stateOf(tx))
	if current && shelf.facts != nil {
		return shelf.facts, nil
	}
	facts := map[motcua.ID]motcua.DecisionFacts{}
	published := map[motcua.ID]time.Time{}
	for p, err := range procedures.all(tx) {
		if err != nil {
			return nil, err
		}
		for _, a := range p.Announcements {
			f := facts[a.Decision]
			if !a.Assumed && a.From != nil && (f.Effective == nil || *a.From < *f.Effective) {
				f.Effective = a.From
			}
			facts[a.Decision] = f
			if a.Own && a.Recorded.After(published[a.Decision]) {
				published[a.Decision] = a.Recorded
			}
		}
	}
	for id, at := range published {
		f := facts[id]
		day := motcua.DateOf(at)
		f.Published = &day
		facts[id] = f
	}
	if current {
		shelf.facts = facts
	}
	return facts, nil
}

// used is something with how many procedures use it.
type used struct {
	id motcua.ID
	n  int
}

// paperUse is a paper with how it is used on a day.
type paperUse struct {
	used
	name, folded string
	asResult     int
}

// basisUse is a document with how it is used on a day, and its records.
type basisUse struct {
	used
	records []*motcua.LegalBasisRow
}

// versionsOn gives the version that stands for each public procedure on a day.
func versionsOn(tx *bolt.Tx, day motcua.Date, f func(n int, v *motcua.VersionRow)) error {
	n := 0
	for p, err := range procedures.all(tx) {
		if err != nil {
			return err
		}
		if !p.Public() {
			continue
		}
		h := shownNow(p, day)
		if h == nil {
			continue
		}
		if v := p.Version(h.Version); v != nil {
			n++
			f(n, v)
		}
	}
	return nil
}

func paperUses(tx *bolt.Tx, day motcua.Date) (list []paperUse, err error) {
	uses := map[motcua.ID]*paperUse{}
	err = versionsOn(tx, day, func(_ int, v *motcua.VersionRow) {
		for _, link := range v.Papers {
			u := uses[link.Paper]
			if u == nil {
				u = &paperUse{used: used{id: link.Paper}}
				uses[link.Paper] = u
			}
			u.n++
			if link.AsResult {
				u.asResult++
			}
		}
	})
	for id, u := range uses {
		row, err := papers.get(tx, id)
		if err != nil {
			return nil, err
		}
		if row != nil {
			u.name, u.folded = row.Name, row.Folded
			list = append(list, *u)
		}
	}
	slices.SortFunc(list, func(a, b paperUse) int { return compareUsed(a.used, b.used) })
	return list, err
}

// basisUses counts documents: one record stands for all of its document.
func basisUses(tx *bolt.Tx, day motcua.Date) ([]basisUse, error) {
	byKey := map[string][]*motcua.LegalBasisRow{}
	byID := map[motcua.ID]*motcua.LegalBasisRow{}
	for b, err := range legalBases.all(tx) {
		if err != nil {
			return nil, err
		}
		byID[b.ID] = b
		byKey[b.DocumentKey] = append(byKey[b.DocumentKey], b)
	}
	type document struct {
		key    string
		issuer motcua.ID // "" is not published
	}
	type counted struct {
		basisUse
		last int // the procedure that was counted last
	}
	groups := map[document]*counted{}
	err := versionsOn(tx, day, func(n int, v *motcua.VersionRow) {
		for _, id := range v.LegalBases {
			o := byID[id]
			if o == nil {
				continue
			}
			for _, r := range byKey[o.DocumentKey] {
				if !sameDocument(o, r) {
					continue
				}
				key := document{key: o.DocumentKey}
				if o.Issuer != nil {
					key.issuer = o.Issuer.ID
				} else if r.Issuer != nil {
					key.issuer = r.Issuer.ID
				}
				g := groups[key]
				if g == nil {
					g = &counted{basisUse: basisUse{used: used{id: r.ID}}}
					groups[key] = g
				}
				g.id = min(g.id, r.ID)
				if g.last != n {
					g.last = n
					g.n++
				}
				if !slices.Contains(g.records, r) {
					g.records = append(g.records, r)
				}
			}
		}
	})
	list := make([]basisUse, 0, len(groups))
	for _, g := range groups {
		list = append(list, g.basisUse)
	}
	slices.SortFunc(list, func(a, b basisUse) int { return compareUsed(a.used, b.used) })
	return list, err
}
