package db

import (
	"context"
	_ "embed" // the working days that are shipped
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
)

//go:embed seed/working-days.tsv
var workingDaysTSV string

// DefaultCalendar gives the years that the program ships with.
func DefaultCalendar() ([]motcua.CalendarYear, error) {
	return motcua.ReadCalendar(strings.NewReader(workingDaysTSV))
}

// seedCalendar loads those of the shipped years that the database does not have.
func seedCalendar(ctx context.Context, tx pgx.Tx) error {
	years, err := DefaultCalendar()
	if err != nil {
		return err
	}
	held, err := calendarYears(ctx, tx)
	if err != nil {
		return err
	}
	known := motcua.NewWorkingCalendar(held)
	for _, y := range years {
		if !known.Knows(y.Year) {
			if err := storeYear(ctx, tx, y); err != nil {
				return err
			}
		}
	}
	return nil
}

// LoadCalendar stores years in the place of those that the database has, and
// computes the due dates of open feedback anew; it says how many changed.
func (d *DB) LoadCalendar(ctx context.Context, by motcua.Caller, years []motcua.CalendarYear, now time.Time) (changed int, err error) {
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		for _, y := range years {
			if err := storeYear(ctx, tx, y); err != nil {
				return err
			}
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "WORKING_CALENDAR", What: "LOADED"})
	})
	if err != nil {
		return 0, err
	}
	return d.RecomputeDeadlines(ctx, now)
}

func storeYear(ctx context.Context, tx pgx.Tx, y motcua.CalendarYear) error {
	batch := &pgx.Batch{}
	batch.Queue(`
		insert into working_year (year, source, assumed) values ($1, $2, $3)
		on conflict (year) do update set source = excluded.source, assumed = excluded.assumed`, y.Year, y.Source, y.Assumed)
	batch.Queue(`delete from working_day_exception where year = $1`, y.Year)
	for _, day := range y.Days {
		batch.Queue(`insert into working_day_exception (day, year, kind, name) values ($1, $2, $3, $4)`, day.Day, y.Year, day.Kind, day.Name)
	}
	return wrap("store the working days of a year", tx.SendBatch(ctx, batch).Close())
}

// SetRuleSet stores a rule set from its first day on and computes the due dates
// of open feedback anew; it says how many changed.
func (d *DB) SetRuleSet(ctx context.Context, by motcua.Caller, r motcua.RuleSet, now time.Time) (changed int, err error) {
	if err := r.Check(); err != nil {
		return 0, err
	}
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			insert into rule_set (valid_from, source, refuse, supplement, answer, publish) values ($1, $2, $3, $4, $5, $6)
			on conflict (valid_from) do update set source = excluded.source, refuse = excluded.refuse, supplement = excluded.supplement,
				answer = excluded.answer, publish = excluded.publish`,
			r.ValidFrom, r.Source, r.Refuse, r.Supplement, r.Answer, r.Publish)
		if err != nil {
			return wrap("store a rule set", err)
		}
		return audit(ctx, tx, by, motcua.AuditEntry{Action: motcua.AuditChange, Entity: "RULE_SET", What: "SET"})
	})
	if err != nil {
		return 0, err
	}
	return d.RecomputeDeadlines(ctx, now)
}
