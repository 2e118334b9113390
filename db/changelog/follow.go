package changelog

import (
	"context"
	"fmt"
	"time"

	"motcua"
)

// Follow implements motcua.Source for a copy that follows alone: through a
// [Follower] that nobody else joins. Its errors are that of the sink, that of
// ctx, and ErrRebuild; what fails in the database is tried again.
func (l *Log) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	running, stop := context.WithCancel(ctx)
	alone := newFollower(l)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = alone.Run(running) // it ends with the context's error
	}()
	defer func() { stop(); <-ended }()
	return alone.Source(l).Follow(ctx, from, sink)
}

// CatchUp applies what there is after a position to a copy that does not follow,
// once.
func (l *Log) CatchUp(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	for {
		p, err := l.next(ctx, l.pool, from)
		if err != nil {
			return err
		}
		if !p.empty() {
			if err := sink.Apply(ctx, p.batch); err != nil {
				return err
			}
		}
		if !p.more {
			return nil
		}
		from = p.batch.Position
	}
}

// Blocker is the oldest transaction that is writing somewhere in the cluster.
type Blocker struct {
	PID      int           `json:"pid"`
	Database string        `json:"database"`
	Age      time.Duration `json:"age"` // 0 where this role may not see it
}

// Blocker names who holds the log back now. Every role sees the locks on
// transactions; when one began only members of pg_read_all_stats see.
func (l *Log) Blocker(ctx context.Context) (b Blocker, err error) { return blocker(ctx, l.pool) }

func blocker(ctx context.Context, on connection) (b Blocker, err error) {
	var seconds float64
	err = on.QueryRow(ctx, `
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
