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
