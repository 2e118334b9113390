package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

func heldPins(ctx context.Context, tx pgx.Tx) ([]motcua.Pin, error) {
	rows, err := tx.Query(ctx, `
		select id::text, query, procedure::text, lower(valid), upper(valid), note, created_by
		from pin where retired_at is null order by query, created_at, id`)
	if err != nil {
		return nil, wrap("list pins", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p motcua.Pin, err error) {
		err = row.Scan(&p.ID, &p.Query, &p.Procedure, &p.Valid.From, &p.Valid.To, &p.Note, &p.Source)
		return p, err
	})
	return list, wrap("list pins", err)
}

// PinResult puts a public procedure first for a query, for whoever by names,
// and gives the pin as it is stored. One that stands already is a conflict.
func (d *DB) PinResult(ctx context.Context, p motcua.Pin, by string) (motcua.Pin, error) {
	p, err := checkPin(p)
	if err != nil {
		return motcua.Pin{}, err
	}
	if by, err = checkActor(by); err != nil {
		return motcua.Pin{}, err
	}
	p.Source = by
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		var public bool
		err := tx.QueryRow(ctx, `select exists (select from public_procedure where id = $1)`, p.Procedure).Scan(&public)
		if err != nil {
			return wrap("look for the procedure", err)
		}
		if !public {
			return motcua.NotFound("procedure", string(p.Procedure))
		}
		err = tx.QueryRow(ctx, `
			insert into pin (id, query, procedure, valid, note, created_by)
			values (gen_random_uuid(), $1, $2, daterange($3, $4), $5, $6)
			returning id::text`, p.Query, p.Procedure, p.Valid.From, p.Valid.To, p.Note, by).Scan(&p.ID)
		if uniqueViolation(err) {
			return heldAlready("pin", p.Query)
		}
		if err != nil {
			return wrap("pin the procedure", err)
		}
		return noteCuration(ctx, tx, by, "ADD", pinTable, p.ID)
	})
	if err != nil {
		return motcua.Pin{}, err
	}
	return p, nil
}

// Unpin ends a pin for whoever by names.
func (d *DB) Unpin(ctx context.Context, id motcua.ID, by string) error {
	return d.retire(ctx, pinTable, id, by)
}
