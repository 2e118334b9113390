package changelog

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
)

// Now gives the position before which nothing can be written any more.
func (l *Log) Now(ctx context.Context) (at motcua.Position, err error) { return l.now(ctx, l.pool) }

func (l *Log) now(ctx context.Context, on connection) (at motcua.Position, err error) {
	err = l.readOn(ctx, on, func(_ pgx.Tx, e epoch) error {
		at = e.Position
		at.XID, at.ID = e.xmin, 0
		return nil
	})
	return at, err
}

// Written gives the position that has all that was committed before it is asked
// for: whoever has reached it sees that.
func (l *Log) Written(ctx context.Context) (at motcua.Position, err error) {
	// A transaction that has ended is before the snapshot's xmax. To be behind
	// that is to have everything before it, whether it changed something or not.
	err = l.pool.QueryRow(ctx, `
		select system, timeline, epoch, pg_snapshot_xmax(pg_current_snapshot())::text::bigint from log_epoch`).
		Scan(&at.System, &at.Timeline, &at.Epoch, &at.XID)
	if err != nil {
		return at, db.Told("read the revision", fmt.Errorf("read the revision: %w", err))
	}
	return at, nil
}

// CatalogChanges gives up to first procedures of what changed since a cursor;
// an empty one is before everything. A procedure stands once in a page, in its
// present state. The error is of the kind KindResync where the log does not
// reach back to the cursor.
func (l *Log) CatalogChanges(ctx context.Context, since string, first int) (page motcua.CatalogChanges, err error) {
	var cursor *motcua.CatalogCursor
	if since != "" {
		c, err := motcua.ParseCatalogCursor(since)
		if err != nil {
			return page, err
		}
		cursor = &c
	}
	err = l.read(ctx, func(tx pgx.Tx, e epoch) (err error) {
		c := e.begin()
		if cursor != nil {
			c = *cursor
		}
		if err := e.checkCatalogue(c.Position); err != nil {
			return err
		}
		if c.Walking {
			page, err = walk(ctx, tx, c, first)
		} else {
			page, err = follow(ctx, tx, c, first)
		}
		return err
	})
	if errors.Is(err, motcua.ErrRebuild) {
		return page, &motcua.Error{Kind: motcua.KindResync, Field: "since", Message: "the change log does not reach back to the cursor: begin anew, without a cursor or from a dump"}
	}
	return page, err
}

// begin is the cursor before everything.
func (e epoch) begin() motcua.CatalogCursor {
	c := motcua.CatalogCursor{Position: e.Position, Walking: true}
	c.XID, c.ID = e.xmin, 0
	return c
}

// checkCatalogue is check for who follows procedures only, of which the log
// keeps more.
func (e epoch) checkCatalogue(from motcua.Position) error {
	e.XID, e.ID = e.catalogueXID, e.catalogueID
	return e.check(from)
}

// walk gives the next public procedures in the order of their ids.
func walk(ctx context.Context, tx pgx.Tx, c motcua.CatalogCursor, first int) (page motcua.CatalogChanges, err error) {
	rows, err := tx.Query(ctx, `
		select id::text from public_procedure where $1 = '' or id > nullif($1, '')::uuid order by id limit $2`, c.After, first+1)
	if err != nil {
		return page, fmt.Errorf("walk over the catalogue: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
	if err != nil {
		return page, fmt.Errorf("walk over the catalogue: %w", err)
	}
	if len(ids) > first {
		ids = ids[:first]
		if first > 0 {
			c.After = ids[first-1]
		}
		page.HasMore = true
	} else {
		c = motcua.CatalogCursor{Position: c.Position}
	}
	page.Cursor = c
	page.Changes, err = catalogChanges(ctx, tx, ids)
	return page, err
}

// follow gives the next changes of the log, of first procedures at the most.
func follow(ctx context.Context, tx pgx.Tx, c motcua.CatalogCursor, first int) (page motcua.CatalogChanges, err error) {
	rows, err := tx.Query(ctx, `
		select xid::text::bigint, id, entity_id::text from change
		where (xid, id) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot()) and entity = $3
		order by xid, id limit $4`, fmt.Sprint(c.XID), c.ID, procedureEntity, MaxChanges)
	if err != nil {
		return page, fmt.Errorf("read the change log: %w", err)
	}
	defer rows.Close()
	seen := map[motcua.ID]bool{}
	var ids []motcua.ID
	read := 0
	for rows.Next() {
		var xid uint64
		var id int64
		var key motcua.ID
		if err := rows.Scan(&xid, &id, &key); err != nil {
			return page, fmt.Errorf("read the change log: %w", err)
		}
		read++
		if !seen[key] {
			if len(ids) == first {
				page.HasMore = true
				break
			}
			seen[key] = true
			ids = append(ids, key)
		}
		c.XID, c.ID = xid, id
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return page, fmt.Errorf("read the change log: %w", err)
	}
	page.HasMore = page.HasMore || read == MaxChanges
	page.Cursor = c
	page.Changes, err = catalogChanges(ctx, tx, ids)
	return page, err
}

// catalogChanges gives the present state of procedures, in the order of ids.
func catalogChanges(ctx context.Context, tx pgx.Tx, ids []motcua.ID) ([]motcua.CatalogChange, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := make(map[motcua.ID][]motcua.Procedure, len(ids))
	err := db.PublicVersions(ctx, tx, ids, func(versions []motcua.Procedure) error {
		found[versions[0].ID] = versions
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load what changed: %w", err)
	}
	changes := make([]motcua.CatalogChange, len(ids))
	for i, id := range ids {
		changes[i] = motcua.CatalogChange{Procedure: id, Versions: found[id]}
	}
	return changes, nil
}
