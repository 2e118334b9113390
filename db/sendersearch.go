package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// maxOfSender is how much feedback of one person is shown at once.
const maxOfSender = 100

// FeedbackOfSender finds feedback by the telephone number or e-mail address of
// who sent it, the latest first, among what the reader may read the personal
// part of. That somebody was looked for is a line of the audit log, found or
// not; the number is not in it.
func (d *DB) FeedbackOfSender(ctx context.Context, by motcua.Caller, reader motcua.FeedbackReader, telephone, email *string) (list []*motcua.Feedback, err error) {
	if err := d.needVault(); err != nil {
		return nil, err
	}
	if !reader.PersonalAll && len(reader.Personal) == 0 {
		return nil, &motcua.Error{Kind: motcua.KindForbidden, Message: "this needs a role in which feedback is handled"}
	}
	if (telephone == nil) == (email == nil) {
		return nil, motcua.Invalid("telephone", "exactly one of telephone and email is needed")
	}
	column, digest := "telephone", []byte(nil)
	if telephone != nil {
		number, err := motcua.NormalizeTelephone(*telephone)
		if err != nil {
			return nil, err
		}
		digest = d.digestOf(digestTelephone, &number)
	} else {
		address, err := motcua.NormalizeEmail(*email)
		if err != nil {
			return nil, err
		}
		column, digest = "email", d.digestOf(digestEmail, &address)
	}
	as := acting{subject: by.Subject, reach: reader.Personal, all: reader.PersonalAll}
	err = d.inTxAs(ctx, as, pgx.TxOptions{}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select `+feedbackColumns+` from feedback_sender s join feedback f on f.sender = s.id
			where s.`+column+` = $1 order by f.submitted_at desc, f.id limit $2`, digest, maxOfSender)
		if err != nil {
			return wrap("look for a sender", err)
		}
		if list, err = pgx.CollectRows(rows, scanFeedback); err != nil {
			return wrap("look for a sender", err)
		}
		n := len(list)
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditSearch, Entity: "SENDER", What: "CONTACT", Rows: &n})
	})
	return list, err
}
