package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"motcua"
	"motcua/db"
)

type agencyCmd struct {
	Load agencyLoadCmd `cmd:"" help:"Load who took over from which agency, in place of the list that is shipped."`
}

type agencyLoadCmd struct {
	dataFlags
	File string `arg:"" type:"existingfile" help:"A table with the columns code, name, successor, level, on, act and grade, separated by tabs, as db/seed/agency-successions.tsv."`
}

// Run replaces the successions of agencies.
func (c *agencyLoadCmd) Run(ctx context.Context, e *env) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	list, err := motcua.ReadFormerAgencies(f)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.File, err)
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	loaded, err := d.LoadFormerAgencies(ctx, list, false)
	if err == nil {
		fmt.Fprintf(e.out, "loaded %d of %d successions; the others' successors are not in the catalogue\n", loaded, len(list))
	}
	return err
}

// shipSuccessions loads the shipped successions of agencies, of which an import
// may have brought the successors.
func shipSuccessions(ctx context.Context, d *db.DB) error {
	list, err := db.DefaultFormerAgencies()
	if err != nil {
		return err
	}
	_, err = d.LoadFormerAgencies(ctx, list, true)
	return err
}
