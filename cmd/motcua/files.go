package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"motcua"
	"motcua/db"
	"motcua/graph/server"
	"motcua/internal/blob"
	"motcua/internal/export"
)

// fileFlags say where files are and how long what is logged of them is kept.
type fileFlags struct {
	Files         string `type:"path" env:"MOTCUA_FILES" placeholder:"DIR" help:"Folder of the files that come with feedback; all nodes need the same one. Default: files in the data folder."`
	AuditKeptDays int    `default:"730" env:"MOTCUA_AUDIT_KEPT_DAYS" placeholder:"DAYS" help:"Days for which the audit log is kept, 366 at least. Default ${default}."`
}

// sweepEvery is how often what is over is taken away.
const sweepEvery = time.Hour

func (c *serveCmd) filesDir() string {
	if c.Files != "" {
		return c.Files
	}
	return filepath.Join(c.Data, "files")
}

func (f fileFlags) auditKept() (time.Duration, error) {
	kept := time.Duration(f.AuditKeptDays) * 24 * time.Hour
	if kept < motcua.MinAuditKept {
		return 0, &exitError{exitUsage, fmt.Errorf("--audit-kept-days is %d at least: law asks for twelve months", int(motcua.MinAuditKept.Hours()/24))}
	}
	return kept, nil
}

// files makes the doors of bytes.
func (c *serveCmd) files(d *db.DB, x *indexes) (*server.Files, error) {
	if _, err := c.auditKept(); err != nil {
		return nil, err
	}
	folder, err := blob.Open(c.filesDir())
	if err != nil {
		return nil, err
	}
	exporter := &export.Exporter{Procedures: x, ProcedureRows: d, Feedback: x.feedback, FeedbackRows: d, Clock: time.Now}
	return &server.Files{Uploads: d, Blobs: folder, Attachments: d, Exports: d, Exporter: exporter}, nil
}

// keepHouse takes away files that no record speaks of and lines of the audit log
// that were kept long enough, until the context ends. What fails is tried again.
func (c *serveCmd) keepHouse(ctx context.Context, e *env, d *db.DB) error {
	folder, err := blob.Open(c.filesDir())
	if err != nil {
		return err
	}
	kept, err := c.auditKept()
	if err != nil {
		return err
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if n, err := folder.Sweep(ctx, time.Now(), d.KnownFiles); err != nil && ctx.Err() == nil {
			e.log.Warn("files that belong to nothing are not taken away now", "error", err)
		} else if n > 0 {
			e.log.Info("files that belong to nothing are taken away", "files", n)
		}
		if n, err := d.TrimAudit(ctx, kept); err != nil && ctx.Err() == nil {
			e.log.Warn("the audit log is not trimmed now", "error", err)
		} else if n > 0 {
			e.log.Info("the audit log is trimmed", "entries", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
