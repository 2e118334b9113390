package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// headColumns are what scanHead reads, of a version v and the validity h under
// which it is looked at: all that may be another thing tomorrow.
const headColumns = `
	v.procedure::text, v.id::text, lower(h.legal), upper(h.legal), h.assumed, lower(h.recorded)`

func headFields(p *motcua.Procedure) []any {
	return []any{&p.ID, &p.VersionID, &p.Legal.From, &p.Legal.To, &p.Assumed, &p.RecordedAt}
}

func scanHead(row pgx.CollectableRow) (*motcua.Procedure, error) {
	p := &motcua.Procedure{}
	return p, row.Scan(headFields(p)...)
}

// procedureColumns are what scanProcedure reads: the head, and what the version
// says.
const procedureColumns = headColumns + `,` + writtenColumns

func scanProcedure(row pgx.CollectableRow) (*motcua.Procedure, error) {
	p := &motcua.Procedure{}
	var s stored
	if err := row.Scan(append(headFields(p), &s.content, &s.provenance, &s.doubts, &s.sortKey)...); err != nil {
		return nil, err
	}
	w, err := s.decode(p.VersionID)
	if err != nil {
		return nil, err
	}
	w.Fill(p)
	return p, nil
}

// Procedure gives the public procedure in the version that stands for it on
// the day: the one in force, else the last that was, else the first that will
// be. A code that is exactly as published prevails over its national part;
// several procedures that fit equally are ambiguous.
func (d *DB) Procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (*motcua.Procedure, error) {
	id, err := d.procedureID(ctx, key, day)
	if err != nil {
		return nil, err
	}
	found, err := d.Procedures(ctx, []motcua.ID{id}, day)
	if err != nil {
		return nil, err
	}
	if p := found[id]; p != nil {
		return p, nil
	}
	return nil, motcua.NotFound("procedure", string(id))
}

func (d *DB) procedureID(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (motcua.ID, error) {
	if key.ID != "" {
		return key.ID, nil
	}
	return d.procedureByCode(ctx, key.Code, day)
}

// procedureByCode finds what bears a code now, and else what bore it in an
// earlier version.
func (d *DB) procedureByCode(ctx context.Context, code string, day motcua.Date) (motcua.ID, error) {
	national := motcua.NationalCode(strings.ToUpper(code))
	rows, err := d.pool.Query(ctx, `
		with now as (
			select p.id, p.code from procedure p join public_procedure using (id)
			where p.code = $1 or p.national_code = $2
		), once as (
			select v.procedure, max(v.code) from procedure_version v join public_procedure u on u.id = v.procedure
			where v.code in ($1, $2) and not exists (select from now)
			group by v.procedure
		)
		select id::text, code from (select * from now union all select * from once) p
		order by code = $1 desc, id limit 20`, code, national)
	if err != nil {
		return "", wrap("look up a code", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		ID   motcua.ID
		Code string
	}])
	switch {
	case err != nil:
		return "", wrap("look up a code", err)
	case len(found) == 0:
		return "", d.noProcedure(ctx, code, national)
	case len(found) == 1, found[0].Code == code && found[1].Code != code:
		return found[0].ID, nil
	}
	ids := make([]motcua.ID, len(found))
	for i, f := range found {
		ids[i] = f.ID
	}
	return "", d.ambiguousCode(ctx, code, ids, day)
}

// ambiguousCode tells the procedures that have a code, by what tells them apart.
func (d *DB) ambiguousCode(ctx context.Context, code string, ids []motcua.ID, day motcua.Date) error {
	procedures, err := d.Procedures(ctx, ids, day)
	if err != nil {
		return err
	}
	return AmbiguousCode(code, ids, procedures)
}

