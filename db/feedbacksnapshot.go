package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// The bounds of a snapshot: a long one keeps the database from clearing away what
// was replaced since. It holds nobody back who follows the change log, since it
// writes nothing.
const (
	snapshotTime  = 2 * time.Minute
	snapshotBatch = 1000
)

// FeedbackSnapshot gives those of the ids that are published or that the reader
// sees, in their order and all as they are at one moment, each with the agency
// that holds it.
func (d *DB) FeedbackSnapshot(ctx context.Context, reader motcua.FeedbackReader, ids []motcua.ID, each func(*motcua.Feedback, *motcua.Agency) error) error {
	ctx, cancel := context.WithTimeout(ctx, snapshotTime)
	defer cancel()
	return d.inTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		holders, err := allAgencies(ctx, tx)
		if err != nil {
			return err
		}
		for len(ids) > 0 {
			n := min(snapshotBatch, len(ids))
			rows, err := tx.Query(ctx, `
				select `+feedbackColumns+` from unnest($1::uuid[]) with ordinality as asked (id, place) join feedback f on f.id = asked.id
				where f.state = 'PUBLISHED' or `+feedbackVisible+` order by asked.place`,
				ids[:n], reader.All, reader.Agencies, nullID(reader.Sender))
			if err != nil {
				return wrap("read a snapshot of feedback", err)
			}
			list, err := pgx.CollectRows(rows, scanFeedback)
			if err != nil {
				return wrap("read a snapshot of feedback", err)
			}
			for _, f := range list {
				if err := each(f, holders[f.Agency]); err != nil {
					return err
				}
			}
			ids = ids[n:]
		}
		return nil
	})
}

func allAgencies(ctx context.Context, tx pgx.Tx) (map[motcua.ID]*motcua.Agency, error) {
	rows, err := tx.Query(ctx, `select `+agencyColumns+` from agency r order by r.id`)
	if err != nil {
		return nil, wrap("read the agencies", err)
	}
	list, err := pgx.CollectRows(rows, scanAgency)
	out := make(map[motcua.ID]*motcua.Agency, len(list))
	for _, a := range list {
		out[a.ID] = a
	}
	return out, wrap("read the agencies", err)
}
