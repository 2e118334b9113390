package db

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// findTimelines compares which version holds when with the fold of what was
// announced, as it is known now.
func findTimelines(ctx context.Context, tx pgx.Tx) (out []Deviation, err error) {
	for after := motcua.ID("00000000-0000-0000-0000-000000000000"); ; {
		rows, err := tx.Query(ctx, `select id::text from procedure where id > $1 order by id limit $2`, after, compareBatch)
		if err != nil {
			return nil, wrap("read procedures", err)
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
		if err != nil || len(ids) == 0 {
			return out, wrap("read procedures", err)
		}
		p := &publishing{tx: tx, states: map[motcua.ID]*procedureState{}}
		for _, id := range ids {
			p.states[id] = &procedureState{}
		}
		if err := p.loadActs(ctx, ids); err != nil {
			return nil, err
		}
		if err := p.loadTimelines(ctx, ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			s := p.states[id]
			out = append(out, compared("procedure_validity", id, []string{"holdings"},
				[]any{timelineText(s.timeline)}, []any{timelineText(s.acts.Timeline())})...)
		}
		after = ids[len(ids)-1]
	}
}

func timelineText(t motcua.Timeline) (text string) {
	for _, h := range t {
		text += fmt.Sprintf("%s [%s,%s) assumed %t; ", h.Version, printed(h.Legal.From), printed(h.Legal.To), h.Assumed)
	}
	return text
}

// mendTimelines ends what holds wrongly, and lets hold what was announced, from
// now on in knowledge: nothing is overwritten.
func mendTimelines(ctx context.Context, tx pgx.Tx, keys []motcua.ID) error {
	p := &publishing{tx: tx}
	if err := p.load(ctx, keys); err != nil {
		return err
	}
	for _, id := range keys {
		p.planTimeline(id, p.states[id].timeline, p.states[id].acts.Timeline())
	}
	return p.writeTimes(ctx)
}
