package readcopy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db"
)

const (
	// maxFits is how many records of a lookup are told apart.
	maxFits = 20
	// maxSuccession bounds how far a chain of successors is followed.
	maxSuccession = 20
)

// Procedure is [motcua/db.DB.Procedure].
func (c *Copy) Procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (*motcua.Procedure, error) {
	return c.procedure(ctx, key, day, func(row *motcua.ProcedureRow) *motcua.HoldingRow { return shownNow(row, day) })
}

// ProcedureKnown is [motcua/db.DB.ProcedureKnown].
func (c *Copy) ProcedureKnown(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, at time.Time) (*motcua.Procedure, error) {
	at = at.Truncate(time.Microsecond)
	return c.procedure(ctx, key, day, func(row *motcua.ProcedureRow) *motcua.HoldingRow { return shownAt(row, day, at) })
}

func (c *Copy) procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, shown func(*motcua.ProcedureRow) *motcua.HoldingRow) (*motcua.Procedure, error) {
	var p *motcua.Procedure
	err := c.view(ctx, func(tx *bolt.Tx) (err error) {
		var row *motcua.ProcedureRow
		if key.ID != "" {
			row, err = procedures.get(tx, key.ID)
		} else {
			row, err = c.byCode(ctx, tx, key.Code, day)
		}
		if err == nil {
			p = shownAs(row, day, shown)
		}
		if err == nil && p == nil {
			id := key.ID
			if row != nil {
				id = row.ID
			}
			err = motcua.NotFound("procedure", string(id))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, c.fill(ctx, []*motcua.Procedure{p})
}

// byCode finds what bears a code now, and else what bore it in an earlier version.
func (c *Copy) byCode(ctx context.Context, tx *bolt.Tx, code string, day motcua.Date) (*motcua.ProcedureRow, error) {
	national := motcua.NationalCode(strings.ToUpper(code))
	bearing, err := bearing(tx, code, national)
	if err != nil {
		return nil, err
	}
	now := slices.DeleteFunc(slices.Clone(bearing), func(b borne) bool { return b.code == "" || !b.row.Public() })
	if len(now) == 0 {
		if now, err = bore(tx, code, national); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(now, func(a, b borne) int {
		if (a.code == code) != (b.code == code) {
			return map[bool]int{true: -1, false: 1}[a.code == code]
		}
		return cmp.Compare(a.row.ID, b.row.ID)
	})
	now = now[:min(len(now), maxFits)]
	switch {
	case len(now) == 0:
		return nil, gone(tx, code, bearing)
	case len(now) == 1, now[0].code == code && now[1].code != code:
		return now[0].row, nil
	}
	return nil, c.ambiguous(ctx, code, now, day)
}

// borne is a procedure with the code by which it was found.
type borne struct {
	row  *motcua.ProcedureRow
	code string
}

// bearing gives the procedures that bear a code now, public or not.
func bearing(tx *bolt.Tx, code, national string) (out []borne, err error) {
	found, err := byEither(tx, hashed(currentCode, code), hashed(nationalCode, national))
	for _, p := range found {
		if p.Code == code || p.NationalCode == national {
			out = append(out, borne{p, p.Code})
		}
	}
	return out, err
}

// bore gives the public procedures of which some version bore a code.
func bore(tx *bolt.Tx, code, national string) (out []borne, err error) {
	found, err := byEither(tx, hashed(formerCode, code), hashed(formerCode, national))
	for _, p := range found {
		if !p.Public() {
			continue
		}
		best := ""
		for _, v := range p.Versions {
			if v.Code == code || v.Code == national {
				best = max(best, v.Code)
			}
		}
		if best != "" {
			out = append(out, borne{p, best})
		}
	}
	return out, err
}

func byEither(tx *bolt.Tx, a, b []byte) ([]*motcua.ProcedureRow, error) {
	found, err := procedures.rows(tx, "code", a)
	if err != nil {
		return nil, err
	}
	more, err := procedures.rows(tx, "code", b)
	for _, p := range more {
		if !slices.ContainsFunc(found, func(q *motcua.ProcedureRow) bool { return q.ID == p.ID }) {
			found = append(found, p)
		}
	}
	return found, err
}

// gone is the error for a code that no public procedure bears: the candidates
// are what is public in the place of what bore it.
func gone(tx *bolt.Tx, code string, bearing []borne) error {
	e := &motcua.Error{Kind: motcua.KindNotFound, Message: motcua.NotFound("procedure", code).Error()}
	seen := map[motcua.ID]bool{}
	rows := make([]*motcua.ProcedureRow, len(bearing))
	for i, b := range bearing {
		rows[i] = b.row
	}
	for depth := 0; len(rows) > 0 && depth <= maxSuccession; depth++ {
		var next []*motcua.ProcedureRow
		for _, p := range rows {
			if seen[p.ID] {
				continue
			}
			seen[p.ID] = true
			if p.Public() {
				e.Candidates = append(e.Candidates, motcua.Candidate{ID: p.ID, Label: p.Code})
			}
			for _, s := range p.Successors {
				n, err := procedures.get(tx, s.Successor)
				if err != nil {
					return err
				}
				if n != nil {
					next = append(next, n)
				}
			}
		}
		rows = next
	}
	slices.SortFunc(e.Candidates, func(a, b motcua.Candidate) int {
		return cmp.Or(strings.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID))
	})
	e.Candidates = e.Candidates[:min(len(e.Candidates), maxFits)]
	return e
}

func (c *Copy) ambiguous(ctx context.Context, code string, found []borne, day motcua.Date) error {
	ids := make([]motcua.ID, len(found))
	named := make(map[motcua.ID]*motcua.Procedure, len(found))
	var list []*motcua.Procedure
	for i, b := range found {
		ids[i] = b.row.ID
		if p := shownAs(b.row, day, func(row *motcua.ProcedureRow) *motcua.HoldingRow { return shownNow(row, day) }); p != nil {
			named[p.ID] = p
			list = append(list, p)
		}
	}
	if err := c.fill(ctx, list); err != nil {
		return err
	}
	return db.AmbiguousCode(code, ids, named)
}

// Procedures is [motcua/db.DB.Procedures].
func (c *Copy) Procedures(ctx context.Context, ids []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	return c.proceduresBy(ctx, ids, day, func(row *motcua.ProcedureRow) *motcua.HoldingRow { return shownNow(row, day) })
}

// ProceduresKnown is [motcua/db.DB.ProceduresKnown].
func (c *Copy) ProceduresKnown(ctx context.Context, ids []motcua.ID, day motcua.Date, at time.Time) (map[motcua.ID]*motcua.Procedure, error) {
	at = at.Truncate(time.Microsecond) // as the database keeps moments
	return c.proceduresBy(ctx, ids, day, func(row *motcua.ProcedureRow) *motcua.HoldingRow { return shownAt(row, day, at) })
}

func (c *Copy) proceduresBy(ctx context.Context, ids []motcua.ID, day motcua.Date, shown func(*motcua.ProcedureRow) *motcua.HoldingRow) (map[motcua.ID]*motcua.Procedure, error) {
	out := make(map[motcua.ID]*motcua.Procedure, len(ids))
	var list []*motcua.Procedure
	err := c.view(ctx, func(tx *bolt.Tx) error {
		for _, id := range ids {
			row, err := procedures.get(tx, id)
			if err != nil {
				return err
			}
			if p := shownAs(row, day, shown); p != nil && out[id] == nil {
				out[id] = p
				list = append(list, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, c.fill(ctx, list)
}

// ProcedureVersions is [motcua/db.DB.ProcedureVersions].
func (c *Copy) ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	out := make(map[motcua.ID]*motcua.Procedure, len(versions))
	var list []*motcua.Procedure
	err := c.view(ctx, func(tx *bolt.Tx) error {
		for _, id := range versions {
			found, err := procedures.rows(tx, "version", keyOf(id))
			if err != nil {
				return err
			}
			for _, row := range found {
				last := func(row *motcua.ProcedureRow) (last *motcua.HoldingRow) {
					for i := range row.Holdings { // in the order of knowledge
						if h := &row.Holdings[i]; h.Version == id && (last == nil || h.Recorded.From.After(last.Recorded.From)) {
							last = h
						}
					}
					return last
				}
				if p := shownAs(row, day, last); p != nil {
					out[id] = p
					list = append(list, p)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, c.fill(ctx, list)
}

// shownAs gives a public procedure in the version that is chosen; nil where there
// is none.
func shownAs(row *motcua.ProcedureRow, day motcua.Date, choose func(*motcua.ProcedureRow) *motcua.HoldingRow) *motcua.Procedure {
	if row == nil || !row.Public() {
		return nil
	}
	h := choose(row)
	if h == nil {
		return nil
	}
	return &motcua.Procedure{ID: row.ID, VersionID: h.Version, Legal: h.Legal, Assumed: h.Assumed, RecordedAt: h.Recorded.From, Day: day}
}

// shownNow is the holding that stands for a procedure on the day.
func shownNow(row *motcua.ProcedureRow, day motcua.Date) *motcua.HoldingRow {
	return shown(row, day, func(h *motcua.HoldingRow) bool { return h.Recorded.Open() })
}

// shownAt is the holding that stood for a procedure on the day as it was known
// at a moment. It has to have been public then.
func shownAt(row *motcua.ProcedureRow, day motcua.Date, at time.Time) *motcua.HoldingRow {
	if !slices.ContainsFunc(row.Published, func(i motcua.Interval) bool { return i.Contains(at) }) {
		return nil
	}
	return shown(row, day, func(h *motcua.HoldingRow) bool { return h.Recorded.Contains(at) && announced(row, h.Version) })
}

// announced says that a version was not retracted as one that was never
// announced: such a version is shown at no moment.
func announced(row *motcua.ProcedureRow, version motcua.ID) bool {
	return slices.ContainsFunc(row.Announcements, func(a motcua.AnnouncementRow) bool { return a.Version != nil && *a.Version == version })
}

// shown is the latest of the holdings that has begun by the day, else the first.
func shown(row *motcua.ProcedureRow, day motcua.Date, counts func(*motcua.HoldingRow) bool) (best *motcua.HoldingRow) {
	for i := range row.Holdings {
		h := &row.Holdings[i]
		if !counts(h) {
			continue
		}
		if best == nil {
			best = h
			continue
		}
		switch begun, had := h.Legal.From == nil || *h.Legal.From <= day, best.Legal.From == nil || *best.Legal.From <= day; {
		case begun != had:
			if begun {
				best = h
			}
		case begun && earlier(best.Legal.From, h.Legal.From), !begun && earlier(h.Legal.From, best.Legal.From):
			best = h
		}
	}
	return best
}

// earlier orders first days; nil is before every day.
func earlier(a, b *motcua.Date) bool {
	if b == nil {
		return false
	}
	return a == nil || *a < *b
}

// ProcedureSuccessions is [motcua/db.DB.ProcedureSuccessions].
func (c *Copy) ProcedureSuccessions(ctx context.Context, ids []motcua.ID) (out []motcua.ProcedureSuccession, err error) {
	seen := map[[2]motcua.ID]bool{}
	err = c.view(ctx, func(tx *bolt.Tx) error {
		public := func(id motcua.ID) (bool, error) {
			row, err := procedures.get(tx, id)
			return row != nil && row.Public(), err
		}
		for _, id := range ids {
			row, err := procedures.get(tx, id)
			if err != nil {
				return err
			}
			if row == nil || !row.Public() {
				continue
			}
			before, err := procedures.rows(tx, "successor", keyOf(id))
			if err != nil {
				return err
			}
			for _, p := range append(before, row) {
				for _, s := range p.Successors {
					pair := [2]motcua.ID{s.Predecessor, s.Successor}
					if seen[pair] || p != row && s.Successor != id {
						continue
					}
					both, err := public(s.Predecessor)
					if err == nil && both {
						both, err = public(s.Successor)
					}
					if err != nil {
						return err
					}
					seen[pair] = true
					if both {
						out = append(out, s)
					}
				}
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b motcua.ProcedureSuccession) int {
		return cmp.Or(compareDays(a.On, b.On, -1), cmp.Compare(a.Predecessor, b.Predecessor), cmp.Compare(a.Successor, b.Successor))
	})
	return out, err
}

// compareDays orders days; missing is where a missing one comes beside another,
// before (-1) or after (1).
func compareDays(a, b *motcua.Date, missing int) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return missing
	case b == nil:
		return -missing
	}
	return cmp.Compare(*a, *b)
}

// Histories is [motcua/db.DB.Histories].
func (c *Copy) Histories(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]*motcua.ProcedureVersion, error) {
	out := make(map[motcua.ID][]*motcua.ProcedureVersion, len(ids))
	err := c.view(ctx, func(tx *bolt.Tx) error {
		for _, id := range ids {
			row, err := procedures.get(tx, id)
			if err != nil {
				return err
			}
			if row == nil || !row.Public() {
				continue
			}
			known, err := holdings(tx, row)
			if err != nil {
				return err
			}
			if len(known) > 0 {
				out[id] = motcua.VersionsOf(id, known)
			}
		}
		return nil
	})
	return out, err
}

// holdings are all that was ever known of a procedure.
func holdings(tx *bolt.Tx, row *motcua.ProcedureRow) (known []motcua.KnownHolding, err error) {
	for _, h := range row.Holdings {
		v := row.Version(h.Version)
		if v == nil {
			return nil, fmt.Errorf("%w: a holding of a version that is not there", errDamaged)
		}
		if !announced(row, h.Version) {
			continue
		}
		d, err := decision(tx, v.Decision)
		if err != nil {
			return nil, err
		}
		if d == nil {
			return nil, fmt.Errorf("%w: a version of a decision that is not there", errDamaged)
		}
		known = append(known, motcua.KnownHolding{
			Holding:      motcua.Holding{Version: h.Version, Decision: *d, Legal: h.Legal, Assumed: h.Assumed},
			DecisionKind: v.DecisionKind, Since: h.Recorded.From, Until: h.Recorded.To,
		})
	}
	return known, nil
}

// sortHoldings puts holdings in the order of their first days.
func sortHoldings(list []*motcua.HoldingRow) {
	slices.SortStableFunc(list, func(a, b *motcua.HoldingRow) int { return compareDays(a.Legal.From, b.Legal.From, -1) })
}
