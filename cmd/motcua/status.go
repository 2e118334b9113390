package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
	"motcua/search"
)

type statusCmd struct {
	dataFlags
	JSON bool `help:"Write JSON."`
}

// status is what there is to know of an installation.
type status struct {
	Program string        `json:"program"`
	Schema  db.Schema     `json:"schema"`
	Counts  db.Counts     `json:"counts"`
	Server  *serverStatus `json:"server"` // nil where none runs
}

// serverStatus is what only a running server knows.
type serverStatus struct {
	PID     int       `json:"pid"`
	Addr    string    `json:"addr"`
	Started time.Time `json:"started"`
	indexStatuses
	Following changelog.Status `json:"following"`
	Copy      readcopy.Status  `json:"copy"`
}

// Run asks the running server and the database.
func (c *statusCmd) Run(ctx context.Context, e *env) (err error) {
	s := status{Program: programVersion()}
	if body, err := askServer(ctx, c.Data, "GET", "/status"); err == nil {
		defer func() { _ = body.Close() }()
		if err := json.NewDecoder(body).Decode(&s.Server); err != nil {
			return fmt.Errorf("read the server's status: %w", err)
		}
	} else if !errors.Is(err, errNoServer) {
		return err
	}
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if s.Schema, err = d.Schema(ctx); err != nil {
		return err
	}
	if s.Counts, err = d.Counts(ctx); err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		return enc.Encode(s)
	}
	return s.print(e)
}

func (s status) print(e *env) error {
	fmt.Fprintf(e.out, "program     %s\nschema      version %d\n", s.Program, s.Schema.Version)
	if s.Schema.Newer() {
		fmt.Fprintln(e.out, "            "+newerText(s.Schema))
	}
	fmt.Fprintf(e.out, "catalogue   %d procedures, %d public; %d versions of %d received records\n", s.Counts.Procedures, s.Counts.Public, s.Counts.Versions, s.Counts.Received)
	fmt.Fprintf(e.out, "registers   %d decisions, %d agencies, %d sectors, %d legal bases\n", s.Counts.Decisions, s.Counts.Agencies, s.Counts.Sectors, s.Counts.LegalBases)
	if s.Counts.LastRecorded != nil {
		fmt.Fprintf(e.out, "last change %s\n", s.Counts.LastRecorded.Format(time.RFC3339))
	}
	if s.Server == nil {
		fmt.Fprintln(e.out, "server      none runs on this data folder")
		return nil
	}
	fmt.Fprintf(e.out, "server      process %d at http://%s since %s\n", s.Server.PID, s.Server.Addr, s.Server.Started.Format(time.RFC3339))
	for _, line := range append(append(s.Server.lines(), copyLine(s.Server.Copy)), followingLines(s.Server.Following)...) {
		fmt.Fprintln(e.out, line)
	}
	return nil
}

// indexText says in a line how an index of something stands.
func indexText(s search.Status, of string) string {
	text := fmt.Sprintf("%d %s, %.1f MB", s.Documents, of, float64(s.DiskBytes)/1e6)
	if s.Position != nil {
		text += fmt.Sprintf(", revision %s, looked at the log %s ago", s.Revision, time.Since(s.AppliedAt).Round(time.Millisecond))
	}
	if s.Rebuilding != nil {
		text += fmt.Sprintf("; rebuilding for %s, %d read", time.Since(s.Rebuilding.Since).Round(time.Millisecond), s.Rebuilding.Records)
	}
	return text
}

// diskText says what an index has met on its disk: for who runs the server, and
// not for the public, because it names files.
func diskText(s search.Status) (text string) {
	if s.Damage != nil {
		text += "; damaged at " + s.Damage.At.Format(time.RFC3339) + " (" + s.Damage.Reason + ")"
		if s.Damage.Healed != nil {
			text += fmt.Sprintf(", whole again %s later", s.Damage.Healed.Sub(s.Damage.At).Round(time.Millisecond))
		}
	}
	if s.Unwritable != "" {
		text += "; cannot be written: " + s.Unwritable
	}
	if s.Unchecked != "" {
		text += "; could not be checked: " + s.Unchecked
	}
	if s.Spare != "" {
		text += "; in " + s.Spare + " until the next start"
	}
	return text
}
