package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// RewrapSenders seals every data key anew under the newest master key of a
// vault, some in each transaction, and says how many. What the data keys seal
// stays as it is. It may be interrupted and run again.
func (d *DB) RewrapSenders(ctx context.Context, v *vault.Vault) (n int, err error) {
	after := motcua.ID("00000000-0000-0000-0000-000000000000")
	for {
		some, last, err := d.rewrapSome(ctx, v, after)
		n += some
		if err != nil || last == "" {
			return n, err
		}
		after = last
	}
}

func (d *DB) rewrapSome(ctx context.Context, v *vault.Vault, after motcua.ID) (n int, last motcua.ID, err error) {
	err = d.inTxAs(ctx, acting{subject: motcua.SubjectSystem}, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select id::text, data_key from feedback_sender where id > $1 and data_key is not null order by id limit $2 for update`, after, recomputeBatch)
		if err != nil {
			return wrap("read data keys", err)
		}
		type row struct {
			ID  motcua.ID
			Key []byte
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
		if err != nil {
			return wrap("read data keys", err)
		}
		batch := &pgx.Batch{}
		for _, r := range list {
			last = r.ID
			anew, err := v.Rewrap(r.ID, r.Key)
			if err != nil {
				return err
			}
			batch.Queue(`update feedback_sender set data_key = $2 where id = $1`, r.ID, anew)
		}
		n = len(list)
		return wrap("store data keys", tx.SendBatch(ctx, batch).Close())
	})
	return n, last, err
}
