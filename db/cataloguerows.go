package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// rowsAtOnce is how many procedures are read together: their contents are in
// memory for a moment.
const rowsAtOnce = 500

// CatalogueRows gives the rows that the keys name, or all of the catalogue where
// keys is nil, in one piece or several. It reads in the transaction that it is
// given. Contents come of versions of public procedures that the copy does not
// hold.
func CatalogueRows(ctx context.Context, tx pgx.Tx, keys *motcua.CatalogueKeys, holds func(version motcua.ID) bool, each func(*motcua.CatalogueRows) error) error {
	r := rowReader{ctx: ctx, tx: tx, holds: holds}
	ids := func(list func(*motcua.CatalogueKeys) []motcua.ID) []motcua.ID {
		if keys == nil {
			return nil
		}
		return append([]motcua.ID{}, list(keys)...) // nil would be all
	}
	out := motcua.CatalogueRows{
		Agencies:   r.agencies(ids(func(k *motcua.CatalogueKeys) []motcua.ID { return k.Agencies })),
		Sectors:    r.sectors(ids(func(k *motcua.CatalogueKeys) []motcua.ID { return k.Sectors })),
		Decisions:  r.decisions(ids(func(k *motcua.CatalogueKeys) []motcua.ID { return k.Decisions })),
		LegalBases: r.legalBases(ids(func(k *motcua.CatalogueKeys) []motcua.ID { return k.LegalBases })),
	}
	if keys == nil || keys.Rules {
		out.Rules = r.rules()
	}
	if keys != nil {
		out.Procedures, out.Contents, out.Papers = r.procedures(keys.Procedures)
		for id, mark := range keys.Marks {
			if p := out.Procedures[id]; p != nil {
				p.Mark = mark
			}
		}
	}
	if r.err == nil {
		r.err = each(&out)
	}
	if keys == nil {
		r.allProcedures(each)
	}
	return r.err
}

// rowReader reads rows until one cannot be read.
type rowReader struct {
	ctx   context.Context
	tx    pgx.Tx
	holds func(motcua.ID) bool
	err   error
}

// allProcedures reads every procedure, some at a time.
func (r *rowReader) allProcedures(each func(*motcua.CatalogueRows) error) {
	marks := map[motcua.ID]motcua.LogMark{}
	var id motcua.ID
	var mark motcua.LogMark
	r.rows("the last changes", `
		select distinct on (entity_id) entity_id::text, xid::text::bigint, id from change
		where entity = 'PROCEDURE' order by entity_id, xid desc, id desc`,
		[]any{&id, &mark.XID, &mark.ID}, func() { marks[id] = mark })
	for after := motcua.ID(""); r.err == nil; {
		var ids []motcua.ID
		r.rows("procedures", `select id::text from procedure where $1 = '' or id > nullif($1, '')::uuid order by id limit $2`,
			[]any{&id}, func() { ids = append(ids, id) }, after, rowsAtOnce)
		if len(ids) == 0 {
			return
		}
		after = ids[len(ids)-1]
		var out motcua.CatalogueRows
		out.Procedures, out.Contents, out.Papers = r.procedures(ids)
		for id, p := range out.Procedures {
			p.Mark = marks[id]
		}
		if r.err == nil {
			r.err = each(&out)
		}
	}
}

// rows runs a statement and hands each of its rows over in dest.
func (r *rowReader) rows(what, sql string, dest []any, f func(), args ...any) {
	if r.err != nil {
		return
	}
	rows, err := r.tx.Query(r.ctx, sql, args...)
	if err == nil {
		_, err = pgx.ForEachRow(rows, dest, func() error { f(); return nil })
	}
	r.err = wrap("read "+what+" for a copy", err)
}

// asked has an entry for each of the ids, so that what is not there is told.
func asked[T any](ids []motcua.ID) map[motcua.ID]*T {
	out := make(map[motcua.ID]*T, len(ids))
	for _, id := range ids {
		out[id] = nil
	}
	return out
}

