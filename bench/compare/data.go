package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// load makes up the data, as far as the folder does not hold it.
func (s *setup) load(ctx context.Context, o options) error {
	conn, err := pgx.Connect(ctx, s.owner)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	args := []string{"--data", s.dir}
	if o.models != "" {
		args = append(args, "--models", o.models)
	}
	if err := s.generate(ctx, o, conn, "procedures", "procedure", o.procedures, args); err != nil {
		return err
	}
	if err := s.generate(ctx, o, conn, "feedback", "feedback", o.feedback, args[:2]); err != nil {
		return err
	}
	// What whoever wrote the floor's lists by hand would add for them.
	for _, sql := range []string{
		`create index if not exists bench_sector_name on procedure_version (sector, sort_key, id)`,
		`create index if not exists bench_sector_id on procedure_version (sector, id)`,
		`create index if not exists bench_backlog on feedback (agency, state, due_at, id)`,
		`vacuum (analyze)`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// generate has motcua make up what is missing of one sort.
func (s *setup) generate(ctx context.Context, o options, conn *pgx.Conn, what, table string, count int, args []string) error {
	var held int
	if err := conn.QueryRow(ctx, `select count(*) from `+pgx.Identifier{table}.Sanitize()).Scan(&held); err != nil || held >= count {
		return err
	}
	begin := time.Now()
	cmd := exec.CommandContext(ctx, o.binary, append([]string{"generate", what, "--count", strconv.Itoa(count)}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment(), os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("make up %s: %w", what, err)
	}
	fmt.Fprintf(os.Stderr, "%d %s in %s\n", count, what, time.Since(begin).Round(time.Second))
	return nil
}

// index makes the indexes once for both servers: a million records take their
// time.
func (s *setup) index(ctx context.Context, o options) error {
	warm, cold := filepath.Join(s.dir, "warm"), filepath.Join(s.dir, "cold")
	if _, err := os.Stat(cold); err == nil {
		return nil
	}
	p, err := s.serve(ctx, o, "warm")
	if err != nil {
		return err
	}
	if err := p.stop(); err != nil {
		return err
	}
	return os.CopyFS(cold, os.DirFS(warm))
}
