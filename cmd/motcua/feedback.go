package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/vault"
)

// keysetCmd holds the commands for the keys that seal what is personal.
type keysetCmd struct {
	Create keysetCreateCmd `cmd:"" help:"Make a keyset file, which must not be there yet."`
	Rotate keysetRotateCmd `cmd:"" help:"Seal all data keys anew under a new master key. Servers that read this file go on meanwhile; those with a copy of it have to be stopped."`
}

type keysetCreateCmd struct {
	File string `arg:"" type:"path" help:"Where to write it. Keep it like a password, apart from the database and its backups."`
}

// Run writes the file.
func (c *keysetCreateCmd) Run(e *env) error {
	v, err := vault.New()
	if err != nil {
		return err
	}
	if err := v.Create(c.File); err != nil {
		return err
	}
	fmt.Fprintln(e.out, "made:", c.File)
	return nil
}

type keysetRotateCmd struct {
	dataFlags
	Wait time.Duration `default:"5s" help:"How long running servers get to read the changed file, at each of two steps: they look every second. Default ${default}."`
}

// Run goes in steps, each of which leaves a keyset that opens everything, so that
// servers go on meanwhile: they know the new key before anything is sealed under
// it, and nothing is left under the old one when it goes. Run again after an
// interruption it begins anew.
func (c *keysetRotateCmd) Run(ctx context.Context, e *env) error {
	path := c.keysetFile()
	if os.Getenv(keysetVariable) != "" || path == "" {
		return &exitError{exitUsage, errors.New("a keyset in a file can be rotated: name it with --keyset")}
	}
	next, err := vault.Load(path)
	if err != nil {
		return err
	}
	for _, step := range []func(*vault.Vault) (*vault.Vault, error){(*vault.Vault).Extended, (*vault.Vault).Rotated} {
		if next, err = step(next); err != nil {
			return err
		}
		if err := next.Replace(path); err != nil {
			return err
		}
		select {
		case <-time.After(c.Wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	pruned, err := next.Pruned()
	if err != nil {
		return err
	}
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		n, err := d.RewrapKeys(ctx, next)
		if err != nil {
			return err
		}
		if left, err := d.SealedOtherwise(ctx, pruned); err != nil || left > 0 {
			return errors.Join(err, fmt.Errorf("%d data keys were sealed under the old master key meanwhile: a server has not read %s again. Both keys stay in it; run the command again", left, path))
		}
		if err := pruned.Replace(path); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "sealed anew: %d data keys; the old master key is gone from %s\n", n, path)
		return nil
	})
}

// calendarCmd holds the commands for working days.
type calendarCmd struct {
	Load calendarLoadCmd `cmd:"" help:"Load years of working days from a file, and compute the due dates of open feedback anew."`
	List calendarListCmd `cmd:"" help:"List the years that are loaded."`
}

type calendarLoadCmd struct {
	dataFlags
	File string `arg:"" type:"existingfile" help:"In the form of db/seed/working-days.tsv. Each year in it replaces the one that is loaded."`
}

// Run loads the file.
func (c *calendarLoadCmd) Run(ctx context.Context, e *env) (err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	years, err := motcua.ReadCalendar(file)
	if err != nil {
		return err
	}
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		n, err := d.LoadCalendar(ctx, theOperator(), years, time.Now())
		if err == nil {
			fmt.Fprintf(e.out, "loaded: %d years; due dates changed: %d\n", len(years), n)
		}
		return err
	})
}

type calendarListCmd struct{ dataFlags }

// Run lists the years.
func (c *calendarListCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		years, err := d.CalendarYears(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "YEAR\tSTATE\tDAYS\tSOURCE")
		for _, y := range years {
			state := "announced"
			if y.Assumed {
				state = "assumed"
			}
			fmt.Fprintf(w, "%d\t%s\t%d\t%s\n", y.Year, state, len(y.Days), y.Source)
		}
		return w.Flush()
	})
}

// deadlinesCmd holds the commands for time limits.
type deadlinesCmd struct {
	Set  deadlinesSetCmd  `cmd:"" help:"Set the time limits that hold from a day on, and compute the due dates of open feedback anew."`
	List deadlinesListCmd `cmd:"" help:"List the time limits in working days, by the day from which they hold."`
}

type deadlinesSetCmd struct {
	dataFlags
	From       motcua.Date `required:"" placeholder:"DATE" help:"The first day."`
	Source     string      `required:"" help:"The act that sets them."`
	Refuse     int         `required:"" placeholder:"N" help:"Working days to refuse."`
	Supplement int         `required:"" placeholder:"N" help:"Working days to ask for more."`
	Answer     int         `required:"" placeholder:"N" help:"Working days to answer."`
	Publish    int         `required:"" placeholder:"N" help:"Working days to publish after the answer."`
}

// Run sets them.
func (c *deadlinesSetCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		r := motcua.RuleSet{ValidFrom: c.From, Source: c.Source, Refuse: c.Refuse, Supplement: c.Supplement, Answer: c.Answer, Publish: c.Publish}
		n, err := d.SetRuleSet(ctx, theOperator(), r, time.Now())
		if err == nil {
			fmt.Fprintf(e.out, "set; due dates changed: %d\n", n)
		}
		return err
	})
}

type deadlinesListCmd struct{ dataFlags }

// Run lists them.
func (c *deadlinesListCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		list, err := d.RuleSets(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "FROM\tREFUSE\tSUPPLEMENT\tANSWER\tPUBLISH\tSOURCE")
		for _, r := range list {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\n", r.ValidFrom, r.Refuse, r.Supplement, r.Answer, r.Publish, r.Source)
		}
		return w.Flush()
	})
}

// retentionCmd holds the commands for how long personal data is kept.
type retentionCmd struct {
	List retentionListCmd `cmd:"" help:"List the periods."`
	Set  retentionSetCmd  `cmd:"" help:"Change a period."`
	Run  retentionRunCmd  `cmd:"" help:"Erase now whose time is over; a server does so every hour."`
}

type retentionListCmd struct{ dataFlags }

// Run lists the periods.
func (c *retentionListCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		list, err := d.Retentions(ctx)
		for _, r := range list {
			fmt.Fprintf(e.out, "%s: %d days (%s)\n", r.What, r.Days, r.Source)
		}
		return err
	})
}

type retentionSetCmd struct {
	dataFlags
	What   string `arg:"" enum:"SENDER,IDEMPOTENCY,ATTEMPT" help:"SENDER counts from when feedback was closed."`
	Days   int    `required:"" help:"How many days."`
	Source string `required:"" help:"The act or decision that asks for it."`
}

// Run changes it.
func (c *retentionSetCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		return d.SetRetention(ctx, theOperator(), db.Retention{What: c.What, Days: c.Days, Source: c.Source})
	})
}

type retentionRunCmd struct{ dataFlags }

// Run erases.
func (c *retentionRunCmd) Run(ctx context.Context, e *env) error {
	return c.withDatabase(ctx, e, func(d *db.DB) error {
		ended, err := d.EndRetention(ctx, time.Now())
		if err == nil {
			fmt.Fprintf(e.out, "erased: %d senders; dropped: %d idempotency keys, %d counted submissions\n", ended.Senders, ended.Keys, ended.Attempts)
		}
		return err
	})
}

// theOperator is who runs a command, in the audit log.
func theOperator() motcua.Caller {
	name := operator()
	return motcua.Caller{Subject: "operator:" + name, Name: name}
}
