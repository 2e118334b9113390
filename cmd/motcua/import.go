package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"time"

	"motcua"
	"motcua/db"
	"motcua/internal/portal"
)

type importCmd struct {
	Packet   importPacketCmd   `cmd:"" help:"Import records of the national database's former sharing packet."`
	Document importDocumentCmd `cmd:"" help:"Import the national database's exports of single procedures, HTML or .docx."`
	Portal   importPortalCmd   `cmd:"" help:"Import records of the national public service portal."`
	Demo     importDemoCmd     `cmd:"" help:"Import the demonstration catalogue that ships with the program."`
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

// Run reads the file, publishes its records in short transactions and reports
// what it refuses and doubts. A strict import reads it once before that, to
// write nothing where a record is refused. Memory does not grow with the file.
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
	defer func() { err = errors.Join(err, report.Close()) }()
	in := &portalInput{file: file, opts: portal.Options{FetchedAt: c.FetchedAt, Today: motcua.DateOf(time.Now())}}
	if c.Strict {
		if err := in.read(ctx, e, "checking", report, nil); err != nil {
			return err
		}
		if report.refused > 0 {
			return &exitError{exitRefused, fmt.Errorf("%d records refused: nothing was written, as --strict asks", report.refused)}
		}
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return c.publish(ctx, e, d.DB, in, report)
}

func (c *importPortalCmd) publish(ctx context.Context, e *env, d *db.DB, in *portalInput, report *report) (err error) {
	im, err := newImporter(ctx, d, c.DryRun)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, im.Close(context.WithoutCancel(ctx))) }()
	batch := batcher{im: im}
	if c.Strict {
		report = nil // said already
	}
	err = in.read(ctx, e, "importing", report, func(r *motcua.Record) error { return batch.add(ctx, r) })
	if err == nil {
		err = batch.flush(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w (%s until then)", err, countsText(im.Counts, c.DryRun))
	}
	if err := c.end(ctx, e, im, report); err != nil {
		return err
	}
	if !c.DryRun {
		if err := shipSuccessions(ctx, d); err != nil {
			return err
		}
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
	if report != nil && report.refused > 0 {
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
	file *input
	opts portal.Options
}

// parseAhead is how many records are parsed while others are published.
const parseAhead = 2 * db.ImportBatch

// read gives every record that is taken to take, and tells the report, both of
// which may be nil, of it and of those that are not.
func (in *portalInput) read(ctx context.Context, e *env, what string, report *report, take func(*motcua.Record) error) error {
	stream, err := in.file.rewind()
	if err != nil {
		return err
	}
	reader, err := portal.NewReader(stream, in.opts)
	if err != nil {
		return fmt.Errorf("read %s: %w", in.file.name, err)
	}
	p := newProgress(e, what, in.file.size)
	defer p.done()
	if report != nil {
		report.clear = p.clear
	}
	var collisions portal.Collisions
	for result, err := range ahead(ctx, portal.Records(reader, runtime.GOMAXPROCS(0))) {
		if err != nil {
			return fmt.Errorf("read %s: %w", in.file.name, err)
		}
		p.at(reader.Bytes())
		refusal := result.Refusal
		if refusal == nil {
			refusal = collisions.Add(result.Record)
		}
		if refusal != nil {
			report.refuse(refusal)
			continue
		}
		report.record(result.Record)
		if take == nil {
			continue
		}
		if err := take(result.Record); err != nil {
			return err
		}
	}
	p.done()
	for _, f := range collisions.Rest() {
		report.doubt(f.Line, f.Code, f.Doubt)
	}
	report.summary()
	return nil
}

// ahead runs the sequence beside the one who reads it.
func ahead[V any](ctx context.Context, seq iter.Seq2[V, error]) iter.Seq2[V, error] {
	type item struct {
		value V
		err   error
	}
	return func(yield func(V, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		items := make(chan item, parseAhead)
		go func() {
			defer close(items)
			for value, err := range seq {
				select {
				case items <- item{value, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		for i := range items {
			if !yield(i.value, i.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			var zero V
			yield(zero, err)
		}
	}
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
