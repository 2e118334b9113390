package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"motcua/db"
)

// schemaEvery is how often it is looked whether the database was migrated: not
// longer than people wait after that before they replace servers.
const schemaEvery = 2 * time.Second

// schemaWatch knows whether a later program has migrated the database, and whether
// this one may go on.
type schemaWatch struct {
	db   *db.DB
	log  *slog.Logger
	last atomic.Pointer[db.Schema] // nil before the first look
}

// run looks until ctx ends. That the database does not answer is others' news.
func (w *schemaWatch) run(ctx context.Context) error {
	tick := time.NewTicker(schemaEvery)
	defer tick.Stop()
	for {
		if s, err := w.db.Schema(ctx); err == nil {
			w.note(s)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func (w *schemaWatch) note(s db.Schema) {
	before := w.last.Swap(&s)
	if before != nil && *before == s {
		return
	}
	if err := s.Err(); err != nil {
		w.log.Error("this server may not go on with the database", "reason", err)
	} else if s.Newer() {
		w.log.Warn(newerText(s))
	}
}

// waiting says that the server may not answer, for a balancer.
func (w *schemaWatch) waiting() (out []string) {
	if s := w.last.Load(); s != nil && s.Err() != nil {
		out = append(out, s.Err().Error())
	}
	return out
}

// warnings say that a newer program is to be started in place of this one.
func (w *schemaWatch) warnings(context.Context) (out []string) {
	if s := w.last.Load(); s != nil && s.Err() == nil && s.Newer() {
		out = append(out, newerText(*s))
	}
	return out
}

// newerText says how a schema that a later program made stands to this one.
func newerText(s db.Schema) string {
	return fmt.Sprintf("the database's schema has version %d, newer than this program's %d; programs of version %d or later may work with it", s.Version, s.Program, s.Floor)
}
