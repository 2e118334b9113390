package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"motcua"
	"motcua/db"
)

// keepEvery is how often a server looks after what time does to feedback.
const keepEvery = time.Hour

// keepFeedback fills in due dates of years that were loaded meanwhile, and ends
// what was kept long enough, now and every hour. What fails is tried again.
func keepFeedback(ctx context.Context, d *db.DB, log *slog.Logger) error {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		if changed, err := d.RecomputeDeadlines(ctx, time.Now()); err != nil {
			log.Warn("due dates are not computed anew", "error", err)
		} else if changed > 0 {
			log.Info("due dates computed anew", "changed", changed)
		}
		if ended, err := d.EndRetention(ctx, time.Now()); err != nil {
			log.Warn("what was kept long enough is not erased", "error", err)
		} else if ended.Senders > 0 {
			log.Info("senders erased whose time is over", "senders", ended.Senders)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// calendarWarnings says in time that working days are not known: what is sent
// then has no due date.
func calendarWarnings(d *db.DB) func(context.Context) []string {
	return func(ctx context.Context) []string {
		missing, err := d.MissingYears(ctx, motcua.DateOf(time.Now()))
		if err != nil || len(missing) == 0 {
			return nil // a database that does not answer is told elsewhere
		}
		return []string{fmt.Sprintf("the working days of %v are not loaded: motcua calendar load FILE", missing)}
	}
}

// checkFocalPoint says at the start that the focal point is none yet: the
// register may come with an import later.
func (c *serveCmd) checkFocalPoint(ctx context.Context, e *env, d *db.DB) error {
	code := c.focalPoint()
	if code == "" {
		return nil
	}
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return err
	}
	if _, ok := tree.Find(code); !ok {
		e.log.Warn("no agency has the code of the focal point: feedback has to name an agency or a procedure", "code", code)
	}
	return nil
}
