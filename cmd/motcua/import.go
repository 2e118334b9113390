package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"motcua"
	"motcua/db"
	"motcua/internal/portal"
)

type importCmd struct {
	Portal importPortalCmd `cmd:"" help:"Import records of the national public service portal."`
	Demo   importDemoCmd   `cmd:"" help:"Import the demonstration catalogue that ships with the program."`
}

type importPortalCmd struct {
	dataFlags
	File      string     `arg:"" help:"JSON lines, plain or gzip; - is standard input."`
	DryRun    bool       `help:"Check and count, write nothing."`
	Strict    bool       `help:"Write nothing where any record is refused; the exit code is then 3."`
	Complete  bool       `help:"The file is the whole catalogue: what it lacks is no longer public. Nothing is deleted."`
	Force     bool       `help:"With --complete: end more publications than a slip would explain."`
	Report    string     `type:"path" placeholder:"FILE" help:"Write every refused and doubtful record to FILE as JSON lines."`
	Verbose   bool       `short:"v" help:"Print every doubt, not only the first ones of each kind."`
	FetchedAt *time.Time `placeholder:"TIME" help:"When the file was fetched from the portal (RFC 3339)."`
}

// Run reads the file twice: once to check it and report, once to publish. So a
// strict import writes nothing where a record is refused, a batch is short, and
// memory does not grow with the file.
func (c *importPortalCmd) Run(ctx context.Context, e *env) (err error) {
	file, err := openInput(c.File, e.in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	report, err := newReport(c.Report, e.out, c.Verbose)
	if err != nil {
		return err
	}
	in := &portalInput{file: file, opts: portal.Options{FetchedAt: c.FetchedAt, Today: motcua.DateOf(time.Now())}}
	if err := c.check(ctx, e, in, report); err != nil {
		return errors.Join(err, report.Close())
	}
	if err := report.Close(); err != nil {
		return err
	}
	if c.Strict && report.refused > 0 {
		return &exitError{exitRefused, fmt.Errorf("%d records refused: nothing was written, as --strict asks", report.refused)}
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return c.publish(ctx, e, d.DB, in, report)
}

// check reads everything, reports, and keeps the findings that only the whole
// file shows.
func (c *importPortalCmd) check(ctx context.Context, e *env, in *portalInput, report *report) error {
	p := newProgress(e, "checking", in.file.size)
	err := in.each(ctx, p, func(r *motcua.Record) error {
		report.record(r)
		return nil
	}, report.refuse)
	p.done()
	if err != nil {
		return err
	}
	for _, f := range in.collisions.Rest() {
		report.doubt(f.Line, f.Code, f.Doubt)
	}
	report.summary()
	return nil
}

func (c *importPortalCmd) publish(ctx context.Context, e *env, d *db.DB, in *portalInput, report *report) (err error) {
	im, err := newImporter(ctx, d, c.DryRun)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, im.Close(context.WithoutCancel(ctx))) }()
	p := newProgress(e, "importing", in.file.size)
	batch := batcher{im: im}
	err = in.each(ctx, p, func(r *motcua.Record) error { return batch.add(ctx, r) }, nil)
	if err == nil {
		err = batch.flush(ctx)
	}
	p.done()
	if err != nil {
		return fmt.Errorf("%w (%s until then)", err, countsText(im.Counts, c.DryRun))
	}
	if err := c.end(ctx, e, im, report); err != nil {
		return err
	}
	fmt.Fprintln(e.out, countsText(im.Counts, c.DryRun))
	return nil
}

// end ends the publication of what a complete file lacks. A refused record is
// no absence: where one was refused, what it was about may not be known.
func (c *importPortalCmd) end(ctx context.Context, e *env, im *db.Importer, report *report) error {
	if !c.Complete {
		return nil
	}
	if report.refused > 0 {
		fmt.Fprintf(e.err, "no publication was ended: %d records were refused, and what they are about may not be absent\n", report.refused)
		return nil
	}
	return im.EndAbsent(ctx, portal.Source, nil, c.Force)
}

func newImporter(ctx context.Context, d *db.DB, dryRun bool) (*db.Importer, error) {
	im, err := d.NewImporter(ctx, time.Now, dryRun)
	if errors.Is(err, db.ErrBusy) {
		return nil, &exitError{exitBusy, err}
	}
	return im, err
}

// batcher gathers records into batches of the size that the importer wants.
type batcher struct {
	im      *db.Importer
	records []*motcua.Record
}

func (b *batcher) add(ctx context.Context, r *motcua.Record) error {
	b.records = append(b.records, r)
	if len(b.records) < b.im.BatchSize() {
		return nil
	}
	return b.flush(ctx)
}

func (b *batcher) flush(ctx context.Context) error {
	if len(b.records) == 0 {
		return nil
	}
	err := b.im.Publish(ctx, b.records)
	b.records = nil
	return err
}

func countsText(c db.ImportCounts, dryRun bool) string {
	verb := "imported"
	if dryRun {
		verb = "dry run, nothing written; would be"
	}
	return fmt.Sprintf("%s: %d new, %d changed (%d announced, %d corrected), %d public again, %d no longer public, %d unchanged",
		verb, c.New, c.Announced+c.Corrected, c.Announced, c.Corrected, c.Republished, c.Ended, c.Unchanged)
}

// portalInput reads the portal's records of a file, as often as is asked.
type portalInput struct {
	file       *input
	opts       portal.Options
	collisions portal.Collisions // of the last reading
}

// each gives every record that is taken to take, and the others to refuse,
// which may be nil.
func (in *portalInput) each(ctx context.Context, p *progress, take func(*motcua.Record) error, refuse func(*motcua.Refusal)) error {
	stream, err := in.file.rewind()
	if err != nil {
		return err
	}
	reader, err := portal.NewReader(stream, in.opts)
	if err != nil {
		return fmt.Errorf("read %s: %w", in.file.name, err)
	}
	in.collisions = portal.Collisions{}
	for result, err := range portal.Records(reader, runtime.GOMAXPROCS(0)) {
		if err != nil {
			return fmt.Errorf("read %s: %w", in.file.name, err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		p.at(reader.Bytes(), reader.Line())
		refusal := result.Refusal
		if refusal == nil {
			refusal = in.collisions.Add(result.Record)
		}
		if refusal != nil {
			if refuse != nil {
				refuse(refusal)
			}
			continue
		}
		if err := take(result.Record); err != nil {
			return err
		}
	}
	return nil
}

// input is a file that can be read again. Standard input is kept in a
// temporary file for that.
type input struct {
	name string
	file *os.File
	size int64 // 0 where it is not known
	temp bool
}

func openInput(name string, stdin io.Reader) (*input, error) {
	if name == "-" {
		return spool(stdin)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if !info.Mode().IsRegular() {
		defer func() { _ = file.Close() }() // only read
		return spool(file)
	}
	return &input{name: name, file: file, size: info.Size()}, nil
}

func spool(r io.Reader) (*input, error) {
	file, err := os.CreateTemp("", "motcua-import-*")
	if err != nil {
		return nil, err
	}
	size, err := io.Copy(file, r)
	if err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return &input{name: "standard input", file: file, size: size, temp: true}, nil
}

func (in *input) rewind() (io.Reader, error) {
	_, err := in.file.Seek(0, io.SeekStart)
	return in.file, err
}

func (in *input) Close() error {
	err := in.file.Close()
	if in.temp {
		err = errors.Join(err, os.Remove(in.file.Name()))
	}
	return err
}
