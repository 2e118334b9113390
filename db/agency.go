package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

const agencyColumns = `r.id::text, r.code, r.name, r.kind, r.level, r.parent::text, lower(r.valid), upper(r.valid)`

func scanAgency(row pgx.CollectableRow) (*motcua.Agency, error) {
	var a motcua.Agency
	err := row.Scan(&a.ID, &a.Code, &a.Name, &a.Kind, &a.Level, &a.Parent, &a.Valid.From, &a.Valid.To)
	return &a, err
}

// Agency gives the agency that has a code of either generation (H15,
// 000.00.00.H15) or of any other published form and has not ended; see
// [DB.AgencyOn] for those that have.
func (d *DB) Agency(ctx context.Context, code string) (*motcua.Agency, error) {
	rows, err := d.pool.Query(ctx, `
		select `+agencyColumns+` from agency r where (r.code_key = $1 or r.code = $2) and upper_inf(r.valid)
		order by r.code = $2 desc, r.id limit 20`, motcua.AgencyCodeKey(code), code)
	if err != nil {
		return nil, wrap("look up an agency", err)
	}
	found, err := pgx.CollectRows(rows, scanAgency)
	if err != nil {
		return nil, wrap("look up an agency", err)
	}
	return OneAgency(code, found)
}

// Fits is the error of a lookup that did not end in one record.
func Fits[T any](what, key string, found []T, candidate func(T) motcua.Candidate) error {
	if len(found) == 0 {
		return motcua.NotFound(what, key)
	}
	e := &motcua.Error{Kind: motcua.KindAmbiguous, Message: fmt.Sprintf("several records fit %s %q", what, key)}
	for _, f := range found {
		e.Candidates = append(e.Candidates, candidate(f))
	}
	return e
}

// Agencies gives agencies by their ids, in one statement.
func (d *DB) Agencies(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Agency, error) {
	return byID(ctx, d, "agencies", `select `+agencyColumns+` from agency r where r.id = any($1) order by r.id`, ids,
		scanAgency, func(a *motcua.Agency) motcua.ID { return a.ID })
}

func byID[T any](ctx context.Context, d *DB, what, sql string, ids []motcua.ID, scan func(pgx.CollectableRow) (T, error), id func(T) motcua.ID) (map[motcua.ID]T, error) {
	rows, err := d.pool.Query(ctx, sql, ids)
	if err != nil {
		return nil, wrap("load "+what, err)
	}
	list, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, wrap("load "+what, err)
	}
	out := make(map[motcua.ID]T, len(list))
	for _, item := range list {
		out[id(item)] = item
	}
	return out, nil
}

// ListAgencies gives a page of agencies by name; parent restricts it to the
// units of one.
func (d *DB) ListAgencies(ctx context.Context, page motcua.Page, parent *motcua.ID) (motcua.Listed[*motcua.Agency], error) {
	return keyset[*motcua.Agency]{
		name: "agencies", from: "agency r", columns: agencyColumns,
		sort: "r.sort_key", where: "$1::uuid is null or r.parent = $1", scan: scanAgency,
		id: func(a *motcua.Agency) motcua.ID { return a.ID },
	}.page(ctx, d, page, parent)
}

// Successions gives, for each of the ids, who took over from the agency and
// from whom it took over, in one statement.
func (d *DB) Successions(ctx context.Context, ids []motcua.ID) ([]motcua.Succession, error) {
	rows, err := d.pool.Query(ctx, `
		select predecessor::text, successor::text, on_day, source, grade from agency_succession
		where predecessor = any($1) or successor = any($1) order by on_day, predecessor, successor`, ids)
	if err != nil {
		return nil, wrap("load successions", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.Succession])
	return list, wrap("load successions", err)
}

// Units gives, for each of the agencies, those right below it by name, in one
// statement.
func (d *DB) Units(ctx context.Context, parents []motcua.ID) (map[motcua.ID][]*motcua.Agency, error) {
	rows, err := d.pool.Query(ctx, `
		select `+agencyColumns+` from agency r where r.parent = any($1) order by r.sort_key, r.id`, parents)
	if err != nil {
		return nil, wrap("load units", err)
	}
	list, err := pgx.CollectRows(rows, scanAgency)
	out := map[motcua.ID][]*motcua.Agency{}
	for _, a := range list {
		out[*a.Parent] = append(out[*a.Parent], a)
	}
	return out, wrap("load units", err)
}
