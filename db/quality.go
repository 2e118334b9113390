package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// QualityExamples is how many examples stand for each kind of doubt.
const QualityExamples = 3

// Quality is a kind of doubt about the stored catalogue.
type Quality struct {
	Kind       motcua.DoubtKind `json:"kind"`
	Doubts     int              `json:"doubts"`
	Procedures int              `json:"procedures"`
	Examples   []QualityExample `json:"examples"`
}

// QualityExample is one doubt of a kind.
type QualityExample struct {
	Code      string    `json:"code"`
	Procedure motcua.ID `json:"procedure"`
	Field     string    `json:"field"`
	Value     string    `json:"value"`
	Reason    string    `json:"reason"`
}

// Quality counts what is doubtful in the public versions that are known now,
// the most frequent kind first. Doubts about one record were stored with it;
// those between records are looked for in the registers.
func (d *DB) Quality(ctx context.Context) ([]Quality, error) {
	rows, err := d.pool.Query(ctx, `
		with current as (
			select distinct v.id, v.procedure, v.code, v.doubts
			from (select distinct version, procedure from procedure_validity where upper_inf(recorded)) h
			join public_procedure u on u.id = h.procedure
			join lateral (select id, procedure, code, doubts::jsonb as doubts from procedure_version where id = h.version) v on true
		), doubt as (
			select c.procedure, c.code, x->>'kind' as kind, x->>'field' as field, coalesce(x->>'value', '') as value, coalesce(x->>'reason', '') as reason
			from current c, jsonb_array_elements(c.doubts) x
			where x->>'kind' not in ('CODE_SHARED', 'AGENCY_CODE_SHARED')
			union all
			select p.id, p.code, 'CODE_SHARED', 'code', p.code, 'another public procedure has this code: ' || q.id
			from procedure p join public_procedure using (id)
			join procedure q on q.national_code = p.national_code and q.id <> p.id
			join public_procedure r on r.id = q.id
			union all
			select v.procedure, v.code, 'AGENCY_CODE_SHARED', 'agency', a.code, a.name || ' has the code of ' || b.name
			from agency a join agency b on b.code_key = a.code_key and b.id <> a.id
			join lateral (
				select c.procedure, c.code from current c join version_agency l on l.version = c.id
				where l.agency = a.id order by c.procedure limit 1
			) v on true
		), numbered as (
			select *, row_number() over (partition by kind order by code, procedure, field) as n from doubt
		)
		select kind, count(*)::int, count(distinct procedure)::int,
		       jsonb_agg(jsonb_build_object('code', code, 'procedure', procedure, 'field', field, 'value', value, 'reason', reason) order by n)
		           filter (where n <= $1)
		from numbered group by kind order by 2 desc, kind`, QualityExamples)
	if err != nil {
		return nil, wrap("read the doubts", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Quality])
	return list, wrap("read the doubts", err)
}
