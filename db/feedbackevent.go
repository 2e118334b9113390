package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// eventColumns are read by scanEvent; e is the event.
const eventColumns = `e.feedback::text, e.seq, e.kind, e.at, e.actor_kind, e.actor_subject, e.actor_name, e.actor_role, e.agency::text, e.to_agency::text,
	e.assignee, e.class, e.refusal, e.duplicate_of::text, e.rating, e.consent, e.due_at, e.due_at_status, e.on_time`

// scanEvent reads an event without its note, which is sealed.
func scanEvent(row pgx.CollectableRow) (e motcua.FeedbackEvent, err error) {
	err = row.Scan(&e.Feedback, &e.Seq, &e.Kind, &e.At, &e.Actor.Kind, &e.Actor.Subject, &e.Actor.Name, &e.Actor.Role, &e.Agency, &e.To,
		&e.Assignee, &e.Class, &e.Refusal, &e.DuplicateOf, &e.Rating, &e.Consent, &e.DueAt, &e.DueAtStatus, &e.OnTime)
	return e, err
}

// FeedbackEvents gives the events of each feedback in their order, without
// notes, in one statement. That the reader sees the feedback is known.
func (d *DB) FeedbackEvents(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.FeedbackEvent, error) {
	rows, err := d.pool.Query(ctx, `select `+eventColumns+` from feedback_event e where e.feedback = any($1) order by e.feedback, e.seq`, ids)
	if err != nil {
		return nil, wrap("load events", err)
	}
	list, err := pgx.CollectRows(rows, scanEvent)
	out := map[motcua.ID][]motcua.FeedbackEvent{}
	for _, e := range list {
		out[e.Feedback] = append(out[e.Feedback], e)
	}
	return out, wrap("load events", err)
}

// episodeColumns are read by scanEpisode.
const episodeColumns = `feedback::text, number, agency::text, began, ended, outcome, gap_from, gap_to, gap_outcome`

func scanEpisode(row pgx.CollectableRow) (e motcua.Episode, err error) {
	var from, to []time.Time
	var outcomes []string
	err = row.Scan(&e.Feedback, &e.Number, &e.Agency, &e.Began, &e.Ended, &e.Outcome, &from, &to, &outcomes)
	for i := range from { // the table holds as many of each
		e.Gaps = append(e.Gaps, motcua.EpisodeGap{From: from[i], To: to[i], Outcome: motcua.EpisodeOutcome(outcomes[i])})
	}
	return e, err
}

// FeedbackEpisodes gives the episodes of each feedback in their order, in one
// statement. That the reader sees the feedback is known.
func (d *DB) FeedbackEpisodes(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.Episode, error) {
	rows, err := d.pool.Query(ctx, `
		select `+episodeColumns+` from feedback_assignment
		where feedback = any($1) order by feedback, number`, ids)
	if err != nil {
		return nil, wrap("load episodes", err)
	}
	list, err := pgx.CollectRows(rows, scanEpisode)
	out := map[motcua.ID][]motcua.Episode{}
	for _, e := range list {
		out[e.Feedback] = append(out[e.Feedback], e)
	}
	return out, wrap("load episodes", err)
}
