package db

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// acting is for whom a transaction runs, as row security is to know it. The zero
// value is nobody, to whom the personal tables show nothing.
type acting struct {
	subject string
	reach   []motcua.ID // agencies for which the caller acts
	all     bool        // the caller acts for every agency
	own     motcua.ID   // the feedback that the caller proved to have sent, or sends now
}

// actingAsSender is who sent a feedback, or sends it now.
func actingAsSender(c motcua.Caller, feedback motcua.ID) acting {
	return acting{subject: c.Subject, own: feedback}
}

// inTxAs runs f in a transaction that runs for somebody.
func (d *DB) inTxAs(ctx context.Context, a acting, opts pgx.TxOptions, f func(pgx.Tx) error) error {
	return d.inTx(ctx, opts, func(tx pgx.Tx) error {
		if err := a.set(ctx, tx); err != nil {
			return err
		}
		return f(tx)
	})
}

func (a acting) set(ctx context.Context, tx pgx.Tx) error {
	b := &pgx.Batch{}
	a.queue(b)
	return send(ctx, tx, "say for whom a transaction runs", b)
}

// queue has the statements behind it in a batch, and in its transaction, run for
// somebody. It is the one place where the settings are made, and they end with
// the transaction: a setting of the session would show one caller's rows to the
// next who gets the connection.
func (a acting) queue(b *pgx.Batch) {
	reach := ""
	switch {
	case a.all:
		reach = "*"
	case len(a.reach) > 0:
		ids := make([]string, len(a.reach))
		for i, id := range a.reach {
			ids[i] = string(id)
		}
		reach = "{" + strings.Join(ids, ",") + "}"
	}
	b.Queue(`
		select set_config('motcua.subject', $1, true), set_config('motcua.reach', $2, true), set_config('motcua.own', $3, true)`,
		a.subject, reach, string(a.own))
}

// send runs the statements of a batch in one round trip, one after the other:
// each sees what those before it did. Nothing is sent of an empty one.
func send(ctx context.Context, tx pgx.Tx, op string, b *pgx.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	return wrap(op, tx.SendBatch(ctx, b).Close())
}
