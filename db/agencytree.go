package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// How long a tree serves before it is read again. Only an import changes the
// register, and a right that a new unit lends may wait as long.
const agencyTreeAge = 5 * time.Second

// treeTimeout bounds the reading of the tree, for which several may wait.
const treeTimeout = 5 * time.Second

// heldTree is the tree as it was a moment ago.
type heldTree struct {
	at   time.Time // of this machine's running clock
	tree *motcua.AgencyTree
}

// AgencyTree gives the tree of the register of agencies, of some seconds ago at
// the most.
func (d *DB) AgencyTree(ctx context.Context) (*motcua.AgencyTree, error) {
	if held := d.tree.Load(); held != nil && time.Since(held.at) < agencyTreeAge {
		return held.tree, nil
	}
	read := d.treeRead.DoChan("", func() (any, error) {
		// Others wait for it too, so it outlives the request that began it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), treeTimeout)
		defer cancel()
		return d.readAgencyTree(ctx)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-read:
		tree, ok := got.Val.(*motcua.AgencyTree)
		if got.Err != nil || !ok {
			return nil, fmt.Errorf("read the tree of agencies: %w", got.Err)
		}
		return tree, nil
	}
}

func (d *DB) readAgencyTree(ctx context.Context) (*motcua.AgencyTree, error) {
	at := time.Now()
	rows, err := d.pool.Query(ctx, `select id::text, case when upper_inf(valid) then coalesce(code, '') else '' end, coalesce(parent::text, ''), 0 from agency order by id`)
	if err != nil {
		return nil, wrap("read the agencies", err)
	}
	nodes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.AgencyNode])
	if err != nil {
		return nil, wrap("read the agencies", err)
	}
	tree := motcua.NewAgencyTree(nodes)
	d.tree.Store(&heldTree{at, tree})
	return tree, nil
}
