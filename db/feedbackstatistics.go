package db

import (
	"context"

	"motcua"
)

// FeedbackStatistics counts a period: the episodes of agencies, or where none is
// named all feedback by the episode that it was in last. Outcomes are those that
// hold now: what was reopened since is in progress again in the figures of its
// old period too.
func (d *DB) FeedbackStatistics(ctx context.Context, agency *motcua.ID, from, to motcua.Date) (*motcua.FeedbackStatistics, error) {
	if to <= from {
		return nil, motcua.Invalid("to", "the period is empty: it ends before it begins")
	}
	var within []motcua.ID
	if agency != nil {
		tree, err := d.AgencyTree(ctx)
		if err != nil {
			return nil, err
		}
		within = tree.WithUnits([]motcua.ID{*agency})
	}
	s := &motcua.FeedbackStatistics{Agency: agency, From: from, To: to}
	err := d.pool.QueryRow(ctx, `
		with counted as (
			select a.feedback, a.number, a.began,
				case when a.ended < $2 then a.outcome end as outcome,
				row_number() over (partition by a.feedback order by a.number desc) as latest,
				min(a.began) over (partition by a.feedback) as sent
			from feedback_assignment a
			where coalesce(a.outcome, '') <> 'TAKEN_BACK' and a.began < $2
			  and ($3::uuid[] is null or a.agency = any($3))
			  and ($3::uuid[] is null or a.ended is null or a.ended >= $1)
		), period as (
			select c.outcome, f.class, f.due_at, case when $3::uuid[] is null then c.sent else c.began end < $1 as carried
			from counted c join feedback f on f.id = c.feedback
			where $3::uuid[] is not null
			   or c.latest = 1 and (c.outcome is null or exists (
					select from feedback_assignment a where a.feedback = c.feedback and a.number = c.number and a.ended >= $1))
		)
		select count(*), count(*) filter (where carried), count(*) filter (where not carried),
			count(outcome), count(*) filter (where outcome = 'ANSWERED'), count(*) filter (where outcome = 'REFUSED'),
			count(*) filter (where outcome = 'FORWARDED'), count(*) filter (where outcome = 'RETURNED'),
			count(*) filter (where outcome = 'WITHDRAWN'), count(*) filter (where outcome = 'DUPLICATE'), count(*) filter (where outcome = 'AWAITING_SUPPLEMENT'),
			count(*) filter (where outcome is null),
			count(*) filter (where outcome is null and due_at >= $4), count(*) filter (where outcome is null and due_at < $4),
			count(*) filter (where outcome is null and due_at is null),
			count(*) filter (where class in ('MECHANISM', 'POLICY', 'PROCEDURE')), count(*) filter (where class = 'CONDUCT'), count(*) filter (where class is null)
		from period`, from.Start(), to.Start(), within, to.AddDays(-1)).Scan(
		&s.Received, &s.CarriedOver, &s.New, &s.Handled, &s.Answered, &s.Refused, &s.Forwarded, &s.Returned, &s.Withdrawn, &s.Duplicate, &s.AwaitingSupplement,
		&s.InProgress, &s.InTime, &s.Overdue, &s.NoDueDate, &s.Regulations, &s.Conduct, &s.Unclassified)
	return s, wrap("count feedback", err)
}
