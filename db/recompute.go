package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// recomputeBatch is how much is computed anew in one transaction: bulk work must
// not hold those back who follow the change log.
const recomputeBatch = 500

// RecomputeDeadlines compares the due date of all feedback whose time runs with
// what calendar and rule sets say now, and writes an event for each that is
// another; it says how many these were. Running it twice changes nothing.
func (d *DB) RecomputeDeadlines(ctx context.Context, now time.Time) (changed int, err error) {
	after := motcua.ID("00000000-0000-0000-0000-000000000000")
	for {
		n, last, err := d.recomputeSome(ctx, after, now)
		changed += n
		if err != nil || last == "" {
			return changed, err
		}
		after = last
	}
}

func (d *DB) recomputeSome(ctx context.Context, after motcua.ID, now time.Time) (n int, last motcua.ID, err error) {
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		by, err := readDeadlines(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select `+feedbackColumns+` from feedback f where f.clock_stage is not null and f.id > $1 order by f.id limit $2 for update of f`, after, recomputeBatch)
		if err != nil {
			return wrap("read what is open", err)
		}
		list, err := pgx.CollectRows(rows, scanFeedback)
		if err != nil {
			return wrap("read what is open", err)
		}
		for _, f := range list {
			last = f.ID
			due, status := by.rules.On(motcua.DateOf(f.Clock.From)).Due(f.Clock, by.calendar)
			if status == f.DueAtStatus && (due == nil || *due == *f.DueAt) {
				continue
			}
			n++
			if err := recomputed(ctx, tx, f, due, status, now); err != nil {
				return err
			}
		}
		return nil
	})
	return n, last, err
}

// recomputed writes the event. It needs no fold: it changes nothing but the day.
func recomputed(ctx context.Context, tx pgx.Tx, f *motcua.Feedback, due *motcua.Date, status motcua.DueAtStatus, now time.Time) error {
	e := motcua.FeedbackEvent{Feedback: f.ID, Seq: f.Standing.Events + 1, Kind: motcua.EventDeadlineChanged, At: now,
		Actor: motcua.Actor{Kind: motcua.ActorSystem}, Agency: f.Agency, DueAt: due, DueAtStatus: status}
	if err := f.Standing.Apply(&e); err != nil {
		return err
	}
	b := &pgx.Batch{}
	if err := queueEvent(b, &e, nil); err != nil {
		return err
	}
	queueStanding(b, f.ID, &f.Standing, f.Public)
	return send(ctx, tx, "store another due day", b)
}

// MissingYears lists the years, up to that of a day ahead, that the calendar
// does not have: what is sent then has no due date.
func (d *DB) MissingYears(ctx context.Context, today motcua.Date) ([]int, error) {
	years, err := d.CalendarYears(ctx)
	if err != nil {
		return nil, err
	}
	calendar := motcua.NewWorkingCalendar(years)
	var missing []int
	for year := today.Year(); year <= today.AddDays(calendarAhead).Year(); year++ {
		if !calendar.Knows(year) {
			missing = append(missing, year)
		}
	}
	return missing, nil
}

// calendarAhead is how many days before a year its working days should be known.
const calendarAhead = 90
