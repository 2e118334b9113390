package db

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

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

	lost bool // nothing can be derived
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
		if err := Unhurried(ctx, tx); err != nil {
			return err
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
// found. A record of which nothing can be derived is left as it is. What
// published contents are filtered by may be changed only by the role that owns
// the tables.
func (d *DB) MendDerived(ctx context.Context) (found []Deviation, err error) {
	for _, of := range derivations() {
		var list []Deviation
		for try := 1; ; try++ {
			if list, err = d.mendOnce(ctx, of); !overtaken(err) || try == mendTries {
				break
			}
		}
		if err != nil {
			return found, fmt.Errorf("mend %s: %w", of.name, err)
		}
		found = append(found, list...)
	}
	return found, nil
}

// mendTries is how often a sort is begun anew that others change meanwhile.
const mendTries = 5

// mendOnce works in one state: what somebody changes meanwhile would look like a
// deviation, and be overwritten. Postgres refuses that.
func (d *DB) mendOnce(ctx context.Context, of derivation) (list []Deviation, err error) {
	err = d.inTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) (err error) {
		if err := Unhurried(ctx, tx); err != nil {
			return err
		}
		if list, err = of.find(ctx, tx); err != nil {
			return err
		}
		lost := map[motcua.ID]bool{}
		for _, v := range list {
			lost[v.Key] = lost[v.Key] || v.lost
		}
		keys := slices.DeleteFunc(keysOf(list), func(key motcua.ID) bool { return lost[key] })
		if len(keys) == 0 {
			return nil
		}
		for i := range list {
			list[i].Mended = !lost[list[i].Key]
		}
		return of.mend(ctx, tx, keys)
	})
	return list, err
}

// overtaken says whether another transaction changed what this one wanted to.
func overtaken(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "40001"
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
