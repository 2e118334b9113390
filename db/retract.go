package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// maxReasonRunes bounds what is said of a retraction.
const maxReasonRunes = 1000

// RetractOptions says for whom something is retracted.
type RetractOptions struct {
	By     motcua.Caller
	DryRun bool
	// May is asked whether the caller may publish for the agency that decided;
	// nil lets everybody.
	May   func(agency motcua.ID) error
	Retry *motcua.Retry // as of [AnnounceOptions]
}

// Retract takes back what was published wrongly: a version, or an announcement
// by its id where it made none. What was known then stays stored as it was, and
// is shown to nobody; from now on the acts that are left say what holds. A
// procedure of which none is left is not public any more.
func (d *DB) Retract(ctx context.Context, clock motcua.Clock, id motcua.ID, reason string, opts RetractOptions) (out motcua.Retraction, err error) {
	if reason, err = checkText("reason", reason, maxReasonRunes); err != nil {
		return out, err
	}
	err = d.publishAlone(ctx, clock, opts.By, func(p *publishing) error {
		if out, err = p.retract(ctx, id, reason, opts); err == nil && opts.DryRun {
			err = errDryRun
		}
		return err
	})
	if err == errDryRun { //nolint:errorlint // it is ours, and not wrapped
		err = nil
	}
	return out, err
}

// retracted is an act that ends.
type retracted struct {
	ID, Procedure, Decision, Agency motcua.ID
}

func (p *publishing) retract(ctx context.Context, id motcua.ID, reason string, opts RetractOptions) (out motcua.Retraction, err error) {
	if _, before, err := claim(ctx, p.tx, opts.Retry, id); err != nil || before {
		return out, err
	}
	rows, err := p.tx.Query(ctx, `
		select a.id::text, a.procedure::text, a.decision::text, d.agency::text
		from announcement a join decision d on d.id = a.decision
		where (a.version = $1 or a.id = $1) and upper_inf(a.recorded) order by a.ordinal`, id)
	if err != nil {
		return out, wrap("look for the version", err)
	}
	acts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[retracted])
	if err != nil {
		return out, wrap("look for the version", err)
	}
	if len(acts) == 0 {
		return out, motcua.NotFound("version that counts", string(id))
	}
	first := acts[0]
	if opts.May != nil {
		if err := opts.May(first.Agency); err != nil {
			return out, err
		}
	}
	out.Procedure = first.Procedure
	if err := p.load(ctx, []motcua.ID{first.Procedure}); err != nil {
		return out, err
	}
	out.Before = p.states[first.Procedure].timeline
	for _, a := range acts {
		if err := p.endAct(ctx, a, reason); err != nil {
			return out, err
		}
	}
	if out.After, err = p.refold(ctx, first.Procedure); err != nil {
		return out, err
	}
	if err := p.tx.QueryRow(ctx, `
		select p.code, coalesce((select v.name from procedure_version v where v.procedure = p.id order by v.created_at desc, v.id limit 1), '')
		from procedure p where p.id = $1`, first.Procedure).Scan(&out.Code, &out.Name); err != nil {
		return out, wrap("read the procedure", err)
	}
	return out, audit(ctx, p.tx, opts.By, motcua.AuditEntry{
		Action: motcua.AuditAct, Entity: "PROCEDURE", EntityID: &first.Procedure, Agency: &first.Agency, What: "RETRACTED",
	})
}

// endAct ends what is known by an act, and the successions that it made.
func (p *publishing) endAct(ctx context.Context, a retracted, reason string) error {
	if _, err := p.tx.Exec(ctx, `
		update announcement set recorded = tstzrange(lower(recorded), clock_timestamp()), retracted_by = $2, reason = $3 where id = $1`,
		a.ID, p.im.by, reason); err != nil {
		return wrap("end the announcement", err)
	}
	_, err := p.tx.Exec(ctx, `delete from procedure_successor where predecessor = $1 and decision = $2`, a.Procedure, a.Decision)
	return wrap("end the succession", err)
}

// refold makes the timeline anew from the acts that are left.
func (p *publishing) refold(ctx context.Context, id motcua.ID) (motcua.Timeline, error) {
	state := p.states[id]
	state.acts = nil
	if err := p.loadActs(ctx, []motcua.ID{id}); err != nil {
		return nil, err
	}
	next := state.acts.Timeline()
	p.planTimeline(id, state.timeline, next)
	if len(next) > 0 {
		if err := p.recode(ctx, id, next[len(next)-1].Version); err != nil {
			return nil, err
		}
	}
	if err := p.writeTimes(ctx); err != nil {
		return nil, err
	}
	if len(next) > 0 || !state.public {
		return next, nil
	}
	var now time.Time
	err := p.tx.QueryRow(ctx, `
		update publication set published = tstzrange(lower(published), clock_timestamp())
		where procedure = $1 and upper_inf(published) returning upper(published)`, id).Scan(&now)
	return next, wrap("end the publication", err)
}

// recode gives the procedure the code of its last version again.
func (p *publishing) recode(ctx context.Context, id, version motcua.ID) error {
	var code string
	if err := p.tx.QueryRow(ctx, `select code from procedure_version where id = $1`, version).Scan(&code); err != nil {
		return wrap("read the code", err)
	}
	if code != p.states[id].code {
		p.recoded = append(p.recoded, []any{id, code, motcua.NationalCode(code)})
	}
	return nil
}
