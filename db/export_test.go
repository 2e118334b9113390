package db

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Acting is for whom a test's transaction runs.
type Acting = acting

// ActingFor makes one.
func ActingFor(subject string, all bool, own motcua.ID, reach ...motcua.ID) Acting {
	return acting{subject: subject, reach: reach, all: all, own: own}
}

// InTxAs runs a transaction for somebody.
func (d *DB) InTxAs(ctx context.Context, a Acting, f func(pgx.Tx) error) error {
	return d.inTxAs(ctx, a, pgx.TxOptions{}, f)
}

// PublishAnd publishes records and ends procedures by decisions of the same
// moment: what an announcement does, for many procedures at once.
func (im *Importer) PublishAnd(ctx context.Context, records []*motcua.Record, ends map[motcua.ID]motcua.Act) error {
	counts := im.Counts
	return im.db.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		p := publishing{tx: tx, im: im, counts: &counts}
		ids := slices.Sorted(maps.Keys(ends))
		for _, r := range records {
			ids = append(ids, r.Procedure)
		}
		if err := p.load(ctx, ids); err != nil {
			return err
		}
		for _, r := range records {
			if _, err := p.plan(r); err != nil {
				return err
			}
		}
		for _, id := range ids[:len(ends)] {
			state := p.states[id]
			var received [sha256.Size]byte
			for hash := range state.received {
				copy(received[:], hash)
			}
			p.registers.add(&motcua.Content{Decision: ends[id].Decision})
			p.planAct(id, state, ends[id], received)
		}
		return p.write(ctx)
	})
}
