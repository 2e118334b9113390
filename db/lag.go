package db

import (
	"context"
	"fmt"

	"motcua"
)

// maxLag is where counting stops: whoever is so far behind is far behind.
const maxLag = 100_000

// ChangesAfter counts the changes in the log that come after a position, up to
// a bound.
func (d *DB) ChangesAfter(ctx context.Context, at motcua.Position) (n int, err error) {
	err = d.pool.QueryRow(ctx, `
		select count(*) from (select from change where (xid, id) > ($1::text::xid8, $2) limit $3) c`,
		fmt.Sprint(at.XID), at.ID, maxLag).Scan(&n)
	return n, wrap("count changes", err)
}
