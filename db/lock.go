package db

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// importConn is the connection whose session holds the import lock. The lock
// ends with the session, so a killed import leaves none behind.
type importConn struct{ conn *pgxpool.Conn }

func (d *DB) lockImport(ctx context.Context) (*importConn, error) {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return nil, wrap("begin an import", err)
	}
	var got bool
	if err := conn.QueryRow(ctx, `select pg_try_advisory_lock(hashtextextended($1, 0))`, importLock).Scan(&got); err != nil {
		conn.Release()
		return nil, wrap("begin an import", err)
	}
	if !got {
		conn.Release()
		return nil, ErrBusy
	}
	return &importConn{conn}, nil
}

func (c *importConn) unlock(ctx context.Context) error {
	defer c.conn.Release()
	_, err := c.conn.Exec(ctx, `select pg_advisory_unlock(hashtextextended($1, 0))`, importLock)
	return wrap("end an import", err)
}
