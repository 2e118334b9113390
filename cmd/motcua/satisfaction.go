package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"motcua"
	"motcua/db"
)

// satisfactionCmd holds the commands for how satisfaction is reckoned.
type satisfactionCmd struct {
	Set  satisfactionSetCmd  `cmd:"" help:"Set how satisfaction with the handling of feedback is reckoned from a day on."`
	List satisfactionListCmd `cmd:"" help:"List the rules by the day from which they hold."`
}

type satisfactionSetCmd struct {
	dataFlags
	From               motcua.Date `required:"" placeholder:"DATE" help:"The first day."`
	Source             string      `required:"" help:"The text that sets the rule."`
	DissatisfiedAtMost int         `required:"" placeholder:"N" help:"The highest rating, 1 to 5, that stands for more dislikes than likes; 0 where ratings do not count."`
}

// Run sets the rule.
func (c *satisfactionSetCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		return d.SetSatisfactionRule(ctx, theOperator(), motcua.SatisfactionRule{ValidFrom: c.From, Source: c.Source, DissatisfiedAtMost: c.DissatisfiedAtMost})
	})
}

type satisfactionListCmd struct{ dataFlags }

// Run lists the rules.
func (c *satisfactionListCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		list, err := d.SatisfactionRules(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "FROM\tDISSATISFIED AT MOST\tSOURCE")
		for _, r := range list {
			fmt.Fprintf(w, "%s\t%d\t%s\n", r.ValidFrom, r.DissatisfiedAtMost, r.Source)
		}
		return w.Flush()
	})
}
