package changelog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// part is what one reading of the log gave.
type part struct {
	batch motcua.Batch // what changed; where nothing did, only its position
	more  bool         // another may be there at once
	// oldest is when the first of the changes was written, by this node's clock;
	// zero where there is none.
	oldest time.Time
	// held is since when changes are there that may not be read yet; zero where
	// there are none.
	held time.Time
}

// empty says that there was nothing to read.
func (p part) empty() bool { return p.oldest.IsZero() }

// next reads what follows a position, with its rows.
func (l *Log) next(ctx context.Context, on connection, at motcua.Position) (p part, err error) {
	err = l.readOn(ctx, on, func(tx pgx.Tx, e epoch) error {
		if err := e.holds(ctx, tx, at); err != nil {
			return err
		}
		list, err := changes(ctx, tx, at, true)
		if err != nil {
			return err
		}
		p.more = len(list) == MaxChanges
		if len(list) == 0 {
			p.batch.Position = at
			var age *float64
			err := tx.QueryRow(ctx, `
				select extract(epoch from clock_timestamp() - min(at))::float8 from change where (xid, id) > ($1::text::xid8, $2)`,
				fmt.Sprint(at.XID), at.ID).Scan(&age)
			if err != nil {
				return fmt.Errorf("read the change log: %w", err)
			}
			if age != nil {
				p.held = ago(*age)
			}
		} else if p.batch, err = l.batchOf(ctx, tx, list, list[len(list)-1].behind(at)); err != nil {
			return err
		} else {
			p.oldest = oldest(list)
		}
		if !p.more {
			p.batch.Settled = e.xmin
		}
		return nil
	})
	return p, err
}

// behind is the place right after a change.
func (c change) behind(at motcua.Position) motcua.Position {
	at.XID, at.ID = c.xid, c.id
	return at
}

func oldest(list []change) time.Time {
	age := 0.0
	for _, c := range list {
		age = max(age, c.age)
	}
	return ago(age)
}

// ago turns an age that the database told into a time of this node's clock: the
// two clocks may differ.
func ago(seconds float64) time.Time {
	return time.Now().Add(-time.Duration(max(seconds, 0) * float64(time.Second)))
}

// speaksTo says whether the part changes anything that a log reads.
func (p part) speaksTo(l *Log) bool { return p.batch.Areas&l.areas() != 0 }

// areas are those whose rows the log reads.
func (l *Log) areas() (of motcua.Area) {
	if !l.bare {
		of |= motcua.AreaCatalogue | motcua.AreaVocabulary
	}
	if l.rows != nil {
		of |= motcua.AreaCatalogue
	}
	if l.feedback != nil {
		of |= motcua.AreaFeedback
	}
	return of
}
