package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Marks tells under which sectors and agencies the procedures were ever
// published, public or not, in one statement.
func (d *DB) Marks(ctx context.Context, procedures []motcua.ID) (map[motcua.ID]motcua.Marks, error) {
	return Marks(ctx, d.pool, procedures)
}

// Marks is the method of that name within a transaction.
func Marks(ctx context.Context, q querier, procedures []motcua.ID) (map[motcua.ID]motcua.Marks, error) {
	rows, err := q.Query(ctx, `
		with recursive version as (
			select v.id, v.procedure, v.sector, v.promulgated_by, d.agency
			from procedure_version v join decision d on d.id = v.decision where v.procedure = any($1)
		), named as (
			select procedure, promulgated_by as agency from version where promulgated_by is not null
			union select procedure, agency from version
			union select v.procedure, l.agency from version v join version_agency l on l.version = v.id
		), above as (
			select procedure, agency from named
			union select b.procedure, a.parent from above b join agency a on a.id = b.agency where a.parent is not null
		)
		select p.id::text,
		       array(select distinct v.sector::text from version v where v.procedure = p.id and v.sector is not null order by 1),
		       array(select distinct b.agency::text from above b where b.procedure = p.id order by 1)
		from procedure p where p.id = any($1) order by p.id`, procedures)
	if err != nil {
		return nil, wrap("read what procedures belong to", err)
	}
	out := make(map[motcua.ID]motcua.Marks, len(procedures))
	var id motcua.ID
	var m motcua.Marks
	_, err = pgx.ForEachRow(rows, []any{&id, &m.Sectors, &m.Agencies}, func() error {
		out[id] = m
		m = motcua.Marks{}
		return nil
	})
	return out, wrap("read what procedures belong to", err)
}
