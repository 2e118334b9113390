package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// PublishedFeedback reads feedback for the index that everybody asks: without a
// word of what was sent, only what is published of it. With ids it gives these,
// published or not, so that the index can drop what is not any more.
func PublishedFeedback(ctx context.Context, tx pgx.Tx, ids []motcua.ID, each func(*motcua.IndexedFeedback) error) error {
	return indexedFeedback(ctx, tx, ids, `select `+feedbackColumns+` from feedback f
		where case when $1::uuid[] is null then f.state = 'PUBLISHED' else f.id = any($1) end order by f.id`,
		func(row pgx.CollectableRow) (*motcua.IndexedFeedback, error) {
			f, err := scanFeedback(row)
			return &motcua.IndexedFeedback{Feedback: f}, err
		}, each)
}

// MaskedFeedback reads feedback for the officials' index, with what was sent
// after masking. It is the system that reads, in the transaction that it is
// given; nothing of the sender leaves it. Without a keyset there are no texts.
func (d *DB) MaskedFeedback(ctx context.Context, tx pgx.Tx, ids []motcua.ID, each func(*motcua.IndexedFeedback) error) error {
	if err := (acting{subject: motcua.SubjectSystem}).set(ctx, tx); err != nil {
		return err
	}
	return indexedFeedback(ctx, tx, ids, `select `+feedbackColumns+`, f.words, s.data_key, s.sealed
		from feedback f join feedback_sender s on s.id = f.sender
		where $1::uuid[] is null or f.id = any($1) order by f.id`,
		func(row pgx.CollectableRow) (*motcua.IndexedFeedback, error) {
			var words, key, sender []byte
			f, err := scanFeedbackAnd(row, &words, &key, &sender)
			if err != nil || key == nil || d.Vault() == nil {
				return &motcua.IndexedFeedback{Feedback: f}, err
			}
			o := opened{id: f.ID}
			if err := d.openRow(&o, key, words, sender, nil, nil, nil); err != nil {
				return nil, err
			}
			masked := o.words.Masked(&o.sender)
			return &motcua.IndexedFeedback{Feedback: f, Masked: &masked}, nil
		}, each)
}

// indexedFeedback hands on the rows of a statement one by one: there may be a
// million.
func indexedFeedback(ctx context.Context, tx pgx.Tx, ids []motcua.ID, sql string, scan pgx.RowToFunc[*motcua.IndexedFeedback], each func(*motcua.IndexedFeedback) error) error {
	rows, err := tx.Query(ctx, sql, ids)
	if err != nil {
		return wrap("read feedback for the index", err)
	}
	defer rows.Close()
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return wrap("read feedback for the index", err)
		}
		if err := each(f); err != nil {
			return err
		}
	}
	return wrap("read feedback for the index", rows.Err())
}
