package db

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// storedKey is a column that is computed from another one of its row.
type storedKey struct {
	table, field, from string
	derive             func(from *string) any
}

var storedKeys = []storedKey{
	{table: "agency", field: "sort_key", from: "name", derive: sortKeyOf},
	{table: "agency", field: "code_key", from: "code", derive: func(code *string) any { return textBytes(AgencyKey(code)) }},
	{table: "sector", field: "sort_key", from: "name", derive: sortKeyOf},
	{table: "audience", field: "sort_key", from: "name", derive: sortKeyOf},
	{table: "service_group", field: "sort_key", from: "name", derive: sortKeyOf},
	{table: "decision", field: "number_key", from: "number", derive: func(number *string) any { return textBytes(numberKey(number)) }},
	{table: "legal_basis", field: "number_key", from: "number", derive: func(number *string) any { return textBytes(numberKey(number)) }},
}

func sortKeyOf(name *string) any { return SortKey(*name) }

// textBytes is a text in the form in which keys are compared here.
func textBytes(s *string) any {
	if s == nil {
		return []byte(nil)
	}
	return []byte(*s)
}

// columns gives what is read: the key, what it is computed from, what is stored.
func (k storedKey) columns() string {
	stored := k.field
	if k.field != "sort_key" {
		stored = "convert_to(" + k.field + ", 'UTF8')"
	}
	return fmt.Sprintf("id::text, %s, %s", k.from, stored)
}

func (k storedKey) find(ctx context.Context, tx pgx.Tx) (out []Deviation, err error) {
	rows, err := tx.Query(ctx, `select `+k.columns()+` from `+k.table+` order by id`)
	if err != nil {
		return nil, wrap("read "+k.table, err)
	}
	var key motcua.ID
	var from *string
	var stored []byte
	_, err = pgx.ForEachRow(rows, []any{&key, &from, &stored}, func() error {
		want, _ := k.derive(from).([]byte)
		if !bytes.Equal(stored, want) {
			out = append(out, Deviation{Table: k.table, Key: key, Field: k.field, Stored: k.shown(stored), Derived: k.shown(want)})
		}
		return nil
	})
	return out, wrap("read "+k.table, err)
}

func (k storedKey) shown(value []byte) string {
	if k.field == "sort_key" {
		return printed(value)
	}
	return string(value)
}

func (k storedKey) mend(ctx context.Context, tx pgx.Tx, keys []motcua.ID) error {
	rows, err := tx.Query(ctx, `select id::text, `+k.from+` from `+k.table+` where id = any($1) order by id`, keys)
	if err != nil {
		return wrap("mend "+k.table, err)
	}
	value := "$2"
	if k.field != "sort_key" {
		value = "convert_from($2, 'UTF8')"
	}
	batch := &pgx.Batch{}
	var key motcua.ID
	var from *string
	_, err = pgx.ForEachRow(rows, []any{&key, &from}, func() error {
		batch.Queue(`update `+k.table+` set `+k.field+` = `+value+` where id = $1`, key, k.derive(from))
		return nil
	})
	if err != nil {
		return wrap("mend "+k.table, err)
	}
	return wrap("mend "+k.table, tx.SendBatch(ctx, batch).Close())
}