func (r *rowReader) agencies(ids []motcua.ID) map[motcua.ID]*motcua.AgencyRow {
	out := asked[motcua.AgencyRow](ids)
	var a motcua.AgencyRow
	r.rows("agencies", `
		select `+agencyColumns+`, r.sort_key, r.code_key, agency_name(r.name) from agency r
		where $1::uuid[] is null or r.id = any($1) order by r.id`,
		[]any{&a.ID, &a.Code, &a.Name, &a.Kind, &a.Level, &a.Parent, &a.Valid.From, &a.Valid.To, &a.SortKey, &a.CodeKey, &a.NameKey},
		func() { one := a; out[a.ID] = &one; a = motcua.AgencyRow{} }, ids)
	var s motcua.Succession
	r.rows("successions", `
		select predecessor::text, successor::text, on_day, source, grade from agency_succession
		where $1::uuid[] is null or predecessor = any($1) order by on_day, predecessor, successor`,
		[]any{&s.Predecessor, &s.Successor, &s.On, &s.Source, &s.Grade}, func() {
			if a := out[s.Predecessor]; a != nil {
				a.Successors = append(a.Successors, s)
			}
		}, ids)
	return out
}

func (r *rowReader) sectors(ids []motcua.ID) map[motcua.ID]*motcua.SectorRow {
	out := asked[motcua.SectorRow](ids)
	var s motcua.SectorRow
	r.rows("sectors", `select `+sectorColumns+`, r.sort_key from sector r where $1::uuid[] is null or r.id = any($1) order by r.id`,
		[]any{&s.ID, &s.Code, &s.Name, &s.SortKey}, func() { one := s; out[s.ID] = &one; s = motcua.SectorRow{} }, ids)
	return out
}

func (r *rowReader) decisions(ids []motcua.ID) map[motcua.ID]*motcua.DecisionRow {
	out := asked[motcua.DecisionRow](ids)
	var d motcua.DecisionRow
	r.rows("decisions", `
		select r.id::text, r.number, r.signed_on, r.title, r.agency::text, r.number_key, r.based_on::text from decision r
		where $1::uuid[] is null or r.id = any($1) order by r.id`,
		[]any{&d.ID, &d.Number, &d.Date, &d.Title, &d.Agency.ID, &d.NumberKey, &d.BasedOn},
		func() { one := d; out[d.ID] = &one; d = motcua.DecisionRow{} }, ids)
	return out
}

func (r *rowReader) legalBases(ids []motcua.ID) map[motcua.ID]*motcua.LegalBasisRow {
	out := asked[motcua.LegalBasisRow](ids)
	var b motcua.LegalBasisRow
	var issuer *motcua.ID
	r.rows("legal bases", `
		select r.id::text, r.number, r.title, r.signed_on, r.effective_on, r.issuer::text, r.document_number, r.document_key, r.folded
		from legal_basis r where $1::uuid[] is null or r.id = any($1) order by r.id`,
		[]any{&b.ID, &b.Number, &b.Title, &b.Date, &b.EffectiveOn, &issuer, &b.DocumentNumber, &b.DocumentKey, &b.Folded}, func() {
			one := b
			if issuer != nil {
				one.Issuer = &motcua.Agency{ID: *issuer}
			}
			out[b.ID] = &one
			b = motcua.LegalBasisRow{}
		}, ids)
	return out
}

func (r *rowReader) rules() *motcua.AnnouncementBasis {
	if r.err != nil {
		return nil
	}
	rules, err := announcementRules(r.ctx, r.tx)
	if err == nil {
		var years []motcua.CalendarYear
		if years, err = calendarYears(r.ctx, r.tx); err == nil {
			return &motcua.AnnouncementBasis{Rules: rules, Years: years}
		}
	}
	r.err = err
	return nil
}
