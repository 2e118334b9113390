package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// inNotedTx is inTx for a mutation that is asked for its revision. The place in
// the log is read in the transaction itself: after the commit the database may be
// gone, and the payload would fail though all is stored.
func (d *DB) inNotedTx(ctx context.Context, opts pgx.TxOptions, f func(pgx.Tx) error) error {
	var at *motcua.Position
	err := pgx.BeginTxFunc(ctx, d.pool, opts, func(tx pgx.Tx) (err error) {
		if err := f(tx); err != nil {
			return err
		}
		at, err = ownPlace(ctx, tx)
		return err
	})
	if err == nil && at != nil {
		motcua.NoteCommit(ctx, *at)
	}
	return Told("run a transaction", err)
}

// ownPlace is the place in the log right behind all that a transaction writes; nil
// where it has written nothing. Whoever is there has read every transaction up to
// this one: a change is read only when no older transaction is open.
func ownPlace(ctx context.Context, tx pgx.Tx) (*motcua.Position, error) {
	var at motcua.Position
	var xid *int64
	err := tx.QueryRow(ctx, `
		select system, timeline, epoch, pg_current_xact_id_if_assigned()::text::bigint from log_epoch`).
		Scan(&at.System, &at.Timeline, &at.Epoch, &xid)
	if err != nil {
		return nil, fmt.Errorf("read the revision: %w", err)
	}
	if xid == nil {
		return nil, nil
	}
	at.XID = uint64(*xid) + 1
	return &at, nil
}
