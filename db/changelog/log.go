// Package changelog reads the log of changes, and with it the rows that it
// speaks of, for the copies that follow the database: the index, the columns
// and whatever else implements motcua.Sink. It is a motcua.Source.
//
// A change is read once no transaction that could still write an earlier one is
// open: it carries its transaction's id, and only those below the oldest
// running one count. So a reader that remembers the last (transaction, id) it
// saw misses nothing, whatever the order of commits. Log and rows are read in
// one REPEATABLE READ transaction.
package changelog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
	"motcua/db"
)

// Limits of reading.
const (
	// MaxChanges is how many changes one batch reads at the most.
	MaxChanges = 2000
	// PollInterval is how long a change is waited for when no notification comes.
	PollInterval = 2 * time.Second
	// BlockedPoll is the wait while changes are there but may not be read yet.
	BlockedPoll = 50 * time.Millisecond
	// BlockerAfter is the lag after which whoever holds the log back is named.
	BlockerAfter = 5 * time.Second
	// TrimInterval is how often a follower drops what all have applied.
	TrimInterval = 10 * time.Minute
)

const channel = "motcua_change"

// Log is the change log of a database.
type Log struct {
	pool     *pgxpool.Pool
	node     string
	name     string // of the copy that reads it
	log      *slog.Logger
	bare     bool           // procedures and the vocabulary are not read
	feedback FeedbackReader // nil: feedback is not read
	rows     RowReader      // nil: rows of the catalogue are not read
}

// New gives the log of the database behind the pool. The node's name is the one
// under which its position is kept, so that the log is not trimmed before it.
func New(pool *pgxpool.Pool, node string, log *slog.Logger) *Log {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Log{pool: pool, node: node, name: "procedures", log: log}
}

// Named gives the log for another copy than that of procedures, which is what
// it is called by itself.
func (l *Log) Named(name string) *Log {
	named := *l
	named.name = name
	return &named
}

// Claim makes the log belong to the cluster that answers. After a restore or a
// failover it empties the log and begins a new epoch, and every node rebuilds.
func (l *Log) Claim(ctx context.Context) (renewed bool, err error) {
	if err := l.pool.QueryRow(ctx, `select log_claim()`).Scan(&renewed); err != nil {
		return false, fmt.Errorf("claim the change log: %w", err)
	}
	return renewed, nil
}

