package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// CalendarYears gives the working days of all years that are loaded, in their order.
func (d *DB) CalendarYears(ctx context.Context) ([]motcua.CalendarYear, error) {
	return calendarYears(ctx, d.pool)
}

func calendarYears(ctx context.Context, q querier) ([]motcua.CalendarYear, error) {
	rows, err := q.Query(ctx, `
		select y.year, y.source, y.assumed,
			coalesce((select jsonb_agg(jsonb_build_object('Day', e.day, 'Kind', e.kind, 'Name', e.name) order by e.day)
				from working_day_exception e where e.year = y.year), '[]')
		from working_year y order by y.year`)
	if err != nil {
		return nil, wrap("read the calendar", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.CalendarYear])
	return list, wrap("read the calendar", err)
}

// RuleSets gives the rule sets in the order of their first days.
func (d *DB) RuleSets(ctx context.Context) (motcua.RuleSets, error) { return ruleSets(ctx, d.pool) }

func ruleSets(ctx context.Context, q querier) (motcua.RuleSets, error) {
	rows, err := q.Query(ctx, `select valid_from, source, refuse, supplement, answer, publish from rule_set order by valid_from`)
	if err != nil {
		return nil, wrap("read the rule sets", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[motcua.RuleSet])
	return list, wrap("read the rule sets", err)
}

// deadlines is by what days are computed, read in the transaction that uses it:
// who loads a calendar computes anew what was computed before.
type deadlines struct {
	rules    motcua.RuleSets
	calendar *motcua.WorkingCalendar
}

func readDeadlines(ctx context.Context, tx pgx.Tx) (d deadlines, err error) {
	if d.rules, err = ruleSets(ctx, tx); err != nil {
		return d, err
	}
	years, err := calendarYears(ctx, tx)
	d.calendar = motcua.NewWorkingCalendar(years)
	return d, err
}
