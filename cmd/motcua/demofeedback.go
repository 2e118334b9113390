package main

import (
	"context"
	"time"

	"motcua"
	"motcua/db"
	"motcua/demo"
)

// loadDemoFeedback stores the demonstration's feedback where it is not there yet.
func loadDemoFeedback(ctx context.Context, d *db.DB) error {
	all := motcua.FeedbackReader{All: true}
	if found, err := d.Feedbacks(ctx, all, []motcua.ID{demo.FeedbackID(0)}); err != nil || len(found) > 0 || !d.KeepsFeedback() {
		return err
	}
	rules, err := d.RuleSets(ctx)
	if err != nil {
		return err
	}
	years, err := d.CalendarYears(ctx)
	if err != nil {
		return err
	}
	tree, err := d.AgencyTree(ctx)
	if err != nil {
		return err
	}
	list, err := demo.Feedback(time.Now(), func(code string) (motcua.ID, error) {
		id, ok := tree.Find(code)
		if !ok {
			return "", motcua.NotFound("agency", code)
		}
		return id, nil
	}, rules, motcua.NewWorkingCalendar(years))
	if err != nil {
		return err
	}
	return d.LoadFeedback(ctx, list)
}
