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
	replaced, err := replacedCodes(ctx, tx, ids)
	if err != nil {
		return err
	}
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
		p.Replaces = replaced[p.ID]
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

// replacedCodes gives the codes of all that procedures took the place of, over
// however many steps, be it public or not.
func replacedCodes(ctx context.Context, tx pgx.Tx, ids []motcua.ID) (map[motcua.ID][]motcua.ReplacedCode, error) {
	rows, err := tx.Query(ctx, `
		with recursive chain as (
			select successor, predecessor, on_day, 1 as depth from procedure_successor
			where $1::uuid[] is null or successor = any($1)
			union
			select c.successor, s.predecessor, greatest(c.on_day, s.on_day), c.depth + 1
			from chain c join procedure_successor s on s.successor = c.predecessor
			where c.depth < $2 and s.predecessor <> c.successor
		)
		select c.successor::text, p.code, min(c.on_day) from chain c join procedure p on p.id = c.predecessor
		group by c.successor, p.code order by c.successor, p.code`, ids, maxSuccession)
	if err != nil {
		return nil, wrap("load replaced codes", err)
	}
	out := map[motcua.ID][]motcua.ReplacedCode{}
	var id motcua.ID
	var r motcua.ReplacedCode
	_, err = pgx.ForEachRow(rows, []any{&id, &r.Code, &r.On}, func() error {
		out[id] = append(out[id], r)
		r = motcua.ReplacedCode{}
		return nil
	})
	return out, wrap("load replaced codes", err)
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
