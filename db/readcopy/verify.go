package readcopy

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// Rows that differ are looked at again, so often at the most: while others write,
// the copy is a moment behind what the database shows, and ahead of a state that
// was read for seconds.
const (
	verifyLooks = 12
	verifyWait  = 200 * time.Millisecond
	renewLook   = 20 * time.Millisecond
)

// What is said of rows that differ.
const (
	lacking    = "the copy lacks it"
	otherwise  = "the copy says something else"
	onlyCopied = "only the copy has it"
)

// Difference is a row that the copy has otherwise than the database.
type Difference struct {
	Register string    `json:"register"`
	ID       motcua.ID `json:"id"`
	What     string    `json:"what"`
}

// Report is what a comparison with the database found.
type Report struct {
	Rows        int          `json:"rows"` // in the database
	Differences []Difference `json:"differences"`
	// Renewed says that the copy was made anew because of them.
	Renewed bool `json:"renewed,omitempty"`
}

// Renew has Run make the copy anew, and waits until it follows again.
func (c *Copy) Renew(ctx context.Context, why string) error {
	if file := c.file.Load(); file != nil {
		c.noteDamage(file, fmt.Errorf("%w: %s", errDamaged, why))
	}
	for !c.Fresh() {
		select {
		case <-time.After(renewLook):
		case <-ctx.Done():
			return fmt.Errorf("wait for the copy of the catalogue: %w", ctx.Err())
		}
	}
	return nil
}

// suspects are rows that were seen to differ, each with the procedures whose rows
// have to be read to see it again; nil for a row that is read by itself.
type suspects map[Difference][]motcua.ID

