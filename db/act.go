package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// entityFeedback names feedback in the audit log, as it does in the change log.
const entityFeedback = "FEEDBACK"

// ActOnFeedback makes one event: in one transaction the feedback is locked, its
// events are folded, the next one is allowed or refused, and the event, where
// the feedback stands then, the episodes and the line of the audit log are
// written. Of two who act at once the second finds another number of events than
// they saw, and is told so.
func (d *DB) ActOnFeedback(ctx context.Context, by motcua.Caller, act motcua.FeedbackAct, now time.Time) (*motcua.Feedback, error) {
	if err := errors.Join(d.needVault(), act.Check()); err != nil {
		return nil, err
	}
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	if by, err = d.Delegated(ctx, by, motcua.DateOf(now)); err != nil {
		return nil, err
	}
	reader := by.FeedbackReader(tree)
	if act.BySender {
		reader.Sender = act.Feedback
	}
	step := &step{act: &act, by: by, now: now, reader: reader}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if err := step.read(ctx, tx, d); err != nil {
			return err
		}
		_, before, err := claim(ctx, tx, act.Retry, act.Feedback)
		if before || err != nil {
			return err
		}
		if err := step.fold(); err != nil {
			return err
		}
		if step.role, err = step.before.MayMake(&act, by, tree); err != nil {
			return err
		}
		if err := d.take(ctx, tx, step); err != nil {
			return err
		}
		return d.write(ctx, tx, step)
	})
	if err != nil {
		return nil, err
	}
	if step.seen == nil { // it was made before, or who acted sees it no more
		if step.seen, err = d.Feedback(ctx, reader, act.Feedback); err != nil {
			return nil, err
		}
	}
	step.seen.Opened = act.BySender
	return step.seen, nil
}

// take makes the event, if the state allows it.
func (d *DB) take(ctx context.Context, tx pgx.Tx, s *step) error {
	e := s.act.Event
	e.Feedback, e.At, e.Actor = s.act.Feedback, s.now, s.actor()
	if err := s.before.Allows(e.Kind); err != nil {
		return err
	}
	if s.key == nil && (e.Note != nil || s.act.Template != nil) {
		return motcua.Invalid("note", "the sender is erased: there is no key to seal a text with")
	}
	if err := d.checkTargets(ctx, tx, s, &e); err != nil {
		return err
	}
	if err := d.fillTemplate(ctx, tx, s, &e); err != nil {
		return err
	}
	if err := d.redact(ctx, tx, s, &e); err != nil {
		return err
	}
	var by deadlines
	var err error
	if s.before.NeedsDays(e) {
		if by, err = readDeadlines(ctx, tx); err != nil {
			return err
		}
	}
	if s.event, err = s.before.Next(e, by.rules, by.calendar); err != nil {
		return err
	}
	s.after = s.before
	if err := s.after.Apply(&s.event); err != nil {
		return err
	}
	s.episodes = slices.Clone(s.held).Apply(&s.event, &s.after)
	return nil
}

func (s *step) actor() motcua.Actor {
	if s.act.BySender && s.role == nil {
		return motcua.Actor{Kind: motcua.ActorSender}
	}
	return motcua.Actor{Kind: motcua.ActorOfficial, Subject: s.by.Subject, Name: s.by.Name, Role: s.role}
}

// checkTargets looks at what the event points to.
func (d *DB) checkTargets(ctx context.Context, tx pgx.Tx, s *step, e *motcua.FeedbackEvent) error {
	switch e.Kind {
	case motcua.EventForwarded:
		if e.To == nil {
			return motcua.Invalid("to", "name the agency to forward it to")
		}
		if *e.To == s.before.Agency {
			return motcua.Invalid("to", "the agency holds it already")
		}
		return d.checkReceiver(ctx, *e.To, "to", s.now)
	case motcua.EventMarkedDuplicate:
		if e.DuplicateOf == nil {
			return motcua.Invalid("duplicateOf", "name the feedback that stays")
		}
		var state motcua.FeedbackState
		err := tx.QueryRow(ctx, `select state from feedback where id = $1`, *e.DuplicateOf).Scan(&state)
		if errors.Is(err, pgx.ErrNoRows) {
			return &motcua.Error{Kind: motcua.KindNotFound, Field: "duplicateOf", Message: "no such feedback"}
		}
		if err == nil && state == motcua.StateDuplicate {
			return motcua.Invalid("duplicateOf", "that one is a duplicate itself: name the one that stays")
		}
		return wrap("look up the feedback that stays", err)
	}
	return nil
}

