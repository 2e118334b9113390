package db

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// Due is feedback that is due by the end of a day.
type Due struct {
	Code     motcua.TrackingCode
	State    motcua.FeedbackState
	DueAt    motcua.Date
	Assignee *string // subject; nil is nobody
	Agency   string  // name
}

// DueFeedback lists what some agencies hold that is due by the end of a day, see
// [motcua.DueFilter]; nil are all agencies. What nobody handles comes first, then
// person by person, each by day.
func (d *DB) DueFeedback(ctx context.Context, within []motcua.ID, day motcua.Date) ([]Due, error) {
	rows, err := d.pool.Query(ctx, `
		select f.code, f.state, f.due_at, f.assignee, a.name from feedback f join agency a on a.id = f.agency
		where f.due_at <= $1 and ($2::uuid[] is null or f.agency = any($2))
		order by f.assignee nulls first, f.due_at, f.id`, day, within)
	if err != nil {
		return nil, wrap("list what is due", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Due])
	return list, wrap("list what is due", err)
}
