package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Histories gives all versions of the public procedures among the ids, in one
// statement. What is not public any more has no history to show.
func (d *DB) Histories(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]*motcua.ProcedureVersion, error) {
	rows, err := d.pool.Query(ctx, `
		select h.procedure::text, h.version::text, v.decision_kind, lower(h.legal), upper(h.legal), h.assumed,
		       lower(h.recorded), upper(h.recorded), `+decisionColumns+`
		from procedure_validity h
		join public_procedure u on u.id = h.procedure
		join procedure_version v on v.id = h.version
		join `+decisionFrom+` on r.id = v.decision
		where h.procedure = any($1) and `+announced+`
		order by h.procedure, lower(h.recorded), lower(h.legal) nulls first`, ids)
	if err != nil {
		return nil, wrap("load histories", err)
	}
	known := map[motcua.ID][]motcua.KnownHolding{}
	var id motcua.ID
	var h motcua.KnownHolding
	dest := append([]any{&id, &h.Version, &h.DecisionKind, &h.Legal.From, &h.Legal.To, &h.Assumed, &h.Since, &h.Until}, decisionDest(&h.Decision)...)
	if _, err := pgx.ForEachRow(rows, dest, func() error {
		known[id] = append(known[id], h)
		h = motcua.KnownHolding{}
		return nil
	}); err != nil {
		return nil, wrap("load histories", err)
	}
	out := make(map[motcua.ID][]*motcua.ProcedureVersion, len(known))
	for id, list := range known {
		out[id] = motcua.VersionsOf(id, list)
	}
	return out, nil
}

// ProceduresKnown gives the procedures among the ids as they were known at a
// moment, each in the version that stood for it on the day, in one statement.
// Knowledge shows nothing that is not public now: a procedure has to have been
// public at the moment and be so still.
func (d *DB) ProceduresKnown(ctx context.Context, ids []motcua.ID, day motcua.Date, at time.Time) (map[motcua.ID]*motcua.Procedure, error) {
	return d.proceduresBy(ctx, day, func(p *motcua.Procedure) motcua.ID { return p.ID }, `
		from (
			select distinct on (procedure) *
			from procedure_validity h
			where procedure = any($1) and recorded @> $3::timestamptz and `+announced+`
			order by`+shownFirst+`
		) h
		join public_procedure u on u.id = h.procedure
		join procedure_version v on v.id = h.version
		where exists (select from publication b where b.procedure = h.procedure and b.published @> $3::timestamptz)
		order by v.id`, ids, day, at)
}

// announced says of a holding h that its version was not retracted as one that
// was never announced: such a version is shown at no moment.
const announced = `exists (select from announcement n where n.version = h.version and upper_inf(n.recorded))`

// shownFirst puts first, of each procedure's holdings, the one that stands for
// it on the day $2: the latest that has begun, else the first.
const shownFirst = ` procedure,
	coalesce(lower(legal) <= $2, true) desc,
	case when coalesce(lower(legal) <= $2, true) then lower(legal) end desc nulls last,
	lower(legal)`

// ProcedureKnown is [DB.Procedure] in the knowledge of a moment.
func (d *DB) ProcedureKnown(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, at time.Time) (*motcua.Procedure, error) {
	id, err := d.procedureID(ctx, key, day)
	if err != nil {
		return nil, err
	}
	found, err := d.ProceduresKnown(ctx, []motcua.ID{id}, day, at)
	if err != nil {
		return nil, err
	}
	if p := found[id]; p != nil {
		return p, nil
	}
	return nil, motcua.NotFound("procedure", string(id))
}
