package db

import (
	"bufio"
	"context"
	_ "embed" // the default aliases
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"motcua"
)

//go:embed seed/aliases.tsv
var aliasesTSV string

var aliasColumns = []string{"form", "means", "kind", "weight", "valid_from", "valid_to", "intent", "reason", "goto", "note"}

// DefaultAliases gives the aliases that the program ships with.
var DefaultAliases = sync.OnceValues(func() ([]motcua.Alias, error) { return parseAliases(aliasesTSV) })

// parseAliases reads the table and holds each row to the checks that officials
// meet, and to being in normal form already: what people read in the file is
// what is compared.
func parseAliases(tsv string) ([]motcua.Alias, error) {
	var list []motcua.Alias
	seen := map[motcua.ID]int{}
	lines := bufio.NewScanner(strings.NewReader(tsv))
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if n == 1 {
			if !slices.Equal(fields, aliasColumns) {
				return nil, fmt.Errorf("seed/aliases.tsv: the columns are %q, expected %q", fields, aliasColumns)
			}
			continue
		}
		a, err := parseAlias(fields)
		if err == nil && seen[a.ID] > 0 {
			err = fmt.Errorf("the same as line %d", seen[a.ID])
		}
		if err != nil {
			return nil, fmt.Errorf("seed/aliases.tsv:%d: %w", n, err)
		}
		seen[a.ID] = n
		list = append(list, a)
	}
	return list, lines.Err()
}

func parseAlias(f []string) (a motcua.Alias, err error) {
	if len(f) != len(aliasColumns) {
		return a, fmt.Errorf("%d columns, expected %d", len(f), len(aliasColumns))
	}
	a = motcua.Alias{Form: f[0], Means: f[1], Kind: motcua.AliasKind(f[2]), Source: motcua.SourceDefault}
	a.Reason, a.GoTo, a.Note = optional(f[7]), optional(f[8]), optional(f[9])
	a.Intent = (*motcua.Intent)(optional(f[6]))
	if a.Weight, err = strconv.ParseFloat(f[3], 64); err != nil {
		return a, err
	}
	if a.Valid.From, err = optionalDate(f[4]); err != nil {
		return a, err
	}
	if a.Valid.To, err = optionalDate(f[5]); err != nil {
		return a, err
	}
	checked, err := checkAlias(a)
	if err != nil {
		return a, err
	}
	if checked.Form != a.Form || checked.Means != a.Means {
		return a, fmt.Errorf("%q, %q are not in normal form", a.Form, a.Means)
	}
	checked.ID = motcua.DeriveID("alias", a.Source, a.Form, a.Means, string(a.Kind))
	return checked, nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func optionalDate(s string) (*motcua.Date, error) {
	if s == "" {
		return nil, nil
	}
	d, err := motcua.ParseDate(s)
	return &d, err
}

// SeedCounts says what seeding changed.
type SeedCounts struct {
	Written int64 `json:"written"` // new, changed or back again
	Retired int64 `json:"retired"` // no longer among the defaults
}

// SeedAliases makes the default rows those of the list, in the caller's
// transaction: an alias that is there is left alone, one that differs is
// changed, one that is missing from the list is retired. What officials added
// is not touched, and what they retired stays so.
func SeedAliases(ctx context.Context, tx pgx.Tx, list []motcua.Alias) (counts SeedCounts, err error) {
	// Nodes that start together seed one after the other.
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('motcua.aliases', 0))`); err != nil {
		return counts, wrap("lock the default aliases", err)
	}
	rows, ids := make([][]any, len(list)), make([]motcua.ID, len(list))
	for i, a := range list {
		ids[i] = a.ID
		rows[i] = []any{a.ID, a.Form, a.Means, string(a.Kind), a.Weight, a.Valid.From, a.Valid.To, (*string)(a.Intent), a.Reason, a.GoTo, a.Note}
	}
	if counts.Written, err = upsertAliases(ctx, tx, rows); err != nil {
		return counts, err
	}
	done, err := tx.Exec(ctx, `
		update alias set retired_at = clock_timestamp(), retired_by = $1
		where created_by = $1 and retired_at is null and id <> all($2::uuid[])`, motcua.SourceDefault, ids)
	if err != nil {
		return counts, wrap("retire default aliases", err)
	}
	counts.Retired = done.RowsAffected()
	if counts == (SeedCounts{}) {
		return counts, nil
	}
	_, err = tx.Exec(ctx, `insert into curation (actor, action, entity, detail) values ($1, 'SEED', 'ALIAS', $2)`,
		motcua.SourceDefault, mustJSON(counts))
	return counts, wrap("note the seeding", err)
}

// upsertAliases writes what differs and nothing else, so that seeding again
// leaves no trace in the change log.
func upsertAliases(ctx context.Context, tx pgx.Tx, rows [][]any) (int64, error) {
	args := []any{motcua.SourceDefault}
	for c := range 11 {
		column := make([]any, len(rows))
		for i, r := range rows {
			column[i] = r[c]
		}
		args = append(args, column)
	}
	done, err := tx.Exec(ctx, `
		insert into alias (id, form, means, kind, weight, valid, intent, reason, go_to, note, created_by)
		select id, form, means, kind, weight, daterange(f, t), intent, reason, go_to, note, $1
		from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::date[], $8::date[], $9::text[], $10::text[], $11::text[], $12::text[])
		  as r(id, form, means, kind, weight, f, t, intent, reason, go_to, note)
		on conflict (id) do update
		set weight = excluded.weight, valid = excluded.valid, intent = excluded.intent,
		    reason = excluded.reason, go_to = excluded.go_to, note = excluded.note,
		    retired_at = case when alias.retired_by <> $1 then alias.retired_at end,
		    retired_by = case when alias.retired_by <> $1 then alias.retired_by end
		where alias.retired_by = $1
		   or (alias.weight, alias.valid, alias.intent, alias.reason, alias.go_to, alias.note) is distinct from
		      (excluded.weight, excluded.valid, excluded.intent, excluded.reason, excluded.go_to, excluded.note)`, args...)
	return done.RowsAffected(), wrap("write default aliases", err)
}

// seed brings the defaults up to this program's, after the migrations.
func seed(ctx context.Context, url string) (err error) {
	list, err := DefaultAliases()
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return wrap("connect to the database", hidePassword(err))
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := SeedAliases(ctx, tx, list); err != nil {
			return err
		}
		return seedCalendar(ctx, tx)
	})
}
