package db

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua"
)

// Aliases lists the aliases that are not retired, with their days.
func (d *DB) Aliases(ctx context.Context) (aliases []motcua.Alias, err error) {
	err = d.inTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		aliases, err = heldAliases(ctx, tx)
		return err
	})
	return aliases, err
}

// Vocabulary gives the aliases and pins that are not retired, with their days.
// It reads in the transaction that it is given, so that what it gives agrees
// with what else is read there.
func Vocabulary(ctx context.Context, tx pgx.Tx) (*motcua.Vocabulary, error) {
	aliases, err := heldAliases(ctx, tx)
	if err != nil {
		return nil, err
	}
	pins, err := heldPins(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &motcua.Vocabulary{Aliases: aliases, Pins: pins}, nil
}

// heldAliases prefers what an official added to the same row of the default.
func heldAliases(ctx context.Context, tx pgx.Tx) ([]motcua.Alias, error) {
	rows, err := tx.Query(ctx, `
		select distinct on (form, means, kind)
		       id::text, form, means, kind, weight, lower(valid), upper(valid), intent, reason, go_to, note, created_by
		from alias where retired_at is null
		order by form, means, kind, created_by = $1, id`, motcua.SourceDefault)
	if err != nil {
		return nil, wrap("list aliases", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a motcua.Alias, err error) {
		err = row.Scan(&a.ID, &a.Form, &a.Means, (*string)(&a.Kind), &a.Weight, &a.Valid.From, &a.Valid.To,
			&a.Intent, &a.Reason, &a.GoTo, &a.Note, &a.Source)
		return a, err
	})
	return list, wrap("list aliases", err)
}

// AddAlias adds an alias for whoever by names, and gives it as it is stored:
// normalised, with its id. One that stands already is a conflict; to change
// one, retire it and add another.
func (d *DB) AddAlias(ctx context.Context, a motcua.Alias, by string) (motcua.Alias, error) {
	a, err := checkAlias(a)
	if err != nil {
		return motcua.Alias{}, err
	}
	if by, err = checkActor(by); err != nil {
		return motcua.Alias{}, err
	}
	a.Source = by
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		var held bool
		err := tx.QueryRow(ctx, `
			select exists (select from alias where form = $1 and means = $2 and kind = $3 and retired_at is null)`,
			a.Form, a.Means, string(a.Kind)).Scan(&held)
		if err != nil {
			return wrap("look for the alias", err)
		}
		if held {
			return heldAlready("alias", a.Form)
		}
		err = tx.QueryRow(ctx, `
			insert into alias (id, form, means, kind, weight, valid, intent, reason, go_to, note, created_by)
			values (gen_random_uuid(), $1, $2, $3, $4, daterange($5, $6), $7, $8, $9, $10, $11)
			returning id::text`,
			a.Form, a.Means, string(a.Kind), a.Weight, a.Valid.From, a.Valid.To, (*string)(a.Intent), a.Reason, a.GoTo, a.Note, by).Scan(&a.ID)
		if uniqueViolation(err) {
			return heldAlready("alias", a.Form)
		}
		if err != nil {
			return wrap("add the alias", err)
		}
		return noteCuration(ctx, tx, by, "ADD", aliasTable, a.ID)
	})
	if err != nil {
		return motcua.Alias{}, err
	}
	return a, nil
}

// RetireAlias ends an alias for whoever by names. One of the default's stays
// retired when a later version of the program comes with it again.
func (d *DB) RetireAlias(ctx context.Context, id motcua.ID, by string) error {
	return d.retire(ctx, aliasTable, id, by)
}

// curated is a table of what officials add and retire.
type curated struct{ table, entity, what string }

var (
	aliasTable = curated{"alias", "ALIAS", "alias"}
	pinTable   = curated{"pin", "PIN", "pin"}
)

func (d *DB) retire(ctx context.Context, t curated, id motcua.ID, by string) error {
	by, err := checkActor(by)
	if err != nil {
		return err
	}
	if id, err = motcua.ParseID(string(id)); err != nil {
		return err
	}
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `
			update `+t.table+` set retired_at = clock_timestamp(), retired_by = $2 where id = $1 and retired_at is null`, id, by)
		if err != nil {
			return wrap("retire the "+t.what, err)
		}
		if done.RowsAffected() == 0 {
			return motcua.NotFound(t.what, string(id))
		}
		return noteCuration(ctx, tx, by, "RETIRE", t, id)
	})
}

// noteCuration keeps who did what, with the row as it is after it.
func noteCuration(ctx context.Context, tx pgx.Tx, by, action string, t curated, id motcua.ID) error {
	_, err := tx.Exec(ctx, `
		insert into curation (actor, action, entity, entity_id, detail)
		select $1, $2, $3, r.id, to_jsonb(r) from `+t.table+` r where r.id = $4`, by, action, t.entity, id)
	return wrap("note the curation", err)
}

func heldAlready(what, key string) error {
	return &motcua.Error{Kind: motcua.KindConflict, Message: "the " + what + " for \"" + key + "\" is there already"}
}

func uniqueViolation(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}
