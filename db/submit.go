package db

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// SubmitFeedback stores feedback that was checked and gives the receipt. A true
// retry gets the receipt of the first time.
func (d *DB) SubmitFeedback(ctx context.Context, by motcua.Caller, s motcua.Submission, now time.Time) (*motcua.Receipt, error) {
	if err := d.needVault(); err != nil {
		return nil, err
	}
	f := &motcua.Feedback{ID: newID(), Code: motcua.NewTrackingCode(nil), Channel: s.Channel, Origin: s.Origin, Procedure: s.Procedure, Consent: s.Consent, SubmittedAt: now}
	to, err := d.responsible(ctx, &s, f, now)
	if err != nil {
		return nil, err
	}
	err = d.inTxAs(ctx, actingAsSender(by, f.ID), pgx.TxOptions{}, func(tx pgx.Tx) error {
		made, before, err := claim(ctx, tx, s.Retry, f.ID)
		if before || err != nil {
			f.ID = made
			return err
		}
		if err := d.boundFlood(ctx, tx, &s, now); err != nil {
			return err
		}
		return d.store(ctx, tx, f, &s, to)
	})
	if err != nil {
		return nil, err
	}
	stored, err := d.Feedback(ctx, motcua.FeedbackReader{Sender: f.ID}, f.ID)
	if err != nil {
		return nil, err
	}
	stored.Opened = true
	return &motcua.Receipt{Feedback: stored, Secret: d.secret(f.ID)}, nil
}

// store writes the sender, the feedback, its first event and its first episode.
func (d *DB) store(ctx context.Context, tx pgx.Tx, f *motcua.Feedback, s *motcua.Submission, to motcua.ID) error {
	by, err := readDeadlines(ctx, tx)
	if err != nil {
		return err
	}
	e := motcua.FeedbackEvent{Feedback: f.ID, Kind: motcua.EventSubmitted, At: f.SubmittedAt, Agency: to,
		Actor: motcua.Actor{Kind: motcua.ActorSender}, Consent: &s.Consent}
	if e, err = f.Standing.Next(e, by.rules, by.calendar); err != nil {
		return err
	}
	if err := f.Standing.Apply(&e); err != nil {
		return err
	}
	key, sealedKey, err := d.Vault().NewKey(senderID(f.ID))
	if err != nil {
		return err
	}
	sender, err := sealJSON(key, placeSender, s.Sender)
	if err != nil {
		return err
	}
	words, err := sealJSON(key, placeWords, s.Words)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`insert into feedback_sender (id, data_key, sealed, telephone, email) values ($1, $2, $3, $4, $5)`,
		senderID(f.ID), sealedKey, sender, d.digestOf(digestTelephone, s.Sender.Telephone), d.digestOf(digestEmail, s.Sender.Email))
	queueFeedback(b, f, words)
	if err := queueEvent(b, &e, &key); err != nil {
		return err
	}
	queueEpisodes(b, nil, motcua.Episodes{}.Apply(&e, &f.Standing))
	if err := send(ctx, tx, "store feedback", b); err != nil {
		return err
	}
	return d.attach(ctx, tx, f.ID, e.Seq, s.Uploads, &key, f.SubmittedAt)
}

// responsible finds the agency that the feedback goes to, and its sector.
func (d *DB) responsible(ctx context.Context, s *motcua.Submission, f *motcua.Feedback, now time.Time) (motcua.ID, error) {
	var about *motcua.Procedure
	if s.Procedure != nil {
		found, err := d.Procedures(ctx, []motcua.ID{*s.Procedure}, motcua.DateOf(now))
		if err != nil {
			return "", err
		}
		if about = found[*s.Procedure]; about == nil {
			return "", &motcua.Error{Kind: motcua.KindNotFound, Field: "procedureId", Message: "no such procedure is public"}
		}
		if about.Sector != nil {
			f.Sector = &about.Sector.ID
		}
	}
	switch {
	case s.Agency != nil:
		return *s.Agency, d.checkReceiver(ctx, *s.Agency, "agency", now)
	case about != nil && about.Responsible() != nil:
		return about.Responsible().ID, nil
	case d.focalPoint != "":
		a, err := d.Agency(ctx, d.focalPoint)
		if err == nil {
			return a.ID, d.checkReceiver(ctx, a.ID, "agency", now)
		}
		if motcua.KindOf(err) != motcua.KindNotFound { // not in the register yet: serve warns of it
			return "", fmt.Errorf("find the focal point of the settings: %w", err)
		}
	}
	return "", motcua.Invalid("agency", "name the agency or the procedure that the feedback is about")
}

