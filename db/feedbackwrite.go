package db

import (
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// What an event changes is queued and goes to the database in one round trip.

// queueFeedback stores feedback as it stands after its first event.
func queueFeedback(b *pgx.Batch, f *motcua.Feedback, words []byte) {
	b.Queue(`
		insert into feedback (id, code, sender, channel, origin, procedure, sector, consent, words, submitted_at, attachments,
			state, agency, changed_at, clock_stage, clock_from, due_at, due_at_status, events)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		f.ID, f.Code, senderID(f.ID), f.Channel, f.Origin, f.Procedure, f.Sector, f.Consent, words, f.SubmittedAt, f.Attachments,
		f.State, f.Agency, f.ChangedAt, clockStage(&f.Standing), f.Clock.From, f.DueAt, f.DueAtStatus, f.Events)
}

// queueStanding stores where feedback stands now.
func queueStanding(b *pgx.Batch, id motcua.ID, s *motcua.Standing, public *motcua.Publication) {
	var title, text, answer, at any
	if public != nil {
		title, text, answer, at = public.Title, public.Text, public.Answer, public.At
	}
	var from any
	if s.Clock.Stage != "" {
		from = s.Clock.From
	}
	b.Queue(`
		update feedback set state = $2, agency = $3, class = $4, assignee = $5, refusal = $6, duplicate_of = $7, rating = $8,
			received_at = $9, answered_at = $10, closed_at = $11, changed_at = $12, clock_stage = $13, clock_from = $14,
			due_at = $15, due_at_status = $16, events = $17,
			public_title = $18, public_text = $19, public_answer = $20, published_at = $21
		where id = $1`,
		id, s.State, s.Agency, s.Class, s.Assignee, s.Refusal, s.DuplicateOf, s.Rating,
		s.ReceivedAt, s.AnsweredAt, s.ClosedAt, s.ChangedAt, clockStage(s), from,
		s.DueAt, s.DueAtStatus, s.Events, title, text, answer, at)
}

func clockStage(s *motcua.Standing) *motcua.DeadlineStage {
	if s.Clock.Stage == "" {
		return nil
	}
	return &s.Clock.Stage
}

// queueEvent stores an event, its note sealed.
func queueEvent(b *pgx.Batch, e *motcua.FeedbackEvent, key *vault.Key) error {
	var note []byte
	if e.Note != nil && key != nil {
		var err error
		if note, err = key.Seal(placeNote(e.Seq), []byte(*e.Note)); err != nil {
			return err
		}
	}
	b.Queue(`
		insert into feedback_event (feedback, seq, kind, at, actor_kind, actor_subject, actor_name, actor_role, agency, to_agency,
			assignee, class, refusal, duplicate_of, rating, consent, due_at, due_at_status, on_time, note)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		e.Feedback, e.Seq, e.Kind, e.At, e.Actor.Kind, e.Actor.Subject, e.Actor.Name, e.Actor.Role, e.Agency, e.To,
		e.Assignee, e.Class, e.Refusal, e.DuplicateOf, e.Rating, e.Consent, e.DueAt, e.DueAtStatus, e.OnTime, note)
	return nil
}

// queueEpisodes stores those of one feedback that are not as they were before:
// a row that is written without being changed is locked and logged all the same.
func queueEpisodes(b *pgx.Batch, before, list motcua.Episodes) {
	for i, e := range list {
		if i < len(before) && sameOutcome(before[i].Outcome, e.Outcome) {
			continue
		}
		from, to, outcomes := gapColumns(&e)
		b.Queue(`
			insert into feedback_assignment (feedback, number, agency, began, ended, outcome, gap_from, gap_to, gap_outcome) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			on conflict (feedback, number) do update set ended = excluded.ended, outcome = excluded.outcome,
				gap_from = excluded.gap_from, gap_to = excluded.gap_to, gap_outcome = excluded.gap_outcome
			where feedback_assignment.outcome is distinct from excluded.outcome`,
			e.Feedback, e.Number, e.Agency, e.Began, e.Ended, e.Outcome, from, to, outcomes)
	}
}

func sameOutcome(a, b *motcua.EpisodeOutcome) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// gapColumns gives the gaps of an episode as they are stored.
func gapColumns(e *motcua.Episode) (from, to []time.Time, outcomes []string) {
	from, to, outcomes = []time.Time{}, []time.Time{}, []string{}
	for _, g := range e.Gaps {
		from, to, outcomes = append(from, g.From), append(to, g.To), append(outcomes, string(g.Outcome))
	}
	return from, to, outcomes
}
