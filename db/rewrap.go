package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// dataKeys are the columns that hold data keys, each sealed for the row's id.
var dataKeys = []struct{ table, column string }{
	{"feedback_sender", "data_key"},
	{"webhook", "key"},
	{"upload", "key"},
}

// RewrapKeys seals every data key anew under the newest master key of a vault,
// some in each transaction, and says how many. What the data keys seal stays as
// it is. It may be interrupted and run again.
func (d *DB) RewrapKeys(ctx context.Context, v *vault.Vault) (n int, err error) {
	for _, w := range dataKeys {
		after := motcua.ID("00000000-0000-0000-0000-000000000000")
		for after != "" {
			some, last, err := d.rewrapSome(ctx, v, w.table, w.column, after)
			n += some
			if err != nil {
				return n, err
			}
			after = last
		}
	}
	return n, nil
}

// SealedOtherwise counts the data keys that a vault does not open: those that a
// server sealed under an older master key meanwhile.
func (d *DB) SealedOtherwise(ctx context.Context, v *vault.Vault) (n int, err error) {
	err = d.inTxAs(ctx, acting{subject: motcua.SubjectSystem}, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		for _, w := range dataKeys {
			rows, err := tx.Query(ctx, `select id::text, `+w.column+` from `+w.table+` where `+w.column+` is not null order by id`)
			if err != nil {
				return wrap("read data keys", err)
			}
			var id motcua.ID
			var key []byte
			_, err = pgx.ForEachRow(rows, []any{&id, &key}, func() error {
				if !v.Opens(id, key) {
					n++
				}
				return nil
			})
			if err != nil {
				return wrap("read data keys", err)
			}
		}
		return nil
	})
	return n, err
}

func (d *DB) rewrapSome(ctx context.Context, v *vault.Vault, table, column string, after motcua.ID) (n int, last motcua.ID, err error) {
	err = d.inTxAs(ctx, acting{subject: motcua.SubjectSystem}, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select id::text, `+column+` from `+table+`
			where id > $1 and `+column+` is not null order by id limit $2 for update`, after, recomputeBatch)
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
			batch.Queue(`update `+table+` set `+column+` = $2 where id = $1`, r.ID, anew)
		}
		n = len(list)
		return wrap("store data keys", tx.SendBatch(ctx, batch).Close())
	})
	return n, last, err
}