// checkReceiver says whether feedback may go to an agency: a body that exists
// today, not a group of bodies.
func (d *DB) checkReceiver(ctx context.Context, id motcua.ID, field string, now time.Time) error {
	found, err := d.Agencies(ctx, []motcua.ID{id})
	if err != nil {
		return err
	}
	switch a := found[id]; {
	case a == nil:
		return &motcua.Error{Kind: motcua.KindNotFound, Field: field, Message: "no such agency"}
	case a.Kind != motcua.AgencyDepartment:
		return motcua.Invalid(field, "%s is a group of agencies: name one of them", a.Name)
	case !a.Valid.Contains(motcua.DateOf(now)):
		return motcua.Invalid(field, "%s does not exist today", a.Name)
	}
	return nil
}

// boundFlood counts what came from the same sender and address lately, and
// refuses more than people send. The lock lets two at once not both be the last.
func (d *DB) boundFlood(ctx context.Context, tx pgx.Tx, s *motcua.Submission, now time.Time) error {
	if s.Origin != motcua.OriginSent {
		return nil
	}
	for _, bound := range []struct {
		who       []byte
		hour, day int
	}{
		{d.digestOf(digestTelephone, s.Sender.Telephone), motcua.MaxPerContactHour, motcua.MaxPerContactDay},
		{d.digestOf(digestEmail, s.Sender.Email), motcua.MaxPerContactHour, motcua.MaxPerContactDay},
		{d.digestOf(digestAddress, known(s.Address)), motcua.MaxPerAddressHour, motcua.MaxPerAddressDay},
	} {
		if err := boundRate(ctx, tx, bound.who, bound.hour, bound.day, now); err != nil {
			return err
		}
	}
	return nil
}

// boundRate notes that somebody, told by a digest, sends something, and refuses
// more than so many in an hour and a day. Nobody is bounded where nil tells them.
func boundRate(ctx context.Context, tx pgx.Tx, who []byte, perHour, perDay int, now time.Time) error {
	if who == nil {
		return nil
	}
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 20))`, who); err != nil {
		return wrap("count submissions", err)
	}
	var hour, day int
	err := tx.QueryRow(ctx, `
		with noted as (insert into feedback_attempt (who, at) values ($1, $2))
		select count(*) filter (where at > $2::timestamptz - interval '1 hour'), count(*)
		from feedback_attempt where who = $1 and at > $2::timestamptz - interval '1 day'`, who, now).Scan(&hour, &day)
	if err != nil {
		return wrap("count submissions", err)
	}
	if hour >= perHour || day >= perDay {
		return &motcua.Error{Kind: motcua.KindLimit, Message: "too many submissions from one sender: try again later"}
	}
	return nil
}

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

var secretEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// secret is what opens the sender's private view: 128 bits that nobody without
// the keyset can make from the id.
func (d *DB) secret(feedback motcua.ID) string {
	return strings.ToLower(secretEncoding.EncodeToString(d.Vault().Digest(digestSecret, string(feedback))[:16]))
}

// OpenFeedback gives feedback to who shows its code and secret. A wrong secret
// is answered as an unknown code is.
func (d *DB) OpenFeedback(ctx context.Context, code motcua.TrackingCode, secret string) (*motcua.Feedback, error) {
	if err := d.needVault(); err != nil {
		return nil, err
	}
	f, err := d.FeedbackByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(d.secret(f.ID)), []byte(strings.ToLower(strings.TrimSpace(secret)))) != 1 {
		return nil, motcua.NotFound("feedback", code.String())
	}
	f.Opened = true
	return f, nil
}

// newID makes a random UUID (version 4, RFC 9562).
func newID() motcua.ID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return motcua.ID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
