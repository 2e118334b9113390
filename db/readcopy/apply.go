package readcopy

import (
	"context"
	"errors"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// Apply implements [motcua.Sink]. Rows and position are written together. A
// position alone is written now and then: what lies between is read again.
func (c *Copy) Apply(_ context.Context, batch motcua.Batch) error {
	now := c.clock()
	file := c.file.Load()
	if file == nil {
		return errNotReady
	}
	if batch.Rows != nil || now.Sub(c.state().saved) > saveInterval {
		err := guarded(func() error {
			return file.Update(func(tx *bolt.Tx) error {
				m, err := readMeta(tx)
				if err != nil {
					return err
				}
				if batch.Rows != nil {
					if err := putRows(tx, m, batch.Rows); err != nil {
						return err
					}
				}
				m.Position, m.Heard = batch.Position, now
				return m.write(tx)
			})
		})
		if err != nil {
			c.noteDamage(file, err)
			return err
		}
		c.change(func(s *state) { s.saved = now })
	}
	c.change(func(s *state) { s.position, s.heard, s.follows = &batch.Position, now, true })
	return nil
}

// putRows writes rows in the place of what was there.
func putRows(tx *bolt.Tx, m *meta, rows *motcua.CatalogueRows) error {
	if _, err := tx.Bucket(metaBucket).NextSequence(); err != nil { // names this state of the rows
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(rows.Procedures)) {
		if err := putProcedure(tx, m, id, rows.Procedures[id]); err != nil {
			return err
		}
	}
	if err := putAll(tx, contents, rows.Contents); err != nil {
		return err
	}
	if rows.Trimmed != nil {
		m.Begun = *rows.Trimmed
	}
	if err := complete(tx, rows); err != nil {
		return err
	}
	if rows.Rules != nil {
		m.Rules = *rows.Rules
	}
	if err := putAll(tx, agencies, rows.Agencies); err != nil {
		return err
	}
	if err := putAll(tx, sectors, rows.Sectors); err != nil {
		return err
	}
	if err := putAll(tx, decisions, rows.Decisions); err != nil {
		return err
	}
	if err := putAll(tx, legalBases, rows.LegalBases); err != nil {
		return err
	}
	return putAll(tx, papers, rows.Papers)
}

func putAll[T any](tx *bolt.Tx, t *table[T], rows map[motcua.ID]*T) error {
	for _, id := range slices.Sorted(maps.Keys(rows)) { // pages are then filled one after the other
		if err := t.put(tx, id, rows[id]); err != nil {
			return err
		}
	}
	return nil
}

// putProcedure writes a procedure and takes away what its versions said that do
// not stand in it any more: what is not public is not kept.
func putProcedure(tx *bolt.Tx, m *meta, id motcua.ID, p *motcua.ProcedureRow) error {
	old, err := procedures.get(tx, id)
	if err != nil {
		return err
	}
	if old != nil {
		for i := range old.Versions {
			if v := old.Versions[i].ID; p == nil || p.Version(v) == nil {
				if err := contents.put(tx, v, nil); err != nil {
					return err
				}
			}
		}
		if p != nil && p.Mark == (motcua.LogMark{}) {
			p.Mark = old.Mark
		}
	}
	if p != nil && p.Changed.After(m.Changed) {
		m.Changed = p.Changed
	}
	return procedures.put(tx, id, p)
}

// errIncomplete says that a batch lacks contents: they were held when it was read
// and are not when it is applied, because a batch between took them away. Read
// again from the position of the copy it has them.
var errIncomplete = errors.New("the batch lacks what versions say")

// complete says whether there is what all versions of the procedures say.
func complete(tx *bolt.Tx, rows *motcua.CatalogueRows) error {
	for _, p := range rows.Procedures {
		if p == nil {
			continue
		}
		for i := range p.Versions {
			if !contents.holds(tx, p.Versions[i].ID) {
				return errIncomplete
			}
		}
	}
	return nil
}