// redact makes, checks and publishes the redacted text.
func (d *DB) redact(ctx context.Context, tx pgx.Tx, s *step, e *motcua.FeedbackEvent) error {
	switch e.Kind {
	case motcua.EventRedactionProposed, motcua.EventRedactionConfirmed, motcua.EventPublished:
	default:
		return nil
	}
	if s.key == nil {
		return motcua.Invalid("", "the sender is erased: nothing can be published any more")
	}
	p, err := openPersonal(ctx, tx, d, e.Feedback)
	if err != nil {
		return err
	}
	r := s.act.Redaction
	if r == nil && e.Kind == motcua.EventRedactionProposed {
		made := motcua.ProposeRedaction(p.words, p.last(motcua.EventAnswered), &p.sender)
		r = &made
	} else if r == nil {
		r = &motcua.Redaction{}
		latest := p.last(motcua.EventRedactionProposed)
		if e.Kind == motcua.EventPublished {
			latest = p.last(motcua.EventRedactionConfirmed)
		}
		if err := json.Unmarshal([]byte(latest), r); err != nil {
			return fmt.Errorf("read the redaction of %s: it is not what was stored", e.Feedback)
		}
		r.Acknowledged = r.Acknowledged || s.act.Redaction != nil && s.act.Redaction.Acknowledged
	}
	if e.Kind != motcua.EventRedactionProposed {
		if err := r.Check(&p.sender); err != nil {
			return err
		}
	}
	if e.Kind == motcua.EventPublished {
		s.public = &motcua.Publication{Title: r.Title, Text: r.Text, Answer: r.Answer, At: s.now}
		return nil
	}
	text, err := json.Marshal(r)
	note := string(text)
	e.Note = &note
	return err
}

// write stores all that the event changes, and reads what the reader then sees.
func (d *DB) write(ctx context.Context, tx pgx.Tx, s *step) error {
	if s.event.Kind != motcua.EventPublished && s.after.State == motcua.StatePublished {
		if err := s.keepPublic(ctx, tx); err != nil {
			return err
		}
	}
	b := &pgx.Batch{}
	if err := queueEvent(b, &s.event, s.key); err != nil {
		return err
	}
	queueStanding(b, s.event.Feedback, &s.after, s.public)
	queueEpisodes(b, s.held, s.episodes)
	erased := s.event.Kind == motcua.EventSenderErased
	if erased || len(s.act.Uploads) > 0 { // what follows stands on the event
		if err := send(ctx, tx, "store an event", b); err != nil {
			return err
		}
		b = &pgx.Batch{}
	}
	if err := d.attach(ctx, tx, s.event.Feedback, s.event.Seq, s.act.Uploads, s.key, s.now); err != nil {
		return err
	}
	if erased {
		return eraseSender(ctx, tx, s.by, &s.event)
	}
	queueAudit(b, s.by, motcua.AuditEntry{
		Action: motcua.AuditAct, Entity: entityFeedback, EntityID: &s.event.Feedback, Agency: &s.event.Agency, What: string(s.event.Kind)})
	s.queueSeen(b)
	return send(ctx, tx, "store an event", b)
}

// keepPublic leaves what is published as it is.
func (s *step) keepPublic(ctx context.Context, tx pgx.Tx) error {
	s.public = &motcua.Publication{}
	err := tx.QueryRow(ctx, `select public_title, public_text, public_answer, published_at from feedback where id = $1`, s.event.Feedback).
		Scan(&s.public.Title, &s.public.Text, &s.public.Answer, &s.public.At)
	return wrap("read what is published", err)
}
