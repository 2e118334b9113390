package changelog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
)

// Follow implements motcua.Source. A notification wakes it; it also looks by
// itself every [PollInterval], so a lost notification only costs time.
func (l *Log) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	conn, err := l.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listen to the change log: %w", err)
	}
	defer l.unlisten(conn)
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return fmt.Errorf("listen to the change log: %w", err)
	}
	f := follower{Log: l, conn: conn, at: from, sink: sink, trimmed: time.Now()}
	for {
		more, err := f.step(ctx)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		if err := f.wait(ctx); err != nil {
			return err
		}
	}
}

// unlisten gives the connection back clean; one that cannot be cleaned is closed.
func (l *Log) unlisten(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, "unlisten "+channel); err != nil {
		_ = conn.Conn().Close(ctx) // broken anyway
	}
	conn.Release()
}

type follower struct {
	*Log
	conn    *pgxpool.Conn
	at      motcua.Position
	sink    motcua.Sink
	blocked time.Time // since when changes are there that may not be read; zero is not
	named   time.Time // when the blocker was last named
	trimmed time.Time
}

// step reads and applies one batch; more says that another may be there at once.
func (f *follower) step(ctx context.Context) (more bool, err error) {
	var list []change
	var batch motcua.Batch
	var waiting bool
	err = f.read(ctx, func(tx pgx.Tx, e epoch) (err error) {
		if err := e.check(f.at); err != nil {
			return err
		}
		if list, err = changes(ctx, tx, f.at, true); err != nil {
			return err
		}
		if len(list) == 0 {
			return tx.QueryRow(ctx, `select exists (select from change where (xid, id) > ($1::text::xid8, $2))`,
				fmt.Sprint(f.at.XID), f.at.ID).Scan(&waiting)
		}
		last := list[len(list)-1]
		at := f.at
		at.XID, at.ID = last.xid, last.id
		batch, err = f.batchOf(ctx, tx, list, at)
		return err
	})
	if err != nil {
		return false, err
	}
	f.noteBlocked(ctx, waiting)
	if len(list) == 0 {
		// Telling that nothing was there lets the sink know how fresh it is.
		return false, f.sink.Apply(ctx, motcua.Batch{Position: f.at})
	}
	if err := f.sink.Apply(ctx, batch); err != nil {
		return false, err
	}
	f.at = batch.Position
	return len(list) == MaxChanges, nil
}

// wait returns when there may be something to read.
func (f *follower) wait(ctx context.Context) error {
	f.save(ctx)
	interval := PollInterval
	if !f.blocked.IsZero() {
		interval = BlockedPoll
	}
	waiting, cancel := context.WithTimeout(ctx, interval)
	defer cancel()
	_, err := f.conn.Conn().WaitForNotification(waiting)
	if err != nil && (ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded)) {
		return fmt.Errorf("wait for changes: %w", err)
	}
	return nil
}

// save keeps the position for the trim. That it fails is no reason to stop
// following: the log is then kept longer.
func (f *follower) save(ctx context.Context) {
	_, err := f.pool.Exec(ctx, `
		insert into follower (node, epoch, xid, id) values ($1, $2, $3::text::xid8, $4)
		on conflict (node) do update set epoch = excluded.epoch, xid = excluded.xid, id = excluded.id, seen_at = clock_timestamp()
		where follower.seen_at < clock_timestamp() - interval '10 seconds' or (follower.xid, follower.id) <> (excluded.xid, excluded.id)`,
		f.node, f.at.Epoch, fmt.Sprint(f.at.XID), f.at.ID)
	if err == nil && time.Since(f.trimmed) > TrimInterval {
		f.trimmed = time.Now()
		_, err = f.pool.Exec(ctx, `select log_trim()`)
	}
	if err != nil && ctx.Err() == nil {
		f.log.Warn("the node's position in the change log was not saved", "error", err)
	}
}

// noteBlocked names whoever holds the log back for too long.
func (f *follower) noteBlocked(ctx context.Context, waiting bool) {
	switch {
	case !waiting:
		f.blocked = time.Time{}
		return
	case f.blocked.IsZero():
		f.blocked = time.Now()
	}
	if lag := time.Since(f.blocked); lag > BlockerAfter && time.Since(f.named) > BlockerAfter {
		f.named = time.Now()
		b, err := f.Blocker(ctx)
		if err != nil {
			f.log.Warn("the change log is held back", "lag", lag, "error", err)
			return
		}
		f.log.Warn("an open transaction holds the change log back", "lag", lag, "pid", b.PID, "database", b.Database, "age", b.Age)
	}
}

// Blocker is the oldest transaction that is writing somewhere in the cluster.
type Blocker struct {
	PID      int
	Database string
	Age      time.Duration // 0 where this role may not see it
}

// Blocker names who holds the log back now. Every role sees the locks on
// transactions; when one began only members of pg_read_all_stats see.
func (l *Log) Blocker(ctx context.Context) (b Blocker, err error) {
	var seconds float64
	err = l.pool.QueryRow(ctx, `
		select l.pid, coalesce(a.datname, ''), coalesce(extract(epoch from clock_timestamp() - a.xact_start), 0)::float8
		from pg_locks l join pg_stat_activity a using (pid)
		where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted and l.pid <> pg_backend_pid()
		order by age(l.transactionid) desc, l.pid limit 1`).Scan(&b.PID, &b.Database, &seconds)
	b.Age = time.Duration(seconds * float64(time.Second))
	if err != nil {
		return b, fmt.Errorf("find who holds the change log back: %w", err)
	}
	return b, nil
}
