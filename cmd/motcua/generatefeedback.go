package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"motcua"
	"motcua/db"
	"motcua/internal/generate"
)

type generateFeedbackCmd struct {
	dataFlags
	Count int          `default:"10000" placeholder:"N" help:"How much. Default ${default}."`
	Seed  uint64       `default:"1" help:"The same seed makes the same feedback over the same catalogue and day. Default ${default}."`
	Until *motcua.Date `placeholder:"DATE" help:"Last day on which something happens, as YYYY-MM-DD. Default today."`
}

const (
	// feedbackBatch is stored in one transaction: short enough not to hold back
	// those who follow the change log.
	feedbackBatch = 1000
	// feedbackMakers work side by side: one waits for the database while others
	// seal.
	feedbackMakers = 4
	// maxSubjects is how many procedures feedback is about.
	maxSubjects = 3000
)

// Run makes and stores the feedback.
func (c *generateFeedbackCmd) Run(ctx context.Context, e *env) (err error) {
	if c.Count < 1 || c.Count > generate.MaxFeedback {
		return &exitError{exitUsage, fmt.Errorf("--count is 1 to %d", generate.MaxFeedback)}
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if !d.KeepsFeedback() {
		return errors.New("there is no keyset to seal feedback with: make one with motcua keyset create")
	}
	world, err := c.world(ctx, d.DB)
	if err != nil {
		return err
	}
	maker, err := generate.NewFeedback(c.Seed, world)
	if err != nil {
		return err
	}
	// What is made lives for a moment and is little at a time: to collect it less
	// often saves a tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	begin := time.Now()
	if err := c.store(ctx, e, d.DB, maker); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "made up: %d feedback in %s\n", c.Count, time.Since(begin).Round(time.Second/10))
	return nil
}

// world reads what the feedback is about.
func (c *generateFeedbackCmd) world(ctx context.Context, d *db.DB) (w generate.FeedbackWorld, err error) {
	today := motcua.DateOf(time.Now())
	if c.Until != nil {
		today = *c.Until
	}
	w.Until = today.AddDays(1).Start().Add(-time.Hour)
	if w.Agencies, err = d.FeedbackReceivers(ctx, today); err != nil {
		return w, err
	}
	ids, err := d.PublicProcedureIDs(ctx, maxSubjects)
	if err != nil {
		return w, err
	}
	found, err := d.Procedures(ctx, ids, today)
	if err != nil {
		return w, err
	}
	for _, id := range ids {
		if p := found[id]; p != nil {
			w.Procedures = append(w.Procedures, *p)
		}
	}
	if w.Rules, err = d.RuleSets(ctx); err != nil {
		return w, err
	}
	years, err := d.CalendarYears(ctx)
	w.Calendar = motcua.NewWorkingCalendar(years)
	return w, err
}

func (c *generateFeedbackCmd) store(ctx context.Context, e *env, d *db.DB, maker *generate.Feedback) error {
	p := newProgress(e, "making up feedback", int64(c.Count))
	defer p.done()
	var shown sync.Mutex
	stored := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(feedbackMakers)
	for first := 0; first < c.Count && ctx.Err() == nil; first += feedbackBatch {
		group.Go(func() error {
			n := min(feedbackBatch, c.Count-first)
			list := make([]motcua.WholeFeedback, n)
			for i := range list {
				var err error
				if list[i], err = maker.Make(first+i, first); err != nil {
					return err
				}
			}
			if err := d.LoadFeedback(ctx, list); err != nil {
				return err
			}
			shown.Lock()
			defer shown.Unlock()
			for range n {
				stored++
				p.at(int64(stored))
			}
			return nil
		})
	}
	return group.Wait()
}
