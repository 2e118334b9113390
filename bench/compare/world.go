package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
	"motcua/db"
)

// world is what questions are drawn from: the same for all who are measured.
type world struct {
	codes    []string
	sectors  []string
	texts    []string
	callers  []caller
	feedback []noted
	today    time.Time
}

// caller is an official who handles the feedback of some agencies.
type caller struct {
	Token    string   `json:"token"`
	Agencies []string `json:"agencies"`
}

// noted is feedback that a note may be put on.
type noted struct {
	ID, Agency string
	Events     int
}

// scopes is how many sectors lists are asked for, and how many callers ask.
const scopes = 20

func readWorld(ctx context.Context, s *setup) (w *world, err error) {
	pool, err := pgxpool.New(ctx, s.owner)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	w = &world{today: motcua.DateOf(time.Now()).Start()}
	column := func(sql string) []string {
		list, queryErr := collect(ctx, pool, sql, pgx.RowTo[string])
		err = errors.Join(err, queryErr)
		return list
	}
	w.codes = column(`select code from procedure order by md5(code)`)
	w.sectors = column(fmt.Sprintf(`select sector::text from procedure_version where sector is not null group by sector order by count(*) >= 20 desc, md5(sector::text) limit %d`, scopes))
	for i, name := range column(`select name from procedure_version order by md5(id::text) limit 5000`) {
		words := []rune(name)
		from := i % max(1, len(words)/3)
		w.texts = append(w.texts, string(words[from:min(len(words), from+25)]))
	}
	agencies := column(`select agency::text from feedback group by agency order by md5(agency::text)`)
	if err != nil || len(agencies) == 0 {
		return w, errors.Join(err, errors.New("there is no feedback"))
	}
	if w.callers, err = s.callers(ctx, agencies); err != nil {
		return w, err
	}
	w.feedback, err = collect(ctx, pool, `
		select id::text, agency::text, events from feedback
		where state in ('RECEIVED', 'CLASSIFIED', 'HANDLING') order by md5(id::text) limit 200000`, pgx.RowToStructByPos[noted])
	return w, err
}

func collect[T any](ctx context.Context, pool *pgxpool.Pool, sql string, scan pgx.RowToFunc[T]) ([]T, error) {
	rows, err := pool.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

// tokenFor gives the key of a caller who handles what an agency holds.
func (w *world) tokenFor(agency string) string {
	for _, c := range w.callers {
		if slices.Contains(c.Agencies, agency) {
			return c.Token
		}
	}
	return ""
}

// callers gives the officials with their keys; those of a folder that is kept
// are made once. The agencies are dealt out, so that each has its caller.
func (s *setup) callers(ctx context.Context, agencies []string) (list []caller, err error) {
	file := filepath.Join(s.dir, "callers.json")
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if list, err = s.makeCallers(ctx, agencies); err != nil {
			return nil, err
		}
		if text, err = json.Marshal(list); err != nil {
			return nil, err
		}
		err = os.WriteFile(file, text, 0o600)
	case err == nil:
		err = json.Unmarshal(text, &list)
	}
	return list, err
}

func (s *setup) makeCallers(ctx context.Context, agencies []string) (list []caller, err error) {
	d, err := db.Open(ctx, s.owner, db.Options{AllowPrivileged: true})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	n := min(scopes, len(agencies))
	for i := range n {
		c := caller{}
		k := motcua.Key{Name: fmt.Sprintf("bench %d", i+1), CreatedBy: "bench"}
		for j := i; j < len(agencies); j += n {
			c.Agencies = append(c.Agencies, agencies[j])
			k.Grants = append(k.Grants, motcua.Grant{Role: motcua.RoleHandler, Agency: motcua.ID(agencies[j])})
		}
		if c.Token, err = d.CreateKey(ctx, k, time.Now()); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}
