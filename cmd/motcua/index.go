package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/private"
	"motcua/db/readcopy"
)

type reindexCmd struct {
	dataFlags
}

// Run has the running server build its index anew beside the one that serves,
// or builds it here where none runs.
func (c *reindexCmd) Run(ctx context.Context, e *env) error {
	begin := time.Now()
	body, err := askServer(ctx, c.Data, "POST", "/reindex")
	if err == nil {
		defer func() { _ = body.Close() }()
		if _, err := io.Copy(e.out, body); err != nil {
			return err
		}
		return nil
	}
	if !errors.Is(err, errNoServer) {
		return err
	}
	return c.withIndexes(ctx, e, db.Options{}, func(x *indexes, d *db.DB, log *changelog.Log) error {
		if err := x.rebuild(ctx, d, log); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "indexed in %s\n%s\n", time.Since(begin).Round(time.Millisecond), strings.Join(x.statuses().lines(), "\n"))
		return nil
	})
}

// withIndexes opens database and indexes for a command.
func (f dataFlags) withIndexes(ctx context.Context, e *env, opts db.Options, run func(*indexes, *db.DB, *changelog.Log) error) (err error) {
	d, err := f.openDatabase(ctx, e, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	log, x, err := f.claimIndexes(ctx, e, d.DB)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	return run(x, d.DB, log)
}

type verifyCmd struct {
	dataFlags
	JSON   bool `help:"Write JSON."`
	Repair bool `help:"Mend exactly what differs: write the named records of the indexes anew, and store in the database what follows from the rest. With --database-url, of the role that owns the database."`
}

// Run compares everything; the exit code is 5 where there is a difference that
// was not mended.
func (c *verifyCmd) Run(ctx context.Context, e *env) error {
	deviations, err := c.database(ctx, e)
	if err != nil {
		return err
	}
	report, err := c.verify(ctx, e)
	if err != nil {
		return err
	}
	report.Database = deviations
	if c.JSON {
		err = json.NewEncoder(e.out).Encode(report)
	} else {
		err = printReport(e, report)
	}
	if err != nil {
		return err
	}
	switch n := report.left(c.Repair); {
	case n > 0 && c.Repair:
		return &exitError{exitDifference, fmt.Errorf("%d differences cannot be mended", n)}
	case n > 0:
		return &exitError{exitDifference, fmt.Errorf("%d differences; motcua verify --repair mends them", n)}
	}
	return nil
}

// database compares what the database holds twice. Mending it takes the rights
// of the owner, which serving does not have.
func (c *verifyCmd) database(ctx context.Context, e *env) (found []db.Deviation, err error) {
	d, err := c.openDatabase(ctx, e, db.Options{AllowPrivileged: c.Repair})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if !c.Repair {
		return d.FindDeviations(ctx)
	}
	owner := d.DB
	if d.server != nil {
		if owner, err = db.Open(ctx, d.server.URL(private.RoleOwner), db.Options{Log: e.log, AllowPrivileged: true}); err != nil {
			return nil, err
		}
		defer owner.Close()
	}
	return owner.MendDerived(ctx)
}

func printReport(e *env, r verifyReport) error {
	for _, d := range r.Database {
		done := ""
		if d.Mended {
			done = "; mended"
		}
		fmt.Fprintf(e.out, "%s %s  %s: is %q, should be %q%s\n", d.Table, d.Key, d.Field, d.Stored, d.Derived, done)
	}
	fmt.Fprintf(e.out, "the database: %d differences between what is stored and what it follows from\n", len(r.Database))
	for _, d := range r.Differences {
		if _, err := fmt.Fprintf(e.out, "%s %s  %s: %s\n", d.Procedure, d.Code, d.Where, d.What); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(e.out, "compared at revision %s: %d procedures in the database, %d documents in the index, %d rows in the columns, %d differences\n",
		r.Revision, r.Procedures, r.Documents, r.Rows, len(r.Differences))
	for _, of := range r.Feedback {
		for _, d := range of.Differences {
			fmt.Fprintf(e.out, "%s  %s of the %s feedback: %s\n", d.Feedback, d.Where, of.Index, d.What)
		}
		fmt.Fprintf(e.out, "the %s index of feedback: %d in the database, %d documents in the index, %d rows in the columns, %d differences\n",
			of.Index, of.Feedback, of.Documents, of.Rows, len(of.Differences))
	}
	printCopyReport(e, r.Copy)
	return err
}

// printCopyReport says what was found in the copy of the catalogue.
func printCopyReport(e *env, r *readcopy.Report) {
	if r == nil {
		fmt.Fprintln(e.out, "the copy of the catalogue: not compared, there is none yet that can be used")
		return
	}
	for _, d := range r.Differences {
		fmt.Fprintf(e.out, "%s  %s: %s\n", d.ID, d.Register, d.What)
	}
	done := ""
	if r.Renewed {
		done = "; made anew"
	}
	fmt.Fprintf(e.out, "the copy of the catalogue: %d rows in the database, %d differences%s\n", r.Rows, len(r.Differences), done)
}

func (c *verifyCmd) verify(ctx context.Context, e *env) (report verifyReport, err error) {
	path := "/verify"
	if c.Repair {
		path += "?repair"
	}
	body, err := askServer(ctx, c.Data, "POST", path)
	if err == nil {
		defer func() { _ = body.Close() }()
		err = json.NewDecoder(body).Decode(&report)
		return report, err
	}
	if !errors.Is(err, errNoServer) {
		return report, err
	}
	err = c.withIndexes(ctx, e, db.Options{AllowPrivileged: c.Repair}, func(x *indexes, d *db.DB, log *changelog.Log) (err error) {
		if report, err = x.verify(ctx, d, log, c.Repair); err == nil {
			report.Copy, err = c.verifyRestingCopy(ctx, e, log, c.Repair)
		}
		return err
	})
	return report, err
}
