package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"motcua/db"
)

type qualityCmd struct {
	dataFlags
	JSON bool `help:"Write JSON."`
}

// Run prints the kinds of doubts with counts and examples.
func (c *qualityCmd) Run(ctx context.Context, e *env) (err error) {
	d, err := c.openDatabase(ctx, e, db.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	list, err := d.Quality(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(e.out)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	for _, q := range list {
		fmt.Fprintf(e.out, "%-26s %6d doubts in %5d procedures  (%s)\n", q.Kind, q.Doubts, q.Procedures, q.Kind.Label())
		for _, x := range q.Examples {
			fmt.Fprintf(e.out, "    %s  %s = %s: %s\n", x.Code, x.Field, oneLine(x.Value), x.Reason)
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(e.out, "nothing is doubtful")
	}
	return nil
}
