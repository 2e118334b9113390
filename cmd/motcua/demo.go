package main

import (
	"context"
	"errors"
	"fmt"

	"motcua/db"
	"motcua/demo"
)

type importDemoCmd struct {
	dataFlags
}

// Run imports the demonstration catalogue.
func (c *importDemoCmd) Run(ctx context.Context, e *env) (err error) {
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	counts, err := importDemo(ctx, d.DB)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.out, countsText(counts, false))
	return nil
}

// errNotDemo keeps demonstration data out of a real catalogue.
var errNotDemo = errors.New("the database holds a catalogue that is not the demonstration's: demonstration data is not mixed into it. Use another --data folder or database")

// importDemo publishes the demonstration catalogue. Records of another source
// in the database are a reason not to.
func importDemo(ctx context.Context, d *db.DB) (counts db.ImportCounts, err error) {
	sources, err := d.Sources(ctx)
	if err != nil {
		return counts, err
	}
	for _, source := range sources {
		if source != demo.Source {
			return counts, errNotDemo
		}
	}
	records, err := demo.Records()
	if err != nil {
		return counts, fmt.Errorf("read the demonstration catalogue: %w", err)
	}
	im, err := newImporter(ctx, d, false)
	if err != nil {
		return counts, err
	}
	defer func() { err = errors.Join(err, im.Close(context.WithoutCancel(ctx))) }()
	batch := batcher{im: im}
	for i := range records {
		if err := batch.add(ctx, &records[i]); err != nil {
			return im.Counts, err
		}
	}
	if err := batch.flush(ctx); err != nil {
		return im.Counts, err
	}
	return im.Counts, shipSuccessions(ctx, d)
}
