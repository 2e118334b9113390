package db

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// outcomeAt and endedAt are an episode's outcome and end as they were at a
// moment, where a is the episode. Few have gaps; the function is not called for
// the others.
func outcomeAt(moment string) string {
	return strings.ReplaceAll(`case when a.gap_from = '{}' then case when a.ended < $at then a.outcome end else episode_outcome(a, $at) end`, "$at", moment)
}

func endedAt(moment string) string {
	return strings.ReplaceAll(`case when a.gap_from = '{}' then case when a.ended < $at then a.ended end else episode_ended(a, $at) end`, "$at", moment)
}

// episodesOf selects what the agencies of $3 held until $2, counted for those
// of $4: how it stood then, and whether it was in progress at $1.
var episodesOf = `
	unit as (
		select u.agency, u.whose from unnest($3::uuid[], $4::uuid[]) as u (agency, whose)
	), held as (
		select u.whose, a.feedback, ` + outcomeAt("$2") + ` as outcome, ` + endedAt("$2") + ` as ended,
			a.began < $1 and (` + outcomeAt("$1") + `) is null as carried
		from feedback_assignment a join unit u on u.agency = a.agency
		where a.began < $2
	), counted as (
		select h.whose, h.feedback, h.carried, case h.outcome when 'TAKEN_BACK' then 'RETURNED' else h.outcome end as outcome,
			(h.carried or h.outcome is null or h.ended >= $1) and (h.carried or h.outcome is distinct from 'TAKEN_BACK') as counts
		from held h
	)`

// feedbackOf selects all feedback that was sent until $2, by the episode that is
// in progress, of which there is one at most, or ended last.
var feedbackOf = `
	held as (
		select a.feedback, ` + outcomeAt("$2") + ` as outcome, ` + endedAt("$2") + ` as ended, a.number,
			a.began < $1 and (` + outcomeAt("$1") + `) is null as carried
		from feedback_assignment a
		where a.began < $2 and $3::uuid[] is null and $4::uuid[] is null
	), latest as (
		select h.feedback, h.outcome, h.ended, bool_or(h.carried) over (partition by h.feedback) as carried,
			row_number() over (partition by h.feedback order by h.outcome is null desc, h.outcome = 'TAKEN_BACK', h.ended desc, h.number desc) as place
		from held h
	), counted as (
		select null::uuid as whose, l.feedback, l.carried, l.outcome, l.carried or l.outcome is null or l.ended >= $1 as counts
		from latest l where l.place = 1
	)`

// dueThen and classThen are what an event before $2 said last. What has not
// changed since is stored with the feedback f.
const (
	dueThen = `case when f.changed_at < $2 then f.due_at
		else (select e.due_at from feedback_event e where e.feedback = f.id and e.at < $2 order by e.seq desc limit 1) end`
	classThen = `case when f.changed_at < $2 then f.class
		else (select e.class from feedback_event e where e.feedback = f.id and e.at < $2 and e.kind = 'CLASSIFIED' order by e.seq desc limit 1) end`
)

// countFigures counts for each in counted; $5 is the last day.
const countFigures = `, period as (
		select c.whose, c.counts, c.carried, c.outcome, case when c.counts then ` + classThen + ` end as class,
			case when c.counts and c.outcome is null then ` + dueThen + ` end as due_at
		from counted c join feedback f on f.id = c.feedback
	)
	select coalesce(whose::text, ''), count(*) filter (where counts), count(*) filter (where counts and carried), count(*) filter (where counts and not carried),
		count(outcome) filter (where counts), count(*) filter (where counts and outcome = 'ANSWERED'), count(*) filter (where counts and outcome = 'REFUSED'),
		count(*) filter (where counts and outcome = 'FORWARDED'), count(*) filter (where counts and outcome = 'RETURNED'),
		count(*) filter (where counts and outcome = 'WITHDRAWN'), count(*) filter (where counts and outcome = 'DUPLICATE'),
		count(*) filter (where counts and outcome = 'AWAITING_SUPPLEMENT'),
		count(*) filter (where counts and outcome is null),
		count(*) filter (where counts and outcome is null and due_at >= $5), count(*) filter (where counts and outcome is null and due_at < $5),
		count(*) filter (where counts and outcome is null and due_at is null),
		count(*) filter (where counts and class in ('MECHANISM', 'POLICY', 'PROCEDURE')), count(*) filter (where counts and class = 'CONDUCT'),
		count(*) filter (where counts and class is null)
	from period group by whose order by whose`

