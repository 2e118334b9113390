package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// feedbackColumns are read by scanFeedback; f is the feedback.
const feedbackColumns = `f.id::text, f.code, f.channel, f.origin, f.procedure::text, f.sector::text, f.consent, f.submitted_at, f.attachments,
	array(select distinct a.agency::text from feedback_assignment a where a.feedback = f.id and coalesce(a.outcome, '') <> 'TAKEN_BACK' order by 1),
	f.state, f.agency::text, f.class, f.assignee, f.refusal, f.duplicate_of::text, f.rating,
	f.received_at, f.answered_at, f.closed_at, f.changed_at, coalesce(f.clock_stage, ''), coalesce(f.clock_from, 'epoch'),
	f.due_at, f.due_at_status, f.events, f.public_title, f.public_text, f.public_answer, f.published_at`

func scanFeedback(row pgx.CollectableRow) (*motcua.Feedback, error) { return scanFeedbackAnd(row) }

// scanFeedbackAnd reads more columns behind those of feedback.
func scanFeedbackAnd(row pgx.CollectableRow, more ...any) (*motcua.Feedback, error) {
	var f motcua.Feedback
	var title, text, answer *string
	var public *time.Time
	into := append([]any{&f.ID, &f.Code, &f.Channel, &f.Origin, &f.Procedure, &f.Sector, &f.Consent, &f.SubmittedAt, &f.Attachments,
		&f.Held,
		&f.State, &f.Agency, &f.Class, &f.Assignee, &f.Refusal, &f.DuplicateOf, &f.Rating,
		&f.ReceivedAt, &f.AnsweredAt, &f.ClosedAt, &f.ChangedAt, &f.Clock.Stage, &f.Clock.From,
		&f.DueAt, &f.DueAtStatus, &f.Events, &title, &text, &answer, &public}, more...)
	err := row.Scan(into...)
	if f.Clock.Stage == "" {
		f.Clock = motcua.DeadlineClock{}
	}
	if err == nil && public != nil {
		f.Public = &motcua.Publication{Title: *title, Text: *text, Answer: *answer, At: *public}
	}
	return &f, err
}

// FeedbackByCode gives feedback by its tracking code. Whoever has the code may
// see where it stands.
func (d *DB) FeedbackByCode(ctx context.Context, code motcua.TrackingCode) (*motcua.Feedback, error) {
	return d.oneFeedback(ctx, code.String(), `select `+feedbackColumns+` from feedback f where f.code = $1 order by f.id`, code)
}

// Feedback gives feedback that the reader sees.
func (d *DB) Feedback(ctx context.Context, reader motcua.FeedbackReader, id motcua.ID) (*motcua.Feedback, error) {
	found, err := d.Feedbacks(ctx, reader, []motcua.ID{id})
	if err != nil {
		return nil, err
	}
	if f := found[id]; f != nil {
		return f, nil
	}
	return nil, motcua.NotFound("feedback", string(id))
}

// Feedbacks gives those of the ids that are published or that the reader sees,
// in one statement.
func (d *DB) Feedbacks(ctx context.Context, reader motcua.FeedbackReader, ids []motcua.ID) (map[motcua.ID]*motcua.Feedback, error) {
	rows, err := d.pool.Query(ctx, seenFeedback, ids, reader.All, reader.Agencies, nullID(reader.Sender))
	if err != nil {
		return nil, wrap("load feedback", err)
	}
	list, err := pgx.CollectRows(rows, scanFeedback)
	if err != nil {
		return nil, wrap("load feedback", err)
	}
	out := make(map[motcua.ID]*motcua.Feedback, len(list))
	for _, f := range list {
		out[f.ID] = f
	}
	return out, nil
}

// seenFeedback reads those of the ids $1 that are published or that a reader
// sees, who is told as to feedbackVisible.
const seenFeedback = `
	select ` + feedbackColumns + ` from feedback f
	where f.id = any($1) and (f.state = 'PUBLISHED' or ` + feedbackVisible + `) order by f.id`

// feedbackVisible is [motcua.FeedbackReader.Sees] where rows are selected. It
// takes All as $2, Agencies as $3 and Sender as $4.
const feedbackVisible = `($2 or f.id = $4 or exists (select from feedback_assignment a
	where a.feedback = f.id and a.agency = any($3::uuid[]) and coalesce(a.outcome, '') <> 'TAKEN_BACK'))`

func nullID(id motcua.ID) *motcua.ID {
	if id == "" {
		return nil
	}
	return &id
}

func (d *DB) oneFeedback(ctx context.Context, key, sql string, args ...any) (*motcua.Feedback, error) {
	rows, err := d.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, wrap("load feedback", err)
	}
	list, err := pgx.CollectRows(rows, scanFeedback)
	if err == nil && len(list) == 0 {
		return nil, motcua.NotFound("feedback", key)
	}
	if err != nil {
		return nil, wrap("load feedback", err)
	}
	return list[0], nil
}
