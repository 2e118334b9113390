package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Unhurried lets a transaction take its time: to read a whole state may take
// longer than a statement of a request, and whoever takes in what is read longer
// than the server waits for the next statement.
func Unhurried(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`)
	return wrap("prepare to read a whole state", err)
}