// AmbiguousCode is the error of a code that several procedures have.
func AmbiguousCode(code string, ids []motcua.ID, procedures map[motcua.ID]*motcua.Procedure) error {
	ambiguous := &motcua.Error{Kind: motcua.KindAmbiguous, Field: "code", Message: fmt.Sprintf("%d procedures have the code %q", len(ids), code)}
	for _, id := range ids {
		if p := procedures[id]; p != nil {
			label := p.Code + " " + p.Name
			if p.PromulgatedBy != nil {
				label += ", " + p.PromulgatedBy.Name
			}
			ambiguous.Candidates = append(ambiguous.Candidates, motcua.Candidate{ID: id, Label: label})
		}
	}
	return ambiguous
}

// Procedures gives the public procedures among the ids, each in the version
// that stands for it on the day, in one statement, with a cache of contents
// one more for those that are not in it. What is not public is not in the map. The contents
// are shared and must not be changed.
func (d *DB) Procedures(ctx context.Context, ids []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	return d.proceduresBy(ctx, day, func(p *motcua.Procedure) motcua.ID { return p.ID }, `
		from (
			select distinct on (procedure) *
			from procedure_validity
			where procedure = any($1) and upper_inf(recorded)
			order by`+shownFirst+`
		) h
		join public_procedure u on u.id = h.procedure
		join procedure_version v on v.id = h.version
		order by v.id`, ids, day)
}

// ProcedureVersions gives the versions with the ids as far as their procedures
// are public, in as many statements as Procedures.
func (d *DB) ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error) {
	return d.proceduresBy(ctx, day, func(p *motcua.Procedure) motcua.ID { return p.VersionID }, `
		from procedure_version v
		join public_procedure u on u.id = v.procedure
		join lateral (
			select * from procedure_validity where version = v.id order by lower(recorded) desc limit 1
		) h on true
		where v.id = any($1)
		order by v.id`, versions)
}

// proceduresBy runs the statement that lists versions v with their validity h;
// from is all of it but the columns.
func (d *DB) proceduresBy(ctx context.Context, day motcua.Date, key func(*motcua.Procedure) motcua.ID, from string, args ...any) (map[motcua.ID]*motcua.Procedure, error) {
	columns, scan := procedureColumns, scanProcedure
	apart := d.contents.keeps() || d.copies != nil
	if apart {
		columns, scan = headColumns, scanHead
	}
	rows, err := d.pool.Query(ctx, `select`+columns+from, args...)
	if err != nil {
		return nil, wrap("load procedures", err)
	}
	list, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, wrap("load procedures", err)
	}
	if apart {
		if err := d.contents.Fill(ctx, list, d.readWritten); err != nil {
			return nil, err
		}
	}
	out := make(map[motcua.ID]*motcua.Procedure, len(list))
	for _, p := range list {
		p.Day = day
		out[key(p)] = p
	}
	return out, nil
}

// Counts says how much the catalogue holds.
type Counts struct {
	Procedures, Public, Versions, Decisions, Agencies, Sectors, LegalBases, Received int
	LastRecorded                                                                     *time.Time
}

// Counts reads the catalogue's counts in one statement.
func (d *DB) Counts(ctx context.Context) (c Counts, err error) {
	err = d.pool.QueryRow(ctx, `
		select (select count(*) from procedure), (select count(*) from public_procedure),
		       (select count(*) from procedure_version), (select count(*) from decision),
		       (select count(*) from agency), (select count(*) from sector),
		       (select count(*) from legal_basis), (select count(*) from received_record),
		       (select max(lower(recorded)) from procedure_validity)`).
		Scan(&c.Procedures, &c.Public, &c.Versions, &c.Decisions, &c.Agencies, &c.Sectors, &c.LegalBases, &c.Received, &c.LastRecorded)
	return c, wrap("count the catalogue", err)
}

// Sources lists the sources that the stored procedures came from.
func (d *DB) Sources(ctx context.Context) ([]string, error) {
	rows, err := d.pool.Query(ctx, `select distinct source from procedure order by source`)
	if err != nil {
		return nil, wrap("list sources", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, wrap("list sources", err)
}
