package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// countSatisfaction counts what counted selects, each feedback once; $5 is the
// last day and $6 the highest rating that dissatisfies. What nobody has received
// is left out. A late step is the agency's that made it.
const countSatisfaction = `, distinctly as (
		select c.feedback, bool_or(c.outcome is null) as open from counted c where c.counts group by c.feedback
	), judged as (
		select case when f.changed_at < $2 then f.rating <= $6
				else exists (select from feedback_event e where e.feedback = f.id and e.at < $2 and e.kind = 'RATED' and e.rating <= $6) end as dissatisfied,
			exists (select from feedback_event e where e.feedback = f.id and e.at < $2 and e.kind = 'REOPENED')
				or exists (select from feedback g where g.duplicate_of = f.id and g.submitted_at > f.answered_at and g.submitted_at < $2) as further,
			d.open and ` + dueThen + ` < $5
				or exists (select from feedback_event e where e.feedback = f.id and e.at < $2 and e.on_time = false and ($3::uuid[] is null or e.agency = any($3))) as late
		from distinctly d join feedback f on f.id = d.feedback
		where not d.open or not case when f.changed_at < $2 then f.state in ('SUBMITTED', 'FORWARDED')
			else (select e.kind in ('SUBMITTED', 'FORWARDED') from feedback_event e
				where e.feedback = f.id and e.at < $2 and e.kind not in ('NOTED', 'DEADLINE_CHANGED') order by e.seq desc limit 1) end
	)
	select count(*), count(*) filter (where dissatisfied), count(*) filter (where further), count(*) filter (where late),
		count(*) filter (where not (coalesce(dissatisfied, false) or further or coalesce(late, false)))
	from judged`

// FeedbackSatisfaction reckons the satisfaction with a period's feedback, by the
// rule that holds on its last day.
func (d *DB) FeedbackSatisfaction(ctx context.Context, agency *motcua.ID, from, to motcua.Date) (*motcua.Satisfaction, error) {
	s, err := d.scopeOfOne(ctx, agency, from, to)
	if err != nil {
		return nil, err
	}
	out := &motcua.Satisfaction{}
	err = d.pool.QueryRow(ctx, `
		select valid_from, source, dissatisfied_at_most from satisfaction_rule
		order by valid_from > $1, abs(valid_from - $1) limit 1`, to.AddDays(-1)).
		Scan(&out.Rule.ValidFrom, &out.Rule.Source, &out.Rule.DissatisfiedAtMost)
	if err != nil {
		return nil, wrap("read how satisfaction is reckoned", err)
	}
	err = d.pool.QueryRow(ctx, `with `+s.counted()+countSatisfaction, from.Start(), to.Start(), s.agencies, s.whose, to.AddDays(-1), out.Rule.DissatisfiedAtMost).
		Scan(&out.Counted, &out.Dissatisfied, &out.Further, &out.Late, &out.Satisfied)
	return out, wrap("reckon satisfaction", err)
}

// SatisfactionRules gives the rules in the order of their first days.
func (d *DB) SatisfactionRules(ctx context.Context) ([]motcua.SatisfactionRule, error) {
	rows, err := d.pool.Query(ctx, `select valid_from, source, dissatisfied_at_most from satisfaction_rule order by valid_from`)
	if err != nil {
		return nil, wrap("read how satisfaction is reckoned", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.SatisfactionRule])
	return list, wrap("read how satisfaction is reckoned", err)
}

// SetSatisfactionRule stores a rule from its first day on.
func (d *DB) SetSatisfactionRule(ctx context.Context, by motcua.Caller, r motcua.SatisfactionRule) error {
	if err := r.Check(); err != nil {
		return err
	}
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			insert into satisfaction_rule (valid_from, source, dissatisfied_at_most) values ($1, $2, $3)
			on conflict (valid_from) do update set source = excluded.source, dissatisfied_at_most = excluded.dissatisfied_at_most`,
			r.ValidFrom, r.Source, r.DissatisfiedAtMost)
		if err != nil {
			return wrap("store how satisfaction is reckoned", err)
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "SATISFACTION_RULE", What: "SET"})
	})
}
