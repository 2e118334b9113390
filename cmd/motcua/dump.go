package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"motcua/db"
	"motcua/db/changelog"
	"motcua/graph"
	"motcua/graph/server"
)

type dumpCmd struct {
	dataFlags
	FormBaseURL string `env:"MOTCUA_FORM_BASE_URL" placeholder:"URL" help:"Where the publisher's files are, as for serve."`
	Cursor      string `type:"path" placeholder:"FILE" help:"Write to FILE the cursor from which catalogChanges goes on after this dump."`
}

// dumpBatch is how many procedures one operation of a dump asks for: the most
// that the schema allows.
const dumpBatch = 100

// Run asks the schema itself for every field of every public procedure, so the
// lines have the shape of the API. It needs no index.
func (c *dumpCmd) Run(ctx context.Context, e *env) (err error) {
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	executor, err := server.NewExecutor(server.Config{Catalogue: d.DB, Clock: time.Now, Log: e.log, FormBaseURL: c.FormBaseURL})
	if err != nil {
		return err
	}
	// Taken before anything is read: what changes meanwhile is told once more.
	if err := c.writeCursor(ctx, d.DB); err != nil {
		return err
	}
	ids, err := d.PublicIDs(ctx, "")
	if err != nil {
		return err
	}
	out := bufio.NewWriter(e.out)
	for batch := range slices.Chunk(ids, dumpBatch) {
		global := make([]string, len(batch))
		for i, id := range batch {
			global[i] = graph.ProcedureID(id)
		}
		data, err := executor.Execute(ctx, graph.DumpQuery, map[string]any{"ids": global})
		if err != nil && !onlyGone(err) {
			return fmt.Errorf("dump procedures from %s: %w", batch[0], err)
		}
		var page struct{ Nodes []json.RawMessage }
		if err := json.Unmarshal(data, &page); err != nil {
			return err
		}
		for _, node := range page.Nodes {
			if string(node) == "null" {
				continue // its publication ended meanwhile
			}
			if _, err := fmt.Fprintf(out, "%s\n", node); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

func (c *dumpCmd) writeCursor(ctx context.Context, d *db.DB) error {
	if c.Cursor == "" {
		return nil
	}
	at, err := changelog.New(d.Pool(), nodeName(), nil).Now(ctx)
	if err != nil {
		return err
	}
	return os.WriteFile(c.Cursor, []byte(at.Revision()+"\n"), 0o644)
}

// onlyGone says whether nothing went wrong but that some procedures were no
// longer public when they were asked for.
func onlyGone(err error) bool {
	var list gqlerror.List
	return errors.As(err, &list) && !slices.ContainsFunc(list, func(e *gqlerror.Error) bool {
		return e.Extensions["code"] != graph.CodeNotFound
	})
}
