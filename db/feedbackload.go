package db

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// LoadFeedback stores made-up feedback in bulk, in one short transaction. Since
// COPY is refused where row security holds, senders go as arrays.
func (d *DB) LoadFeedback(ctx context.Context, list []motcua.WholeFeedback) error {
	if err := d.needVault(); err != nil {
		return err
	}
	load := bulk{}
	for i := range list {
		if err := load.add(d.Vault(), &list[i], d); err != nil {
			return err
		}
	}
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error { return load.write(ctx, tx) })
}

// bulk is rows in the order of their columns.
type bulk struct {
	feedback, events, episodes       [][]any
	senders                          [][16]byte
	keys, sealed, telephones, emails [][]byte
}

func (b *bulk) add(v *vault.Vault, w *motcua.WholeFeedback, d *DB) error {
	f := &w.Feedback
	key, sealedKey, err := v.NewKey(senderID(f.ID))
	if err != nil {
		return err
	}
	sender, err := sealJSON(key, placeSender, w.Sender)
	if err != nil {
		return err
	}
	words, err := sealJSON(key, placeWords, w.Words)
	if err != nil {
		return err
	}
	id := uuidOf(f.ID)
	b.senders = append(b.senders, uuidOf(senderID(f.ID)))
	b.keys, b.sealed = append(b.keys, sealedKey), append(b.sealed, sender)
	b.telephones = append(b.telephones, d.digestOf(digestTelephone, w.Sender.Telephone))
	b.emails = append(b.emails, d.digestOf(digestEmail, w.Sender.Email))
	b.feedback = append(b.feedback, feedbackRow(f, words))
	for i := range w.Events {
		row, err := eventRow(id, &w.Events[i], key)
		if err != nil {
			return err
		}
		b.events = append(b.events, row)
	}
	for i := range w.Episodes {
		e := &w.Episodes[i]
		from, to, outcomes := gapColumns(e)
		b.episodes = append(b.episodes, []any{id, e.Number, uuidOf(e.Agency), e.Began, e.Ended, e.Outcome, from, to, outcomes})
	}
	return nil
}

func feedbackRow(f *motcua.Feedback, words []byte) []any {
	var title, text, answer, at, from any
	if f.Public != nil {
		title, text, answer, at = f.Public.Title, f.Public.Text, f.Public.Answer, f.Public.At
	}
	if f.Clock.Stage != "" {
		from = f.Clock.From
	}
	return []any{
		uuidOf(f.ID), string(f.Code), uuidOf(senderID(f.ID)), f.Channel, f.Origin, uuidOrNil(f.Procedure), uuidOrNil(f.Sector), f.Consent, words, f.SubmittedAt, f.Attachments,
		f.State, uuidOf(f.Agency), f.Class, f.Assignee, f.Refusal, uuidOrNil(f.DuplicateOf), f.Rating,
		f.ReceivedAt, f.AnsweredAt, f.ClosedAt, f.ChangedAt, clockStage(&f.Standing), from, f.DueAt, f.DueAtStatus, f.Standing.Events,
		title, text, answer, at,
	}
}

func eventRow(id [16]byte, e *motcua.FeedbackEvent, key vault.Key) ([]any, error) {
	var note []byte
	if e.Note != nil {
		var err error
		if note, err = key.Seal(placeNote(e.Seq), []byte(*e.Note)); err != nil {
			return nil, err
		}
	}
	return []any{
		id, e.Seq, e.Kind, e.At, e.Actor.Kind, e.Actor.Subject, e.Actor.Name, e.Actor.Role, uuidOf(e.Agency), uuidOrNil(e.To),
		e.Assignee, e.Class, e.Refusal, uuidOrNil(e.DuplicateOf), e.Rating, e.Consent, e.DueAt, e.DueAtStatus, e.OnTime, note,
	}, nil
}

func (b *bulk) write(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		insert into feedback_sender (id, data_key, sealed, telephone, email)
		select * from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[])`,
		b.senders, b.keys, b.sealed, b.telephones, b.emails)
	err = wrap("load senders", err)
	copy := func(table string, rows [][]any, columns ...string) {
		if err == nil {
			_, err = tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
			err = wrap("load "+table, err)
		}
	}
	copy("feedback", b.feedback, "id", "code", "sender", "channel", "origin", "procedure", "sector", "consent", "words", "submitted_at", "attachments",
		"state", "agency", "class", "assignee", "refusal", "duplicate_of", "rating", "received_at", "answered_at", "closed_at", "changed_at",
		"clock_stage", "clock_from", "due_at", "due_at_status", "events", "public_title", "public_text", "public_answer", "published_at")
	copy("feedback_event", b.events, "feedback", "seq", "kind", "at", "actor_kind", "actor_subject", "actor_name", "actor_role", "agency", "to_agency",
		"assignee", "class", "refusal", "duplicate_of", "rating", "consent", "due_at", "due_at_status", "on_time", "note")
	copy("feedback_assignment", b.episodes, "feedback", "number", "agency", "began", "ended", "outcome", "gap_from", "gap_to", "gap_outcome")
	return err
}

// uuidOf gives an id as COPY sends it.
func uuidOf(id motcua.ID) (out [16]byte) {
	if _, err := hex.Decode(out[:], []byte(strings.ReplaceAll(string(id), "-", ""))); err != nil {
		panic(fmt.Sprintf("%q is no id", id)) // ids are parsed before they come here
	}
	return out
}

func uuidOrNil(id *motcua.ID) any {
	if id == nil {
		return nil
	}
	return uuidOf(*id)
}

// FeedbackReceivers lists the bodies that exist on a day, with which made-up
// feedback may be about.
func (d *DB) FeedbackReceivers(ctx context.Context, day motcua.Date) ([]motcua.Agency, error) {
	rows, err := d.pool.Query(ctx, `
		select `+agencyColumns+` from agency r where r.kind = 'DEPARTMENT' and r.valid @> $1::date order by r.id`, day)
	if err != nil {
		return nil, wrap("list agencies", err)
	}
	list, err := pgx.CollectRows(rows, scanAgency)
	out := make([]motcua.Agency, len(list))
	for i, a := range list {
		out[i] = *a
	}
	return out, wrap("list agencies", err)
}

// PublicProcedureIDs lists some public procedures, in the order of their ids.
func (d *DB) PublicProcedureIDs(ctx context.Context, limit int) ([]motcua.ID, error) {
	rows, err := d.pool.Query(ctx, `select id::text from public_procedure order by id limit $1`, limit)
	if err != nil {
		return nil, wrap("list procedures", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
	return list, wrap("list procedures", err)
}
