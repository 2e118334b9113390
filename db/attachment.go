package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/vault"
)

// entityAttachment names a file in the audit log.
const entityAttachment = "ATTACHMENT"

// attach makes files that came part of an event, in the event's transaction.
// Their keys are from then on sealed with the sender's.
func (d *DB) attach(ctx context.Context, tx pgx.Tx, feedback motcua.ID, event int, uploads []motcua.ID, key *vault.Key, now time.Time) error {
	files, err := d.takeUploads(ctx, tx, feedback, event, uploads, now)
	if err != nil || len(files) == 0 {
		return err
	}
	if key == nil {
		return motcua.Invalid("uploads", "the sender is erased: there is no key to seal a file with")
	}
	batch := &pgx.Batch{}
	for _, a := range files {
		var sealed []byte
		if file, ok := a.Key.(*vault.FileKey); ok {
			if sealed, err = key.SealFileKey(placeFile(a.ID), file); err != nil {
				return err
			}
		}
		batch.Queue(`insert into feedback_attachment (id, feedback, event, media_type, size, sha256, added_at, blob, file_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			a.ID, a.Feedback, a.Event, a.MediaType, a.Size, a.SHA256[:], a.AddedAt, a.Blob[:], sealed)
	}
	batch.Queue(`update feedback set attachments = (select count(*) from feedback_attachment a where a.feedback = $1) where id = $1`, feedback)
	return wrap("attach files", tx.SendBatch(ctx, batch).Close())
}

const attachmentColumns = `a.id::text, a.feedback::text, a.event, a.media_type, a.size, a.sha256, a.blob, a.public, a.added_at,
	(select count(*) from feedback_attachment b where b.feedback = a.feedback and (b.event, b.id) <= (a.event, a.id))`

// notErased holds for files whose sender is not erased; the others are gone.
const notErased = `not exists (select from feedback_event e where e.feedback = a.feedback and e.kind = 'SENDER_ERASED')`

func scanAttachment(row pgx.CollectableRow) (a motcua.FeedbackAttachment, err error) {
	var sum, blob []byte
	var place int
	err = row.Scan(&a.ID, &a.Feedback, &a.Event, &a.MediaType, &a.Size, &sum, &blob, &a.Public, &a.AddedAt, &place)
	copy(a.SHA256[:], sum) // the table holds no other length
	copy(a.Blob[:], blob)
	ending, _ := motcua.UploadEnding(a.MediaType)
	a.Name = fmt.Sprintf("tep-%d%s", place, ending)
	return a, err
}

// FeedbackAttachments gives the files of feedback in their order, by the
// feedback's ids, in one statement. Who may have them is told by
// [motcua.FeedbackReader.ReadsAttachment].
func (d *DB) FeedbackAttachments(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]motcua.FeedbackAttachment, error) {
	rows, err := d.pool.Query(ctx, `
		select `+attachmentColumns+` from feedback_attachment a
		where a.feedback = any($1) and `+notErased+`
		order by a.feedback, a.event, a.id`, ids)
	if err != nil {
		return nil, wrap("load attachments", err)
	}
	list, err := pgx.CollectRows(rows, scanAttachment)
	out := map[motcua.ID][]motcua.FeedbackAttachment{}
	for _, a := range list {
		out[a.Feedback] = append(out[a.Feedback], a)
	}
	return out, wrap("load attachments", err)
}

// OpenAttachment gives a file that the reader may have, and notes who had it
// where it is not public. What they may not have is not there.
func (d *DB) OpenAttachment(ctx context.Context, by motcua.Caller, code motcua.TrackingCode, secret string, id motcua.ID) (*motcua.FeedbackAttachment, error) {
	reader, err := d.attachmentReader(ctx, by, code, secret)
	if err != nil {
		return nil, err
	}
	rows, err := d.pool.Query(ctx, `select `+attachmentColumns+` from feedback_attachment a
		where a.id = $1 and `+notErased+` order by a.id`, id)
	if err != nil {
		return nil, wrap("load an attachment", err)
	}
	list, err := pgx.CollectRows(rows, scanAttachment)
	if err != nil {
		return nil, wrap("load an attachment", err)
	}
	if len(list) == 0 {
		return nil, motcua.NotFound("attachment", string(id))
	}
	a := &list[0]
	f, err := d.Feedback(ctx, reader, a.Feedback)
	switch {
	case err != nil && motcua.KindOf(err) != motcua.KindNotFound:
		return nil, err
	case err != nil || !reader.ReadsAttachment(f, a):
		return nil, motcua.NotFound("attachment", string(id))
	}
	return a, d.inTxAs(ctx, acting{subject: motcua.SubjectSystem}, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if err := d.openFileKey(ctx, tx, a); err != nil || a.Public && f.Public != nil {
			return err
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditDownload, Entity: entityAttachment, EntityID: &a.ID, Agency: &f.Agency})
	})
}

// openFileKey opens the key of a file, which goes no further than to who may
// have the file.
func (d *DB) openFileKey(ctx context.Context, tx pgx.Tx, a *motcua.FeedbackAttachment) error {
	key, err := d.keyOf(ctx, tx, a.Feedback)
	if err != nil {
		return err
	}
	if key == nil {
		return motcua.NotFound("attachment", string(a.ID)) // erased meanwhile, and the file's own key with it
	}
	var sealed []byte
	if err := tx.QueryRow(ctx, `select file_key from feedback_attachment where id = $1`, a.ID).Scan(&sealed); err != nil {
		return wrap("read the key of a file", err)
	}
	if sealed == nil {
		return nil // it came before files were sealed
	}
	a.Key, err = key.OpenFileKey(placeFile(a.ID), a.ID, sealed)
	return err
}

// attachmentReader is for whom a file is looked for: an official, or the sender
// who shows code and secret. A wrong secret opens nothing and says nothing.
func (d *DB) attachmentReader(ctx context.Context, by motcua.Caller, code motcua.TrackingCode, secret string) (r motcua.FeedbackReader, err error) {
	if by.Official() {
		tree, err := d.AgencyTree(ctx)
		if err != nil {
			return r, err
		}
		r = by.FeedbackReader(tree)
	}
	if code == "" || secret == "" {
		return r, nil
	}
	f, err := d.OpenFeedback(ctx, code, secret)
	if err == nil {
		r.Sender = f.ID
	} else if motcua.KindOf(err) != motcua.KindNotFound {
		return r, err
	}
	return r, nil
}

// ShowAttachment decides whether everybody may have a file once its feedback is
// published: a publisher of the agency that holds the feedback does.
func (d *DB) ShowAttachment(ctx context.Context, by motcua.Caller, id motcua.ID, public bool) (*motcua.Feedback, error) {
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return nil, err
	}
	reader := by.FeedbackReader(tree)
	var of string
	err = d.pool.QueryRow(ctx, `select coalesce(min(feedback::text), '') from feedback_attachment where id = $1`, id).Scan(&of)
	if err != nil {
		return nil, wrap("look for an attachment", err)
	}
	if of == "" {
		return nil, motcua.NotFound("attachment", string(id))
	}
	f, err := d.Feedback(ctx, reader, motcua.ID(of))
	if err != nil {
		return nil, motcua.NotFound("attachment", string(id))
	}
	if !reader.SeesAsOfficial(f) {
		return nil, motcua.NotFound("attachment", string(id))
	}
	if err := by.MayAct(f.Agency, tree, motcua.RolePublisher); err != nil {
		return nil, err
	}
	what := "WITHHELD"
	if public {
		what = "SHOWN"
	}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update feedback_attachment set public = $2 where id = $1`, id, public); err != nil {
			return wrap("decide on an attachment", err)
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditAct, Entity: entityAttachment, EntityID: &id, Agency: &f.Agency, What: what})
	})
	return f, err
}
