package readcopy

import (
	"context"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"motcua"
)

// CatalogChanges is that of the change log: a walk over all that is public, or
// what changed last behind a cursor.
func (c *Copy) CatalogChanges(ctx context.Context, since string, first int) (page motcua.CatalogChanges, err error) {
	var cursor *motcua.CatalogCursor
	if since != "" {
		parsed, err := motcua.ParseCatalogCursor(since)
		if err != nil {
			return page, err
		}
		cursor = &parsed
	}
	var rows []*motcua.ProcedureRow
	err = c.view(ctx, func(tx *bolt.Tx) error {
		m, err := readMeta(tx)
		if err != nil {
			return err
		}
		at := motcua.CatalogCursor{Position: m.Position, Walking: true}
		if cursor != nil {
			at = *cursor
		}
		begun := m.Position
		begun.XID, begun.ID = m.Begun.XID, m.Begun.ID
		if !at.Reached(begun) {
			return errResync
		}
		if at.Walking {
			rows, err = walk(tx, at, first, &page)
		} else {
			rows, err = behind(tx, at, first, &page)
		}
		return err
	})
	if err != nil {
		return page, err
	}
	return page, c.fillChanges(ctx, rows, &page)
}

var errResync = &motcua.Error{Kind: motcua.KindResync, Field: "since", Message: "the change log does not reach back to the cursor: begin anew, without a cursor or from a dump"}

// walk gives the next public procedures in the order of their ids.
func walk(tx *bolt.Tx, at motcua.CatalogCursor, first int, page *motcua.CatalogChanges) (rows []*motcua.ProcedureRow, err error) {
	b, err := bucket(tx, procedures.name)
	if err != nil {
		return nil, err
	}
	c := b.Cursor()
	key, value := c.First()
	if at.After != "" {
		if key, value = c.Seek(keyOf(at.After)); key != nil && idOf(key) == at.After {
			key, value = c.Next()
		}
	}
	for ; key != nil; key, value = c.Next() {
		row := &motcua.ProcedureRow{}
		if err := procedures.decode(key, value, row); err != nil {
			return nil, err
		}
		if !row.Public() {
			continue
		}
		if len(rows) == first {
			page.HasMore = true
			break
		}
		rows = append(rows, row)
	}
	page.Cursor = motcua.CatalogCursor{Position: at.Position}
	if page.HasMore {
		page.Cursor = at
		if first > 0 {
			page.Cursor.After = rows[first-1].ID
		}
	}
	return rows, nil
}

// behind gives the procedures whose last change is behind a cursor.
func behind(tx *bolt.Tx, at motcua.CatalogCursor, first int, page *motcua.CatalogChanges) (rows []*motcua.ProcedureRow, err error) {
	b, err := bucket(tx, procedures.name+".mark")
	if err != nil {
		return nil, err
	}
	page.Cursor = at
	from := motcua.LogMark{XID: at.XID, ID: at.ID}
	c := b.Cursor()
	for entry, _ := c.Seek(orderedMark(from)); entry != nil; entry, _ = c.Next() {
		if len(entry) != 2*8+keySize {
			return nil, fmt.Errorf("%w: the marks have a key of another length", errDamaged)
		}
		mark := motcua.LogMark{XID: binary.BigEndian.Uint64(entry), ID: int64(binary.BigEndian.Uint64(entry[8:]))}
		if mark == from {
			continue
		}
		if len(rows) == first {
			page.HasMore = true
			break
		}
		row, err := procedures.at(tx, entry[16:])
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
		page.Cursor.XID, page.Cursor.ID = mark.XID, mark.ID
	}
	return rows, nil
}

// fillChanges gives each of the procedures with all versions that stand for it
// on some day; what is not public has none.
func (c *Copy) fillChanges(ctx context.Context, rows []*motcua.ProcedureRow, page *motcua.CatalogChanges) error {
	page.Changes = make([]motcua.CatalogChange, len(rows))
	for i, row := range rows {
		page.Changes[i].Procedure = row.ID
		if !row.Public() {
			continue
		}
		var held []*motcua.HoldingRow
		var timeline motcua.Timeline
		for j := range row.Holdings {
			if h := &row.Holdings[j]; h.Recorded.Open() {
				held = append(held, h)
			}
		}
		sortHoldings(held)
		var list []*motcua.Procedure
		for _, h := range held {
			timeline = append(timeline, motcua.Holding{Legal: h.Legal})
			list = append(list, shownAs(row, 0, func(*motcua.ProcedureRow) *motcua.HoldingRow { return h }))
		}
		if err := c.fill(ctx, list); err != nil {
			return err
		}
		for j, shown := range timeline.Shown() {
			list[j].Shown = shown
			page.Changes[i].Versions = append(page.Changes[i].Versions, *list[j])
		}
	}
	return nil
}
