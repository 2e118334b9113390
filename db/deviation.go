package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Deviation is a stored value that follows from others, and is not what they
// give: of a record, in a field.
type Deviation struct {
	Table   string    `json:"table"`
	Key     motcua.ID `json:"key"`
	Field   string    `json:"field"`
	Stored  string    `json:"stored"`
	Derived string    `json:"derived"`
	// Mended is set by [DB.MendDerived].
	Mended bool `json:"mended,omitempty"`
}

// derivation is one sort of what is stored and follows from something else.
type derivation struct {
	name string
	find func(ctx context.Context, tx pgx.Tx) ([]Deviation, error)
	// mend stores what follows, for the records of the deviations.
	mend func(ctx context.Context, tx pgx.Tx, keys []motcua.ID) error
}

// derivations are all that the database holds twice, in the order in which one
// rests on another.
func derivations() []derivation {
	list := []derivation{{"what versions are filtered by", findVersions, mendVersions}, {"validity", findTimelines, mendTimelines}}
	for _, k := range storedKeys {
		list = append(list, derivation{k.table, k.find, k.mend})
	}
	return append(list, derivation{"where feedback stands", findStandings, mendStandings})
}

// FindDeviations compares all that is stored and follows from something else
// with that: where feedback stands with the fold of its events, episodes,
// counts, the columns and links of versions with their contents, validity with
// what was announced, and keys with names and numbers. It reads one state.
func (d *DB) FindDeviations(ctx context.Context) (found []Deviation, err error) {
	err = d.inTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `set local statement_timeout = 0`); err != nil {
			return wrap("compare what is stored", err)
		}
		for _, of := range derivations() {
			list, err := of.find(ctx, tx)
			if err != nil {
				return fmt.Errorf("compare %s: %w", of.name, err)
			}
			found = append(found, list...)
		}
		return nil
	})
	return found, err
}

// MendDerived stores what follows where something else was stored, each sort in
// a transaction of its own, with its rows in the change log; it gives what it
// found. What published contents are filtered by may be changed only by the role
// that owns the tables.
func (d *DB) MendDerived(ctx context.Context) (found []Deviation, err error) {
	for _, of := range derivations() {
		var list []Deviation
		err := d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) (err error) {
			if _, err := tx.Exec(ctx, `set local statement_timeout = 0`); err != nil {
				return wrap("mend what is stored", err)
			}
			if list, err = of.find(ctx, tx); err != nil || len(list) == 0 {
				return err
			}
			return of.mend(ctx, tx, keysOf(list))
		})
		if err != nil {
			return found, errors.Join(fmt.Errorf("mend %s: %w", of.name, err))
		}
		for i := range list {
			list[i].Mended = true
		}
		found = append(found, list...)
	}
	return found, nil
}

func keysOf(list []Deviation) (keys []motcua.ID) {
	seen := map[motcua.ID]bool{}
	for _, d := range list {
		if !seen[d.Key] {
			seen[d.Key] = true
			keys = append(keys, d.Key)
		}
	}
	return keys
}

// compared gives the fields of a record whose values differ. Values are
// compared, and told, as they print.
func compared(table string, key motcua.ID, fields []string, stored, derived []any) (out []Deviation) {
	for i, field := range fields {
		a, b := printed(stored[i]), printed(derived[i])
		if a != b {
			out = append(out, Deviation{Table: table, Key: key, Field: field, Stored: a, Derived: b})
		}
	}
	return out
}
