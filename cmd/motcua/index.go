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
	return c.withIndexes(ctx, e, func(x *indexes, d *db.DB, log *changelog.Log) error {
		if err := x.rebuild(ctx, d, log); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "indexed in %s\n%s\n", time.Since(begin).Round(time.Millisecond), strings.Join(x.statuses().lines(), "\n"))
		return nil
	})
}

// withIndexes opens database and indexes for a command.
func (f dataFlags) withIndexes(ctx context.Context, e *env, run func(*indexes, *db.DB, *changelog.Log) error) (err error) {
	d, err := f.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	x, err := f.openIndexes(e, d.KeepsFeedback())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	log := changelog.New(d.Pool(), nodeName(), e.log)
	if _, err := log.Claim(ctx); err != nil {
		return err
	}
	return run(x, d.DB, log)
}

type verifyCmd struct {
	dataFlags
	JSON bool `help:"Write JSON."`
}

// Run compares everything; the exit code is 5 where there is a difference.
func (c *verifyCmd) Run(ctx context.Context, e *env) error {
	report, err := c.verify(ctx, e)
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(e.out).Encode(report)
	} else {
		err = printReport(e, report)
	}
	if err != nil {
		return err
	}
	if n := report.differences(); n > 0 {
		return &exitError{exitDifference, fmt.Errorf("%d differences between database and index", n)}
	}
	return nil
}

func printReport(e *env, r verifyReport) error {
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
	if r.Copy != nil {
		for _, d := range r.Copy.Differences {
			fmt.Fprintf(e.out, "%s  %s: %s\n", d.ID, d.Register, d.What)
		}
		fmt.Fprintf(e.out, "the copy of the catalogue: %d rows in the database, %d differences\n", r.Copy.Rows, len(r.Copy.Differences))
	}
	return err
}

func (c *verifyCmd) verify(ctx context.Context, e *env) (report verifyReport, err error) {
	body, err := askServer(ctx, c.Data, "POST", "/verify")
	if err == nil {
		defer func() { _ = body.Close() }()
		err = json.NewDecoder(body).Decode(&report)
		return report, err
	}
	if !errors.Is(err, errNoServer) {
		return report, err
	}
	err = c.withIndexes(ctx, e, func(x *indexes, d *db.DB, log *changelog.Log) (err error) {
		report, err = x.verify(ctx, d, log)
		return err
	})
	return report, err
}
