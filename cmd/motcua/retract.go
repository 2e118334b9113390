package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motcua"
	"motcua/db"
)

type retractCmd struct {
	dataFlags
	Version string `arg:"" help:"The id of the version that was published wrongly, or of an announcement that made none, such as a repeal."`
	Reason  string `required:"" help:"Why, for the logs."`
	By      string `placeholder:"NAME" help:"In whose name. Default: who runs the program."`
	DryRun  bool   `help:"Show what would hold then, write nothing."`
}

// Run takes a version back: what was known stays as it was known, from now on
// it does not count.
func (c *retractCmd) Run(ctx context.Context, e *env) (err error) {
	id, err := motcua.ParseID(c.Version)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	r, err := d.Retract(ctx, time.Now, id, c.Reason, db.RetractOptions{By: operatorCaller(c.By), DryRun: c.DryRun})
	if errors.Is(err, db.ErrBusy) {
		return &exitError{exitBusy, err}
	}
	if err != nil {
		return err
	}
	verb := "retracted"
	if c.DryRun {
		verb = "dry run, nothing written; would be retracted"
	}
	fmt.Fprintf(e.out, "%s: %s %s\n", verb, r.Code, r.Name)
	if len(r.After) == 0 {
		fmt.Fprintln(e.out, "  nothing is left of the procedure: it is not public any more")
	}
	for _, h := range r.After {
		fmt.Fprintf(e.out, "  %s holds %s\n", h.Version, periodText(h.Legal))
	}
	return nil
}

func periodText(p motcua.Period) string {
	from, to := "from ever", ""
	if p.From != nil {
		from = "from " + p.From.String()
	}
	if p.To != nil {
		to = " until before " + p.To.String()
	}
	return from + to
}
