// Command bench measures the program as a whole on the national catalogue: how
// long import and index take, how much memory the server holds, and how fast it
// answers distinct questions that come at a fixed rate. It starts everything
// itself and sends requests to this machine only.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

type options struct {
	binary, catalogue, questions string
	rate                         int
	seconds                      int
	feedback                     int
	data                         string
}

func main() {
	var o options
	flag.StringVar(&o.binary, "motcua", "bin/motcua", "the program")
	flag.StringVar(&o.catalogue, "catalogue", "../shared/data/national-catalog.jsonl.gz", "records of the national portal")
	flag.StringVar(&o.questions, "questions", "", "JSON lines with a field query; without it, names of the catalogue cut into pieces")
	flag.IntVar(&o.rate, "rate", 100, "requests a second")
	flag.IntVar(&o.seconds, "seconds", 20, "length of each load")
	flag.IntVar(&o.feedback, "feedback", 0, "measure with so many made-up feedback records instead")
	flag.StringVar(&o.data, "data", "", "with -feedback: a data folder that is kept, and not filled again")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.feedback > 0 {
		return runFeedback(ctx, o)
	}
	dir, err := os.MkdirTemp("", "motcua-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Chmod(dir, 0o711); err != nil { // the server's user passes through
		return err
	}
	fmt.Printf("%s, %d cores, %s\n\n", runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if err := imports(ctx, o, dir); err != nil {
		return err
	}
	s, err := start(ctx, o, dir)
	if err != nil {
		return err
	}
	defer s.stop()
	row("first index, until ready", s.took)
	idle, err := s.anonymous()
	if err != nil {
		return err
	}
	fmt.Printf("| memory after it (RssAnon) | %d MB |\n", idle>>20)
	if err := s.rebuild(ctx, o, dir); err != nil {
		return err
	}
	texts, err := questions(ctx, o, s)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d requests a second for %d s, %d distinct questions:\n\n| | p50 | p99 | max | late |\n| --- | --- | --- | --- | --- |\n", o.rate, o.seconds, len(texts))
	for _, l := range loads {
		if err := s.load(ctx, o, l, texts); err != nil {
			return err
		}
	}
	return nil
}

func imports(ctx context.Context, o options, dir string) error {
	if _, err := command(ctx, o, "migrate", "--data", dir); err != nil {
		return err
	}
	fmt.Println("| | |\n| --- | --- |")
	for _, what := range []string{"first import", "the same again"} {
		begin := time.Now()
		out, err := command(ctx, o, "import", "portal", o.catalogue, "--data", dir)
		if err != nil {
			return err
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		row(what+" ("+lines[len(lines)-1]+")", time.Since(begin))
	}
	return nil
}

func row(what string, took time.Duration) {
	fmt.Printf("| %s | %s |\n", what, took.Round(10*time.Millisecond))
}

func command(ctx context.Context, o options, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, o.binary, args...)
	cmd.Env = append(os.Environ(), "DATABASE_URL=")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", filepath.Base(o.binary), strings.Join(args, " "), err)
	}
	return string(out), nil
}