// scope is for whom a period is counted: each agency, which may be of several
// bodies, for one of these. Both are nil for the whole country.
type scope struct{ agencies, whose []motcua.ID }

func (d *DB) scopeOf(ctx context.Context, of ...motcua.ID) (s scope, err error) {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return s, err
	}
	for _, whose := range of {
		within := tree.WithUnits([]motcua.ID{whose})
		s.agencies = append(s.agencies, within...)
		s.whose = append(s.whose, slices.Repeat([]motcua.ID{whose}, len(within))...)
	}
	return s, nil
}

func (s scope) counted() string {
	if s.agencies == nil {
		return feedbackOf
	}
	return episodesOf
}

func checkPeriod(from, to motcua.Date) error {
	if to <= from {
		return motcua.Invalid("to", "the period is empty: it ends before it begins")
	}
	return nil
}

// FeedbackStatistics counts a period: the episodes of an agency and those under
// it, or where none is named all feedback.
func (d *DB) FeedbackStatistics(ctx context.Context, agency *motcua.ID, from, to motcua.Date) (*motcua.FeedbackStatistics, error) {
	s, err := d.scopeOfOne(ctx, agency, from, to)
	if err != nil {
		return nil, err
	}
	figures, err := d.figures(ctx, s, from, to)
	if err != nil {
		return nil, err
	}
	out := &motcua.FeedbackStatistics{Agency: agency, From: from, To: to}
	for _, f := range figures {
		out.Figures = f // there is one at most
	}
	return out, nil
}

func (d *DB) scopeOfOne(ctx context.Context, agency *motcua.ID, from, to motcua.Date) (s scope, err error) {
	if err := checkPeriod(from, to); err != nil || agency == nil {
		return s, err
	}
	return d.scopeOf(ctx, *agency)
}

// figures gives the figures of those who ever held anything, "" is the country.
func (d *DB) figures(ctx context.Context, s scope, from, to motcua.Date) (map[motcua.ID]*motcua.FeedbackFigures, error) {
	rows, err := d.pool.Query(ctx, `with `+s.counted()+countFigures, from.Start(), to.Start(), s.agencies, s.whose, to.AddDays(-1))
	if err != nil {
		return nil, wrap("count feedback", err)
	}
	out := map[motcua.ID]*motcua.FeedbackFigures{}
	var whose motcua.ID
	var f motcua.FeedbackFigures
	_, err = pgx.ForEachRow(rows, []any{&whose, &f.Received, &f.CarriedOver, &f.New, &f.Handled, &f.Answered, &f.Refused, &f.Forwarded, &f.Returned,
		&f.Withdrawn, &f.Duplicate, &f.AwaitingSupplement, &f.InProgress, &f.InTime, &f.Overdue, &f.NoDueDate, &f.Regulations, &f.Conduct, &f.Unclassified}, func() error {
		held := f
		out[whose] = &held
		return nil
	})
	return out, wrap("count feedback", err)
}

// FeedbackLocalities counts a period for each locality: the bodies of provinces
// and cities (codes H01, H02, …) that exist on its last day, with those under them.
func (d *DB) FeedbackLocalities(ctx context.Context, from, to motcua.Date) (*motcua.LocalityCheck, error) {
	if err := checkPeriod(from, to); err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `
		select id::text from agency
		where kind = 'DEPARTMENT' and code_key ~ '^H[0-9]+$' and valid @> $1::date order by code_key, id`, to.AddDays(-1))
	if err != nil {
		return nil, wrap("list localities", err)
	}
	localities, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
	if err != nil {
		return nil, wrap("list localities", err)
	}
	out := &motcua.LocalityCheck{}
	s, err := d.scopeOf(ctx, localities...)
	if err != nil || len(localities) == 0 {
		return out, err
	}
	figures, err := d.figures(ctx, s, from, to)
	for _, id := range localities {
		out.List = append(out.List, motcua.LocalityFigures{Agency: id, Figures: figures[id]})
	}
	return out, err
}