// Confirm looks whether the log has what copies have read from it, and begins a new
// epoch where it does not. Positions in another log say nothing.
func (l *Log) Confirm(ctx context.Context, copies ...motcua.Position) (renewed bool, err error) {
	var lost int64
	err = l.read(ctx, func(tx pgx.Tx, e epoch) error {
		lost = e.Epoch
		for _, at := range copies {
			if err := e.holds(ctx, tx, at); errors.Is(err, errLost) || !errors.Is(err, motcua.ErrRebuild) && err != nil {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, errLost) {
		return false, err
	}
	if err := l.renew(ctx, lost); !errors.Is(err, motcua.ErrRebuild) {
		return false, err
	}
	return true, nil
}

// renew begins a new epoch in place of one whose end is lost, unless another node
// has done so before, and gives ErrRebuild.
func (l *Log) renew(ctx context.Context, lost int64) error {
	var renewed bool
	if err := l.pool.QueryRow(ctx, `select log_renew($1)`, lost).Scan(&renewed); err != nil {
		return fmt.Errorf("renew the change log: %w", err)
	}
	if renewed {
		l.log.Warn("the database lacks what it had: its files were put back to an earlier state. A new epoch of the change log begins")
	}
	return motcua.ErrRebuild
}

// epoch is the log's identity and how far it was trimmed.
type epoch struct {
	motcua.Position        // XID and ID are the newest change that was trimmed away
	xmin            uint64 // transactions below it have ended
	xmax            uint64 // it, and those above, have not begun

	// The newest change of a procedure that was trimmed away.
	catalogueXID uint64
	catalogueID  int64
}

var errForeign = errors.New("the change log came from another cluster: start the server, which begins a new one")

func readEpoch(ctx context.Context, tx pgx.Tx) (e epoch, err error) {
	var here motcua.Position
	err = tx.QueryRow(ctx, `
		select e.epoch, e.system, e.timeline, e.trimmed_xid::text::bigint, e.trimmed_id,
		       e.catalogue_xid::text::bigint, e.catalogue_id,
		       i.system, i.timeline, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
		       pg_snapshot_xmax(pg_current_snapshot())::text::bigint
		from log_epoch e, log_identity() i`).
		Scan(&e.Epoch, &e.System, &e.Timeline, &e.XID, &e.ID, &e.catalogueXID, &e.catalogueID, &here.System, &here.Timeline, &e.xmin, &e.xmax)
	if err != nil {
		return e, fmt.Errorf("read the epoch of the change log: %w", err)
	}
	if here.System != e.System || here.Timeline != e.Timeline {
		return e, errForeign
	}
	return e, nil
}

// errLost says that the log lacks what was read from it. To a copy that is the
// same as another epoch.
var errLost = fmt.Errorf("%w: the log lacks what was read from it", motcua.ErrRebuild)

// check says whether the log still holds everything after the position. One that
// has yet to come is of a cluster whose files were put back to an earlier state.
func (e epoch) check(from motcua.Position) error {
	switch {
	case !from.SameLog(e.Position) || !from.Reached(e.Position):
		return motcua.ErrRebuild
	case from.XID > e.xmax:
		return errLost
	}
	return nil
}

// holds is check for who has read the log itself: it looks for the change that was
// taken last as well. Where the files of the cluster were put back the numbers of
// transactions are given out again, so that a position need not be ahead of the log
// that it is not of.
func (e epoch) holds(ctx context.Context, tx pgx.Tx, from motcua.Position) error {
	if err := e.check(from); err != nil {
		return err
	}
	if from.ID == 0 || from.XID == e.XID && from.ID == e.ID {
		return nil // no change, or one that was trimmed away
	}
	var there bool
	if err := tx.QueryRow(ctx, `select exists (select from change where xid = $1::text::xid8 and id = $2)`, fmt.Sprint(from.XID), from.ID).Scan(&there); err != nil {
		return fmt.Errorf("look for a change in the log: %w", err)
	}
	if !there {
		return errLost
	}
	return nil
}

// read runs f in the kind of transaction in which log and rows agree.
func (l *Log) read(ctx context.Context, f func(pgx.Tx, epoch) error) error {
	return l.readOn(ctx, l.pool, f)
}

// readOn is read on a connection.
func (l *Log) readOn(ctx context.Context, on connection, f func(pgx.Tx, epoch) error) error {
	opts := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return db.Told("read the change log", pgx.BeginTxFunc(ctx, on, opts, func(tx pgx.Tx) error {
		e, err := readEpoch(ctx, tx)
		if err != nil {
			return err
		}
		return f(tx, e)
	}))
}

type change struct {
	xid    uint64
	id     int64
	entity string
	key    motcua.ID
	age    float64 // seconds since it was written, by the database's clock
}

// changes reads what follows the position. Where settled is set only what no
// open transaction can still precede is read; otherwise all that the snapshot
// shows, which is right only for rows of the same snapshot.
func changes(ctx context.Context, tx pgx.Tx, from motcua.Position, settled bool) ([]change, error) {
	limit := MaxChanges
	if !settled {
		limit = 1 << 30
	}
	rows, err := tx.Query(ctx, `
		select xid::text::bigint, id, entity, entity_id::text, extract(epoch from clock_timestamp() - at)::float8
		from change
		where (xid, id) > ($1::text::xid8, $2) and (not $3 or xid < pg_snapshot_xmin(pg_current_snapshot()))
		order by xid, id limit $4`, fmt.Sprint(from.XID), from.ID, settled, limit)
	if err != nil {
		return nil, fmt.Errorf("read the change log: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c change, err error) {
		err = row.Scan(&c.xid, &c.id, &c.entity, &c.key, &c.age)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the change log: %w", err)
	}
	return list, nil
}
