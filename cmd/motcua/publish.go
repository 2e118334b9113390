package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"motcua"
	"motcua/db"
	"motcua/internal/announce"
)

type publishCmd struct {
	dataFlags
	File     string `arg:"" optional:"" help:"A decision with its procedures: JSON, or a spreadsheet (.xlsx) made from the template; - is JSON on standard input."`
	DryRun   bool   `help:"Check everything and show the difference, write nothing."`
	Lang     string `enum:"en,vi" default:"en" help:"Language of the difference: en or vi. Default ${default}."`
	By       string `placeholder:"NAME" help:"In whose name, for the logs. Default: who runs the program."`
	Template bool   `help:"Write the template of the spreadsheet to standard output, and do nothing else."`
	Schema   bool   `help:"Write the JSON Schema of the JSON form to standard output, and do nothing else."`
}

// Run publishes all of the decision or nothing.
func (c *publishCmd) Run(ctx context.Context, e *env) (err error) {
	switch {
	case c.Template:
		return announce.WriteTemplate(e.out)
	case c.Schema:
		_, err := e.out.Write(announce.Schema)
		return err
	case c.File == "":
		return &exitError{exitUsage, errors.New("give a file, or --template or --schema")}
	}
	a, err := readAnnouncement(c.File, e.in)
	if err != nil {
		return refusedAnnouncement(err)
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	report, err := d.Announce(ctx, time.Now, a, db.AnnounceOptions{By: operatorCaller(c.By), DryRun: c.DryRun})
	if err != nil {
		return refusedAnnouncement(err)
	}
	return writeAnnouncement(e.out, report, c.DryRun, language(c.Lang))
}

// refusedAnnouncement gives the exit code of what is refused.
func refusedAnnouncement(err error) error {
	var faults motcua.Faults
	switch {
	case errors.As(err, &faults):
		return &exitError{exitRefused, err}
	case errors.Is(err, db.ErrBusy):
		return &exitError{exitBusy, err}
	}
	return err
}

// operatorCaller is the caller that a command runs for. Whoever may run it on
// this database may do everything.
func operatorCaller(name string) motcua.Caller {
	return motcua.Caller{Subject: "system", Name: cmp.Or(name, operator())}
}

func language(name string) motcua.Language {
	if name == "vi" {
		return motcua.Vietnamese
	}
	return motcua.English
}

func readAnnouncement(name string, stdin io.Reader) (*motcua.Announcement, error) {
	in := stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // only read
		in = file
	}
	doc, err := io.ReadAll(io.LimitReader(in, announce.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return announce.ParseXLSX(doc)
	}
	return announce.ParseJSON(doc)
}

// writeAnnouncement tells what was changed, or would be.
func writeAnnouncement(out io.Writer, r motcua.AnnouncementReport, dryRun bool, in motcua.Language) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s of %s, %s\n", *r.Decision.Number, r.Decision.Agency.Name, r.Decision.Date)
	for _, added := range r.Added {
		fmt.Fprintf(&text, "  new in the registers: %s\n", added)
	}
	for i := range r.Results {
		if err := writeResult(&text, &r.Results[i], in); err != nil {
			return err
		}
	}
	verb := "published"
	if dryRun {
		verb = "dry run, nothing written; would be published"
	}
	fmt.Fprintf(&text, "%s: %d of %d procedures changed\n", verb, r.Changed(), len(r.Results))
	_, err := io.WriteString(out, text.String())
	return err
}

func writeResult(text *strings.Builder, r *motcua.AnnouncementResult, in motcua.Language) error {
	fmt.Fprintf(text, "\n%-9s %s %s, from %s: %s\n", r.Kind, r.Code, r.Name, r.From, strings.ToLower(string(r.Outcome)))
	if r.Version != "" {
		fmt.Fprintf(text, "  version %s\n", r.Version)
	}
	if len(r.ReplacedBy) > 0 {
		fmt.Fprintf(text, "  replaced by %s\n", strings.Join(r.ReplacedBy, ", "))
	}
	if r.Before == nil || r.After == nil {
		return nil
	}
	changes, err := motcua.CompareContents(r.Before, r.After)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if strings.HasPrefix(c.Path.String(), "decision") {
			continue // that is what publishing does
		}
		fmt.Fprintf(text, "  - %s\n", c.Sentence(in))
	}
	return nil
}
