package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"motcua"
	"motcua/db"
	"motcua/internal/document"
	"motcua/internal/packet"
)

// namedFlags are those of imports whose records name everything by code and
// name.
type namedFlags struct {
	dataFlags
	Agency  string `placeholder:"CODE" help:"The agency that decided, where a record does not say so."`
	DryRun  bool   `help:"Check and count, write nothing."`
	Strict  bool   `help:"Write nothing where any record is refused; the exit code is then 3."`
	Report  string `type:"path" placeholder:"FILE" help:"Write every refused and doubtful record to FILE as JSON lines."`
	Verbose bool   `short:"v" help:"Print every doubt, not only the first ones of each kind."`
}

type importPacketCmd struct {
	namedFlags
	File string `arg:"" type:"existingfile" help:"Records of the former sharing packet (LayThuTuc): a JSON list, an object that holds one, or one object a line."`
}

// Run imports the packet's records.
func (c *importPacketCmd) Run(ctx context.Context, e *env) error {
	doc, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	list, err := packet.Records(doc)
	if err != nil {
		return fmt.Errorf("read %s: %w", c.File, err)
	}
	return c.run(ctx, e, len(list), func(i int) (*motcua.Record, *motcua.Refusal) { return packet.Parse(list[i], i+1) })
}

type importDocumentCmd struct {
	namedFlags
	Files []string `arg:"" type:"existingfile" help:"Exports of the national database, ChiTietTTHC_<code>, as HTML or .docx. A binary .doc is refused: save it as one of these."`
}

// Run imports one procedure from each file.
func (c *importDocumentCmd) Run(ctx context.Context, e *env) error {
	return c.run(ctx, e, len(c.Files), func(i int) (*motcua.Record, *motcua.Refusal) {
		doc, err := os.ReadFile(c.Files[i])
		if err != nil {
			return nil, &motcua.Refusal{Line: i + 1, Field: c.Files[i], Reason: err.Error()}
		}
		r, refusal := document.Parse(doc, i+1)
		if refusal != nil {
			refusal.Field = c.Files[i] + ": " + refusal.Field
		}
		return r, refusal
	})
}

// run publishes what parse gives of n records, each in what the registers know.
func (c *namedFlags) run(ctx context.Context, e *env, n int, parse func(int) (*motcua.Record, *motcua.Refusal)) (err error) {
	report, err := newReport(c.Report, e.out, c.Verbose)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, report.Close()) }()
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	im, err := newImporter(ctx, d.DB, c.DryRun)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, im.Close(context.WithoutCancel(ctx))) }()
	var agency motcua.Agency
	if c.Agency != "" {
		agency.Code = &c.Agency
	}
	var records []*motcua.Record
	for i := range n {
		r, refusal := parse(i)
		if refusal == nil {
			if refusal, err = resolveNamed(ctx, im, r, agency); err != nil {
				return err
			}
		}
		if refusal != nil {
			report.refuse(refusal)
			continue
		}
		report.record(r)
		records = append(records, r)
	}
	report.summary()
	if c.Strict && report.refused > 0 {
		return &exitError{exitRefused, fmt.Errorf("%d records refused: nothing was written, as --strict asks", report.refused)}
	}
	batch := batcher{im: im}
	for _, r := range records {
		if err := batch.add(ctx, r); err != nil {
			return err
		}
	}
	if err := batch.flush(ctx); err != nil {
		return err
	}
	fmt.Fprintln(e.out, countsText(im.Counts, c.DryRun))
	if im.Counts.Outranked > 0 {
		fmt.Fprintf(e.out, "%d records are kept as received only: a better source or a newer decision says what holds\n", im.Counts.Outranked)
	}
	return nil
}

// resolveNamed turns what the registers cannot tell into a refusal.
func resolveNamed(ctx context.Context, im *db.Importer, r *motcua.Record, agency motcua.Agency) (*motcua.Refusal, error) {
	err := im.Resolve(ctx, r, agency)
	var faults motcua.Faults
	if errors.As(err, &faults) {
		first := faults[0]
		return &motcua.Refusal{Line: r.Line, Code: r.Content.Code, Field: first.Path, Reason: first.Reason}, nil
	}
	if err == nil && !json.Valid(r.Raw) {
		return &motcua.Refusal{Line: r.Line, Code: r.Content.Code, Reason: "the record cannot be kept as JSON"}, nil
	}
	return nil, err
}
