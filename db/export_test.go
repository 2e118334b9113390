package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Acting is for whom a test's transaction runs.
type Acting = acting

// ActingFor makes one.
func ActingFor(subject string, all bool, own motcua.ID, reach ...motcua.ID) Acting {
	return acting{subject: subject, reach: reach, all: all, own: own}
}

// InTxAs runs a transaction for somebody.
func (d *DB) InTxAs(ctx context.Context, a Acting, f func(pgx.Tx) error) error {
	return d.inTxAs(ctx, a, pgx.TxOptions{}, f)
}
