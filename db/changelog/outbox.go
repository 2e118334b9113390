package changelog

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua"
)

// Fill is a part of the change log for whoever turns it into messages, in the
// transaction that moves their position.
type Fill struct {
	Procedures []motcua.ID
	Feedbacks  []motcua.ID
	Position   motcua.Position
	// Renewed says that the log does not reach back to where the messages
	// ended: something may be missing.
	Renewed bool
}

// Outbox hands the next part of the log to fill, whose transaction moves the
// position with it: what it writes is written exactly once. Of several nodes
// one does it at a time; the others are told that there is nothing to do. It
// says whether another part may be there at once.
func (l *Log) Outbox(ctx context.Context, fill func(context.Context, pgx.Tx, Fill) error) (more bool, err error) {
	err = pgx.BeginTxFunc(ctx, l.pool, pgx.TxOptions{}, func(tx pgx.Tx) error {
		from, held, err := outboxPosition(ctx, tx)
		if err != nil || held {
			return err
		}
		e, err := readEpoch(ctx, tx)
		if err != nil {
			return err
		}
		now := e.Position
		now.XID, now.ID = e.xmin, 0
		if from == nil { // nobody was told of what was before
			return moveOutbox(ctx, tx, now)
		}
		if err := e.check(*from); err != nil {
			if err := fill(ctx, tx, Fill{Position: now, Renewed: true}); err != nil {
				return err
			}
			return moveOutbox(ctx, tx, now)
		}
		list, err := changes(ctx, tx, *from, true)
		if err != nil || len(list) == 0 {
			return err
		}
		more = len(list) == MaxChanges
		f := fillOf(list, *from)
		if len(f.Procedures)+len(f.Feedbacks) > 0 {
			if err := fill(ctx, tx, f); err != nil {
				return err
			}
		}
		return moveOutbox(ctx, tx, f.Position)
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "40001" { // another node was first
		return false, nil
	}
	return more, err
}

func fillOf(list []change, from motcua.Position) Fill {
	f := Fill{Position: from}
	last := list[len(list)-1]
	f.Position.XID, f.Position.ID = last.xid, last.id
	seen := map[motcua.ID]bool{}
	for _, c := range list {
		if seen[c.key] {
			continue
		}
		switch c.entity {
		case procedureEntity:
			f.Procedures = append(f.Procedures, c.key)
		case feedbackEntity:
			f.Feedbacks = append(f.Feedbacks, c.key)
		default:
			continue
		}
		seen[c.key] = true
	}
	return f
}

// outboxPosition takes the position; held says that another node has it.
func outboxPosition(ctx context.Context, tx pgx.Tx) (at *motcua.Position, held bool, err error) {
	var got bool
	if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock(hashtextextended('motcua.webhook', 0))`).Scan(&got); err != nil {
		return nil, false, fmt.Errorf("lock the outbox: %w", err)
	}
	if !got {
		return nil, true, nil
	}
	var p motcua.Position
	err = tx.QueryRow(ctx, `select system, timeline, epoch, xid::text::bigint, id from webhook_position`).Scan(&p.System, &p.Timeline, &p.Epoch, &p.XID, &p.ID)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("read the position of the outbox: %w", err)
	}
	return &p, false, nil
}

func moveOutbox(ctx context.Context, tx pgx.Tx, p motcua.Position) error {
	_, err := tx.Exec(ctx, `
		insert into webhook_position (system, timeline, epoch, xid, id) values ($1, $2, $3, $4::text::xid8, $5)
		on conflict (only_row) do update set system = excluded.system, timeline = excluded.timeline, epoch = excluded.epoch, xid = excluded.xid, id = excluded.id`,
		p.System, p.Timeline, p.Epoch, fmt.Sprint(p.XID), p.ID)
	if err != nil {
		return fmt.Errorf("move the outbox: %w", err)
	}
	return nil
}
