package db

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// claim takes a retry's key for what is about to be made or changed. Where it
// was taken before, with the same input, it gives what was made then. Of two
// that come together the second waits for the first.
func claim(ctx context.Context, tx pgx.Tx, r *motcua.Retry, subject motcua.ID) (made motcua.ID, before bool, err error) {
	if r == nil {
		return subject, false, nil
	}
	done, err := tx.Exec(ctx, `
		insert into idempotency (caller, key, hash, subject) values ($1, $2, $3, $4) on conflict do nothing`,
		r.Caller, r.Key, r.Hash[:], subject)
	if err != nil {
		return "", false, wrap("take an idempotency key", err)
	}
	if done.RowsAffected() == 1 {
		return subject, false, nil
	}
	var hash []byte
	err = tx.QueryRow(ctx, `select hash, subject::text from idempotency where caller = $1 and key = $2`, r.Caller, r.Key).Scan(&hash, &made)
	if errors.Is(err, pgx.ErrNoRows) { // it was dropped for its age in between
		return "", false, &motcua.Error{Kind: motcua.KindConflict, Field: "idempotencyKey", Message: "the key has just ended: take a new one"}
	}
	if err != nil {
		return "", false, wrap("look up an idempotency key", err)
	}
	return made, true, r.Same(hash)
}
