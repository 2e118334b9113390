package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// compareBatch is how many records are compared at once.
const compareBatch = 500

var standingFields = []string{
	"state", "agency", "class", "assignee", "refusal", "duplicate_of", "rating", "received_at", "answered_at", "closed_at",
	"changed_at", "clock_stage", "clock_from", "due_at", "due_at_status", "events",
}

func standingValues(s *motcua.Standing) []any {
	return []any{
		s.State, s.Agency, s.Class, s.Assignee, s.Refusal, s.DuplicateOf, s.Rating, s.ReceivedAt, s.AnsweredAt, s.ClosedAt,
		s.ChangedAt, s.Clock.Stage, s.Clock.From, s.DueAt, s.DueAtStatus, s.Events,
	}
}

// toldFeedback is feedback with all that its columns follow from.
type toldFeedback struct {
	*motcua.Feedback
	attached int // files that it has
	events   []motcua.FeedbackEvent
	episodes motcua.Episodes
}

// fold gives where it stands, and its episodes, after its events.
func (f *toldFeedback) fold() (s motcua.Standing, episodes motcua.Episodes, err error) {
	for i := range f.events {
		if err := s.Apply(&f.events[i]); err != nil {
			return s, nil, fmt.Errorf("event %d: %w", f.events[i].Seq, err)
		}
		episodes = episodes.Apply(&f.events[i], &s)
	}
	return s, episodes, nil
}

// deviations compares one.
func (f *toldFeedback) deviations() (out []Deviation) {
	s, episodes, err := f.fold()
	if err != nil {
		return []Deviation{{Table: "feedback", Key: f.ID, Field: "events", Stored: err.Error(), lost: true}}
	}
	out = compared("feedback", f.ID, standingFields, standingValues(&f.Standing), standingValues(&s))
	if f.Attachments != f.attached {
		out = append(out, Deviation{Table: "feedback", Key: f.ID, Field: "attachments", Stored: fmt.Sprint(f.Attachments), Derived: fmt.Sprint(f.attached)})
	}
	for i := range max(len(episodes), len(f.episodes)) {
		out = append(out, compared("feedback_assignment", f.ID, []string{fmt.Sprint("episode ", i+1)}, []any{episodeText(f.episodes, i)}, []any{episodeText(episodes, i)})...)
	}
	return out
}

// episodeText is an episode as a report shows it; "" where there is none.
func episodeText(list motcua.Episodes, i int) string {
	if i >= len(list) {
		return ""
	}
	e := list[i]
	text := fmt.Sprint(e.Number, " ", e.Agency, " ", printed(e.Began), " ", printed(e.Ended), " ", printed(e.Outcome))
	for _, g := range e.Gaps {
		text += fmt.Sprint(" ", printed(g.From), " ", printed(g.To), " ", g.Outcome)
	}
	return text
}

func findStandings(ctx context.Context, tx pgx.Tx) (out []Deviation, err error) {
	for after := motcua.ID("00000000-0000-0000-0000-000000000000"); ; {
		list, err := readTold(ctx, tx, `f.id > $1 order by f.id limit `+fmt.Sprint(compareBatch), after)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, f := range list {
			out = append(out, f.deviations()...)
		}
		after = list[len(list)-1].ID
	}
}

// readTold reads feedback that a condition selects, with one argument.
func readTold(ctx context.Context, tx pgx.Tx, where string, arg any) ([]*toldFeedback, error) {
	rows, err := tx.Query(ctx, `
		select `+feedbackColumns+`, (select count(*) from feedback_attachment a where a.feedback = f.id) from feedback f where `+where, arg)
	if err != nil {
		return nil, wrap("read feedback", err)
	}
	var ids []motcua.ID
	byID := map[motcua.ID]*toldFeedback{}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*toldFeedback, error) {
		f := &toldFeedback{}
		f.Feedback, err = scanFeedbackAnd(row, &f.attached)
		ids, byID[f.ID] = append(ids, f.ID), f
		return f, err
	})
	if err != nil {
		return nil, wrap("read feedback", err)
	}
	rows, err = tx.Query(ctx, `select `+eventColumns+` from feedback_event e where e.feedback = any($1) order by e.feedback, e.seq`, ids)
	if err == nil {
		_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e motcua.FeedbackEvent, err error) {
			if e, err = scanEvent(row); err == nil {
				byID[e.Feedback].events = append(byID[e.Feedback].events, e)
			}
			return e, err
		})
	}
	if err != nil {
		return nil, wrap("read events", err)
	}
	rows, err = tx.Query(ctx, `select `+episodeColumns+` from feedback_assignment where feedback = any($1) order by feedback, number`, ids)
	if err == nil {
		_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e motcua.Episode, err error) {
			if e, err = scanEpisode(row); err == nil {
				byID[e.Feedback].episodes = append(byID[e.Feedback].episodes, e)
			}
			return e, err
		})
	}
	return list, wrap("read episodes", err)
}

// mendStandings stores what the events give.
func mendStandings(ctx context.Context, tx pgx.Tx, keys []motcua.ID) error {
	list, err := readTold(ctx, tx, `f.id = any($1) order by f.id`, keys)
	if err != nil {
		return err
	}
	for _, f := range list {
		s, episodes, err := f.fold()
		if err != nil {
			return fmt.Errorf("feedback %s cannot be mended: %w", f.ID, err)
		}
		b := &pgx.Batch{}
		queueStanding(b, f.ID, &s, f.Public)
		if err := send(ctx, tx, "mend feedback", b); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update feedback set attachments = $2 where id = $1 and attachments <> $2`, f.ID, f.attached); err != nil {
			return wrap("mend feedback", err)
		}
		if sameEpisodes(f.episodes, episodes) {
			continue
		}
		if _, err := tx.Exec(ctx, `delete from feedback_assignment where feedback = $1`, f.ID); err != nil {
			return wrap("mend episodes", err)
		}
		b = &pgx.Batch{}
		queueEpisodes(b, nil, episodes)
		if err := send(ctx, tx, "mend episodes", b); err != nil {
			return err
		}
	}
	return nil
}

func sameEpisodes(a, b motcua.Episodes) bool {
	for i := range max(len(a), len(b)) {
		if episodeText(a, i) != episodeText(b, i) {
			return false
		}
	}
	return true
}
