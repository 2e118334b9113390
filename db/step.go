package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// step is one event on its way.
type step struct {
	act    *motcua.FeedbackAct
	by     motcua.Caller
	reader motcua.FeedbackReader // who acts
	role   *motcua.Role
	now    time.Time

	events         []motcua.FeedbackEvent // that happened so far
	before, after  motcua.Standing
	held, episodes motcua.Episodes // before it, and after
	key            *vault.Key      // of the sender; nil once they are erased
	public         *motcua.Publication
	event          motcua.FeedbackEvent
	seen           *motcua.Feedback // as the reader sees it after the event; nil is not read
}

// read keeps others from acting meanwhile and reads what happened so far, all in
// one round trip: the statements behind the lock see what those have done who
// had it before. What the reader does not see is not there. The rows of senders
// are read by the program to seal and to scan; what it opens does not leave the
// transaction.
func (s *step) read(ctx context.Context, tx pgx.Tx, d *DB) error {
	var seen, known bool
	var sealed []byte
	id, b := s.act.Feedback, &pgx.Batch{}
	acting{subject: motcua.SubjectSystem}.queue(b)
	b.Queue(`select f.id::text from feedback f where f.id = $1 and `+feedbackVisible+` for update`,
		id, s.reader.All, s.reader.Agencies, nullID(s.reader.Sender)).Query(func(rows pgx.Rows) error {
		seen = rows.Next()
		return rows.Err()
	})
	b.Queue(`select `+eventColumns+` from feedback_event e where e.feedback = $1 order by e.seq`, id).Query(func(rows pgx.Rows) (err error) {
		s.events, err = pgx.CollectRows(rows, scanEvent)
		return err
	})
	b.Queue(`select `+episodeColumns+` from feedback_assignment where feedback = $1 order by number`, id).Query(func(rows pgx.Rows) (err error) {
		s.held, err = pgx.CollectRows(rows, scanEpisode)
		return err
	})
	b.Queue(`select data_key from feedback_sender where id = $1`, senderID(id)).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			known = true
			if err := rows.Scan(&sealed); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	switch err := send(ctx, tx, "read what happened", b); {
	case err != nil:
		return err
	case !seen:
		return motcua.NotFound("feedback", string(id))
	case !known:
		return errors.New("the transaction does not see the sender")
	}
	var err error
	s.key, err = d.openKey(id, sealed)
	return err
}

// fold gives where it stands, unless it has changed since who acts looked at it.
func (s *step) fold() (err error) {
	if s.before, err = motcua.Fold(s.events); err != nil {
		return fmt.Errorf("fold the events of %s: %w", s.act.Feedback, err)
	}
	if want := s.act.Expected; want != nil && *want != s.before.Events {
		return &motcua.Error{Kind: motcua.KindConflict, Field: "expectedEvents", Message: fmt.Sprintf("it has changed meanwhile: %d events, %d were expected", s.before.Events, *want)}
	}
	return nil
}

// queueSeen reads the feedback as who acts sees it then. An agency that took
// feedback back, or had it taken back, may see it no more.
func (s *step) queueSeen(b *pgx.Batch) {
	b.Queue(seenFeedback, []motcua.ID{s.event.Feedback}, s.reader.All, s.reader.Agencies, nullID(s.reader.Sender)).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, scanFeedback)
		if len(list) > 0 {
			s.seen = list[0]
		}
		return err
	})
}
