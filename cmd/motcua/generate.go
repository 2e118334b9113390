package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motcua"
	"motcua/db"
	"motcua/demo"
	"motcua/internal/generate"
	"motcua/internal/portal"
)

type generateCmd struct {
	Procedures generateProceduresCmd `cmd:"" help:"Publish made-up procedures, marked as such, in the shapes of real ones."`
	Feedback   generateFeedbackCmd   `cmd:"" help:"Store made-up feedback of two years with its whole life, marked as such."`
}

type generateProceduresCmd struct {
	dataFlags
	Count  int    `default:"100000" placeholder:"N" help:"How many. Default ${default}."`
	Seed   uint64 `default:"1" help:"The same seed makes the same procedures. Default ${default}."`
	Models string `type:"existingfile" placeholder:"FILE" help:"Records of the national portal whose shapes are taken; without it the demonstration's."`
}

// errNotGenerated keeps made-up records out of a real catalogue.
var errNotGenerated = errors.New("the database holds a catalogue that was not made up: made-up procedures are not mixed into it. Use another --data folder or database")

// Run publishes the procedures as an import does: in short transactions, with
// their changes in the log.
func (c *generateProceduresCmd) Run(ctx context.Context, e *env) (err error) {
	if c.Count < 1 || c.Count > generate.MaxProcedures {
		return &exitError{exitUsage, fmt.Errorf("--count is 1 to %d", generate.MaxProcedures)}
	}
	models, err := c.models(ctx, e)
	if err != nil {
		return err
	}
	maker, err := generate.NewProcedures(c.Seed, models)
	if err != nil {
		return err
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	counts, err := c.publish(ctx, e, d.DB, maker)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.out, countsText(counts, false))
	return nil
}

// models reads the contents whose shapes are taken.
func (c *generateProceduresCmd) models(ctx context.Context, e *env) (models []motcua.Content, err error) {
	if c.Models == "" {
		records, err := demo.Records()
		for i := range records {
			models = append(models, records[i].Content)
		}
		return models, err
	}
	file, err := openInput(c.Models, e.in)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	in := &portalInput{file: file, opts: portal.Options{Today: motcua.DateOf(time.Now())}}
	err = in.read(ctx, e, "reading models", nil, func(r *motcua.Record) error {
		models = append(models, r.Content)
		return nil
	})
	return models, err
}

func (c *generateProceduresCmd) publish(ctx context.Context, e *env, d *db.DB, maker *generate.Procedures) (counts db.ImportCounts, err error) {
	sources, err := d.Sources(ctx)
	if err != nil {
		return counts, err
	}
	for _, source := range sources {
		if source != generate.Source {
			return counts, errNotGenerated
		}
	}
	im, err := newImporter(ctx, d, false)
	if err != nil {
		return counts, err
	}
	defer func() { err = errors.Join(err, im.Close(context.WithoutCancel(ctx))) }()
	p := newProgress(e, "publishing", int64(c.Count))
	defer p.done()
	batch := batcher{im: im}
	for n := 1; n <= c.Count; n++ {
		if err := batch.add(ctx, maker.Record(n)); err != nil {
			return im.Counts, err
		}
		p.at(int64(n))
	}
	err = batch.flush(ctx)
	return im.Counts, err
}
