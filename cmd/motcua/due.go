package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"motcua"
	"motcua/db"
)

// feedbackCmd holds the commands for those who work on feedback.
type feedbackCmd struct {
	Due feedbackDueCmd `cmd:"" help:"Print what falls due on a day and what is overdue, by the people who handle it: for a daily mail or a notice board."`
}

type feedbackDueCmd struct {
	dataFlags
	Agency string       `placeholder:"CODE" help:"Agency, with those under it. Default: all."`
	Day    *motcua.Date `placeholder:"DATE" help:"The day. Default: today."`
}

// Run prints the list: codes and days, nothing that anybody wrote.
func (c *feedbackDueCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		tree, err := d.AgencyTree(ctx)
		if err != nil {
			return err
		}
		var within []motcua.ID
		if c.Agency != "" {
			id, ok := tree.Find(c.Agency)
			if !ok {
				return motcua.NotFound("agency", c.Agency)
			}
			within = tree.WithUnits([]motcua.ID{id})
		}
		day := motcua.DateOf(time.Now())
		if c.Day != nil {
			day = *c.Day
		}
		list, err := d.DueFeedback(ctx, within, day)
		if err != nil {
			return err
		}
		return printDue(e, list, day)
	})
}

func printDue(e *env, list []db.Due, day motcua.Date) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ASSIGNEE\tDUE\tDAYS LEFT\tSTATE\tCODE\tAGENCY")
	overdue := 0
	for _, f := range list {
		assignee := "(nobody)"
		if f.Assignee != nil {
			assignee = *f.Assignee
		}
		if f.DueAt < day {
			overdue++
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\n", assignee, f.DueAt, f.DueAt-day, f.State, f.Code, f.Agency)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.out, "due on %s: %d; overdue: %d\n", day, len(list)-overdue, overdue)
	return err
}
