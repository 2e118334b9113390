package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// maxSuccession bounds how far a chain of successors is followed.
const maxSuccession = 20

// ProcedureSuccessions gives the successions in which the ids stand, as far as
// both procedures are public, in one statement.
func (d *DB) ProcedureSuccessions(ctx context.Context, ids []motcua.ID) ([]motcua.ProcedureSuccession, error) {
	rows, err := d.pool.Query(ctx, `
		select s.predecessor::text, s.successor::text, s.decision::text, s.on_day
		from procedure_successor s
		join public_procedure p on p.id = s.predecessor
		join public_procedure n on n.id = s.successor
		where s.predecessor = any($1) or s.successor = any($1)
		order by s.on_day nulls first, s.predecessor, s.successor`, ids)
	if err != nil {
		return nil, wrap("load successors", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.ProcedureSuccession])
	return list, wrap("load successors", err)
}

// noProcedure is the error for a code that no public procedure bears. Where one
// bore it that was replaced, the candidates are what is public in its place.
func (d *DB) noProcedure(ctx context.Context, code, national string) error {
	rows, err := d.pool.Query(ctx, `
		with recursive chain as (
			select id, 0 as depth from procedure where code = $1 or national_code = $2
			union
			select s.successor, c.depth + 1 from chain c join procedure_successor s on s.predecessor = c.id where c.depth < $3
		)
		select distinct p.id::text, p.code from chain c join procedure p using (id) join public_procedure using (id)
		order by 2, 1 limit 20`, code, national, maxSuccession)
	if err != nil {
		return wrap("look up successors", err)
	}
	gone := &motcua.Error{Kind: motcua.KindNotFound, Message: motcua.NotFound("procedure", code).Error()}
	gone.Candidates, err = pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.Candidate])
	if err != nil {
		return wrap("look up successors", err)
	}
	return gone
}
