package readcopy

import (
	"bytes"
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// verifyRounds is how often rows are compared that differ: while others write,
// the copy is a moment behind what the database shows.
const (
	verifyRounds = 4
	verifyWait   = 500 * time.Millisecond
	renewLook    = 20 * time.Millisecond
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

// Verify compares every row with the database. What differs is compared again a
// moment later; only what differs each time is told.
func (c *Copy) Verify(ctx context.Context, src Source) (Report, error) {
	var last map[Difference]bool
	for round := 0; ; round++ {
		found := map[Difference]bool{}
		rows, err := c.compare(ctx, src, func(d Difference) {
			if round == 0 || last[d] {
				found[d] = true
			}
		})
		if err != nil {
			return Report{}, fmt.Errorf("compare the copy of the catalogue: %w", err)
		}
		if len(found) == 0 || round == verifyRounds {
			report := Report{Rows: rows}
			for d := range found {
				report.Differences = append(report.Differences, d)
			}
			return report, nil
		}
		last = found
		select {
		case <-time.After(verifyWait):
		case <-ctx.Done():
			return Report{}, ctx.Err()
		}
	}
}

// compare reads all rows of one state of the source beside those of the copy, a
// piece at a time: a copy that is read for as long as a database takes holds up
// who writes to it, and behind that everybody.
func (c *Copy) compare(ctx context.Context, src Source, differs func(Difference)) (rows int, err error) {
	seen := map[string]map[motcua.ID]bool{}
	_, err = src.Rows(ctx, func(piece *motcua.CatalogueRows) error {
		return c.view(ctx, func(tx *bolt.Tx) error { return comparePiece(tx, piece, seen, differs) })
	})
	if err != nil {
		return 0, err
	}
	err = c.view(ctx, func(tx *bolt.Tx) error {
		for _, t := range tables {
			rows += len(seen[t.title()])
			// A paper that nothing public asks for any more stays in the copy.
			if t.title() != papers.name {
				extra(tx, t.title(), seen[t.title()], differs)
			}
		}
		return nil
	})
	return rows, err
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
	if seen[t.name] == nil {
		seen[t.name] = map[motcua.ID]bool{}
	}
	for id, row := range rows {
		if row == nil {
			continue
		}
		seen[t.name][id] = true
		held, err := t.get(tx, id)
		switch {
		case err != nil:
			return err
		case held == nil:
			differs(Difference{t.name, id, "the copy lacks it"})
			continue
		}
		if plain != nil {
			plain(held)
		}
		if !bytes.Equal(t.codec.Append(nil, row), t.codec.Append(nil, held)) {
			differs(Difference{t.name, id, "the copy says something else"})
		}
	}
	return nil
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
			differs(Difference{table, id, "only the copy has it"})
		}
	}
}
