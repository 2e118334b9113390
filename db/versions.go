package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// PublicVersions gives every public procedure among the ids, or every public
// one where ids is nil, with all versions that stand for it on some day, in the
// order of the procedures' ids. It reads in the transaction that it is given,
// so that what it gives agrees with what else is read there.
func PublicVersions(ctx context.Context, tx pgx.Tx, ids []motcua.ID, f func([]motcua.Procedure) error) error {
	rows, err := tx.Query(ctx, `
		select`+procedureColumns+`
		from procedure_validity h
		join public_procedure u on u.id = h.procedure
		join procedure_version v on v.id = h.version
		where upper_inf(h.recorded) and ($1::uuid[] is null or h.procedure = any($1))
		order by h.procedure, lower(h.legal) nulls first`, ids)
	if err != nil {
		return wrap("load public versions", err)
	}
	defer rows.Close()
	var group []motcua.Procedure
	flush := func() error {
		if len(group) == 0 {
			return nil
		}
		showDays(group)
		done := group
		group = nil
		return f(done)
	}
	for rows.Next() {
		p, err := scanProcedure(rows)
		if err != nil {
			return wrap("load public versions", err)
		}
		if len(group) > 0 && group[0].ID != p.ID {
			if err := flush(); err != nil {
				return err
			}
		}
		group = append(group, *p)
	}
	if err := rows.Err(); err != nil {
		return wrap("load public versions", err)
	}
	return flush()
}

// showDays says on which days each version stands for its procedure.
func showDays(versions []motcua.Procedure) {
	timeline := make(motcua.Timeline, len(versions))
	for i, v := range versions {
		timeline[i].Legal = v.Legal
	}
	for i, shown := range timeline.Shown() {
		versions[i].Shown = shown
	}
}
