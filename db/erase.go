package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// eraseSender destroys the data key of who sent feedback, and with it all that
// they wrote, the files and all that was written to them: the sealed forms stay,
// and nothing opens them any more. The digests by which they could be found go
// too.
func eraseSender(ctx context.Context, tx pgx.Tx, by motcua.Caller, e *motcua.FeedbackEvent) error {
	_, err := tx.Exec(ctx, `
		update feedback_sender set data_key = null, sealed = null, telephone = null, email = null, erased_at = $2
		where id = $1`, senderID(e.Feedback), e.At)
	if err != nil {
		return wrap("erase a sender", err)
	}
	_, err = tx.Exec(ctx, `update feedback_attachment set sha256 = null, file_key = null where feedback = $1`, e.Feedback)
	if err != nil {
		return wrap("erase the keys of files", err)
	}
	return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditErase, Entity: entityFeedback, EntityID: &e.Feedback, Agency: &e.Agency, What: "SENDER"})
}

// Retention is how long something is kept.
type Retention struct {
	What   string // SENDER, IDEMPOTENCY, ATTEMPT
	Days   int
	Source string // why so long
}

// Retentions lists the periods.
func (d *DB) Retentions(ctx context.Context) ([]Retention, error) {
	rows, err := d.pool.Query(ctx, `select what, days, source from retention_rule order by what`)
	if err != nil {
		return nil, wrap("read the retention periods", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Retention])
	return list, wrap("read the retention periods", err)
}

// SetRetention changes a period.
func (d *DB) SetRetention(ctx context.Context, by motcua.Caller, r Retention) error {
	return d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `update retention_rule set days = $2, source = $3 where what = $1`, r.What, r.Days, r.Source)
		if err != nil {
			return wrap("change a retention period", err)
		}
		if done.RowsAffected() == 0 {
			return motcua.NotFound("retention period", r.What)
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "RETENTION", What: r.What})
	})
}

// Retained is what ended when its time was over.
type Retained struct{ Senders, Keys, Attempts int }

// EndRetention erases the senders of feedback that was closed longer ago than
// they are kept, each as an event, and drops keys and counts that serve no more.
func (d *DB) EndRetention(ctx context.Context, now time.Time) (out Retained, err error) {
	periods, err := d.Retentions(ctx)
	if err != nil {
		return out, err
	}
	days := map[string]int{}
	for _, p := range periods {
		days[p.What] = p.Days
	}
	for what, to := range map[string]*int{"IDEMPOTENCY": &out.Keys, "ATTEMPT": &out.Attempts} {
		table := map[string]string{"IDEMPOTENCY": "idempotency", "ATTEMPT": "feedback_attempt"}[what]
		done, err := d.pool.Exec(ctx, `delete from `+table+` where at < $1`, now.AddDate(0, 0, -days[what]))
		if err != nil {
			return out, wrap("drop what is old", err)
		}
		*to = int(done.RowsAffected())
	}
	out.Senders, err = d.eraseOld(ctx, now, now.AddDate(0, 0, -days["SENDER"]))
	return out, err
}

// eraseOld erases the senders of what was closed before a moment.
func (d *DB) eraseOld(ctx context.Context, now, before time.Time) (n int, err error) {
	for {
		some, err := d.eraseSome(ctx, now, before)
		n += some
		if err != nil || some == 0 {
			return n, err
		}
	}
}

func (d *DB) eraseSome(ctx context.Context, now, before time.Time) (n int, err error) {
	err = d.inTxAs(ctx, acting{subject: motcua.SubjectSystem}, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select `+feedbackColumns+` from feedback f join feedback_sender s on s.id = f.sender
			where f.closed_at < $1 and s.erased_at is null order by f.id limit $2 for update of f`, before, recomputeBatch)
		if err != nil {
			return wrap("read whose time is over", err)
		}
		list, err := pgx.CollectRows(rows, scanFeedback)
		if err != nil {
			return wrap("read whose time is over", err)
		}
		for _, f := range list {
			e := motcua.FeedbackEvent{Feedback: f.ID, Seq: f.Standing.Events + 1, Kind: motcua.EventSenderErased, At: now,
				Actor: motcua.Actor{Kind: motcua.ActorSystem}, Agency: f.Agency, DueAt: f.DueAt, DueAtStatus: f.DueAtStatus}
			if err := f.Standing.Apply(&e); err != nil {
				return err
			}
			b := &pgx.Batch{}
			if err := queueEvent(b, &e, nil); err != nil {
				return err
			}
			queueStanding(b, f.ID, &f.Standing, f.Public)
			if err := send(ctx, tx, "store an event", b); err != nil {
				return err
			}
			if err := eraseSender(ctx, tx, motcua.Caller{Subject: motcua.SubjectSystem}, &e); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}