// Verify compares every row with the database. What differs is looked at again,
// by itself; only what differs each time is told.
func (c *Copy) Verify(ctx context.Context, src Source) (Report, error) {
	rows, found, err := c.compare(ctx, src)
	for look := 0; err == nil && len(found) > 0 && look < verifyLooks; look++ {
		select {
		case <-time.After(verifyWait):
			found, err = c.lookAgain(ctx, src, found)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err != nil {
		return Report{}, fmt.Errorf("compare the copy of the catalogue: %w", err)
	}
	report := Report{Rows: rows}
	for d := range found {
		report.Differences = append(report.Differences, d)
	}
	return report, nil
}

// compare reads all rows of one state of the source beside those of the copy, a
// piece at a time: a copy that is read for as long as a database takes holds up
// who writes to it, and behind that everybody.
func (c *Copy) compare(ctx context.Context, src Source) (rows int, found suspects, err error) {
	found = suspects{}
	seen := map[string]map[motcua.ID]bool{}
	_, err = src.Rows(ctx, nil, func(piece *motcua.CatalogueRows) error {
		within := slices.Collect(maps.Keys(piece.Procedures))
		return c.view(ctx, func(tx *bolt.Tx) error {
			return comparePiece(tx, piece, seen, func(d Difference) { found.add(d, within) })
		})
	})
	if err != nil {
		return 0, nil, err
	}
	err = c.view(ctx, func(tx *bolt.Tx) error {
		for _, t := range tables {
			rows += len(seen[t.title()])
			// A paper that nothing public asks for any more stays in the copy.
			if t.title() != papers.name {
				extra(tx, t.title(), seen[t.title()], func(d Difference) { found.add(d, ownersOf(tx, d)) })
			}
		}
		return nil
	})
	return rows, found, err
}

// lookAgain gives those of the rows that differ still.
func (c *Copy) lookAgain(ctx context.Context, src Source, found suspects) (suspects, error) {
	still := suspects{}
	again := func(d Difference) {
		if within, ok := found[d]; ok {
			still[d] = within
		}
	}
	seen := map[string]map[motcua.ID]bool{}
	_, err := src.Rows(ctx, found.keys(), func(piece *motcua.CatalogueRows) error {
		noteVersions(piece, seenOf(seen, contents.name))
		return c.view(ctx, func(tx *bolt.Tx) error { return comparePiece(tx, piece, seen, again) })
	})
	if err != nil {
		return nil, err
	}
	return still, c.view(ctx, func(tx *bolt.Tx) error {
		for d := range found {
			// What a version says never changes, and is not read where it is held.
			certain := d.What == otherwise && d.Register == contents.name
			extra := d.What == onlyCopied && !seen[d.Register][d.ID]
			if (certain || extra) && tx.Bucket([]byte(d.Register)).Get(keyOf(d.ID)) != nil {
				again(d)
			}
		}
		return nil
	})
}

// noteVersions notes what may have contents that are held and are not read again.
func noteVersions(piece *motcua.CatalogueRows, of map[motcua.ID]bool) {
	for _, p := range piece.Procedures {
		if p == nil {
			continue
		}
		for i := range p.Versions {
			of[p.Versions[i].ID] = true
		}
	}
}

// add notes a row; contents and papers are read with their procedures.
func (s suspects) add(d Difference, within []motcua.ID) {
	if d.Register != contents.name && d.Register != papers.name {
		within = nil
	}
	s[d] = within
}

// keys are those of the rows to look at again.
func (s suspects) keys() *motcua.CatalogueKeys {
	keys := &motcua.CatalogueKeys{}
	procedureIDs := map[motcua.ID]bool{}
	own := map[string]*[]motcua.ID{agencies.name: &keys.Agencies, sectors.name: &keys.Sectors, decisions.name: &keys.Decisions, legalBases.name: &keys.LegalBases}
	for d, within := range s {
		if list := own[d.Register]; list != nil {
			*list = append(*list, d.ID)
		} else if d.Register == procedures.name {
			procedureIDs[d.ID] = true
		}
		for _, id := range within {
			procedureIDs[id] = true
		}
	}
	keys.Procedures = slices.Collect(maps.Keys(procedureIDs))
	return keys
}

// ownersOf gives the procedures that have a version whose content is there.
func ownersOf(tx *bolt.Tx, d Difference) (ids []motcua.ID) {
	if d.Register != contents.name {
		return nil
	}
	keys, _ := procedures.find(tx, "version", keyOf(d.ID)) // without any, the row is looked at by itself
	for _, key := range keys {
		ids = append(ids, idOf(key))
	}
	return ids
}

func comparePiece(tx *bolt.Tx, piece *motcua.CatalogueRows, seen map[string]map[motcua.ID]bool, differs func(Difference)) error {
	for _, p := range piece.Procedures {
		if p != nil {
			p.Mark = motcua.LogMark{} // when it changed is the log's affair
		}
	}
	for _, w := range piece.Contents {
		w.Size = 0
	}
	for _, err := range []error{
		compareRows(tx, procedures, piece.Procedures, seen, differs, func(p *motcua.ProcedureRow) { p.Mark = motcua.LogMark{} }),
		compareRows(tx, contents, piece.Contents, seen, differs, func(w *motcua.Written) { w.Size = 0 }),
		compareRows(tx, agencies, piece.Agencies, seen, differs, nil),
		compareRows(tx, sectors, piece.Sectors, seen, differs, nil),
		compareRows(tx, decisions, piece.Decisions, seen, differs, nil),
		compareRows(tx, legalBases, piece.LegalBases, seen, differs, nil),
		compareRows(tx, papers, piece.Papers, seen, differs, nil),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func compareRows[T any](tx *bolt.Tx, t *table[T], rows map[motcua.ID]*T, seen map[string]map[motcua.ID]bool, differs func(Difference), plain func(*T)) error {
	of := seenOf(seen, t.name)
	for id, row := range rows {
		if row == nil {
			continue
		}
		of[id] = true
		held, err := t.get(tx, id)
		switch {
		case err != nil:
			return err
		case held == nil:
			differs(Difference{t.name, id, lacking})
			continue
		}
		if plain != nil {
			plain(held)
		}
		if !bytes.Equal(t.codec.Append(nil, row), t.codec.Append(nil, held)) {
			differs(Difference{t.name, id, otherwise})
		}
	}
	return nil
}

func seenOf(seen map[string]map[motcua.ID]bool, table string) map[motcua.ID]bool {
	if seen[table] == nil {
		seen[table] = map[motcua.ID]bool{}
	}
	return seen[table]
}

// extra tells rows that only the copy has.
func extra(tx *bolt.Tx, table string, seen map[motcua.ID]bool, differs func(Difference)) {
	b := tx.Bucket([]byte(table))
	if b == nil {
		return
	}
	c := b.Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if id := idOf(key); !seen[id] {
			differs(Difference{table, id, onlyCopied})
		}
	}
}
