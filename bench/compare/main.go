// Command compare measures the API against the floors under it and against
// what people would put over the same tables otherwise. It makes up the data,
// starts everything itself, asks all who are measured the same questions in
// turns, and writes a table of medians with ratios. It sends requests to this
// machine only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"time"
)

type options struct {
	binary, models, dir, out string
	profiles                 string
	node                     string // folder for what npm installs
	floors                   string // the program that serves the floors; empty is this one
	procedures, feedback     int
	rounds                   int
	length, warmUp, soak     time.Duration
	conns                    []int
	questions                []string
	others                   bool
	prepare                  bool
	cache                    int    // of the server with its caches, in MB
	memory                   string // GOMEMLIMIT of the servers
}

func main() {
	var o options
	var short bool
	var conns, only, floors string
	flag.StringVar(&o.binary, "motcua", "bin/motcua", "the program")
	flag.StringVar(&o.models, "models", "", "records of the national portal whose shapes are taken; without it the demonstration's")
	flag.StringVar(&o.dir, "data", "", "folder of the data, kept for the next time; without it a temporary one")
	flag.StringVar(&o.out, "out", "", "file for the table beside the standard output")
	flag.StringVar(&o.profiles, "profiles", "", "folder for profiles of motcua, of the last round of each question")
	flag.StringVar(&o.node, "node", "", "folder in which npm installs the others, kept for the next time")
	flag.IntVar(&o.procedures, "procedures", 100_000, "how many procedures are made up")
	flag.IntVar(&o.feedback, "feedback", 1_000_000, "how much feedback is made up")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each is measured")
	flag.IntVar(&o.cache, "cache", 0, "the response cache of the server with its caches, in MB; 0 is its default")
	flag.StringVar(&o.memory, "memory", memoryLimit, "GOMEMLIMIT of motcua")
	flag.DurationVar(&o.length, "length", 3*time.Second, "of one measurement")
	flag.DurationVar(&o.warmUp, "warm-up", 10*time.Second, "how long the server with its caches is asked a question before it is measured")
	flag.DurationVar(&o.soak, "soak", 0, "watch the memory under all questions at once for so long, after the rest")
	flag.StringVar(&conns, "conns", "1,16,64", "connections")
	flag.StringVar(&only, "questions", "", "the only ones that are measured, such as Q1,Q3; none for none")
	flag.BoolVar(&o.others, "others", false, "measure PostGraphile and mercurius too; needs node and npm")
	flag.BoolVar(&o.prepare, "prepare", false, "make the data and the indexes in -data, and stop")
	flag.BoolVar(&short, "short", false, "a few minutes: 5,000 procedures, 10,000 feedback records, 3 rounds of 1 s at 16 connections")
	flag.StringVar(&floors, "serve-floors", "", "serve the floors over this database; for the program itself")
	flag.Parse()
	if short {
		o.procedures, o.feedback, o.rounds, o.length, o.warmUp, conns = 5000, 10_000, 3, time.Second, 2*time.Second, "16"
	}
	if err := o.read(conns, only); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	run := func() error { return compare(ctx, o) }
	if floors != "" {
		run = func() error { return serveFloors(ctx, floors) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// read reads the lists among the flags.
func (o *options) read(conns, only string) error {
	for text := range strings.SplitSeq(conns, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxConns {
			return fmt.Errorf("-conns: %q is no number from 1 to %d", text, maxConns)
		}
		o.conns = append(o.conns, n)
	}
	for _, q := range questions {
		if only == "" || slices.Contains(strings.Split(only, ","), q.name) {
			o.questions = append(o.questions, q.name)
		}
	}
	return nil
}

// compare sets everything up, measures and writes the table.
func compare(ctx context.Context, o options) (err error) {
	s, err := setUp(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if o.prepare {
		return nil
	}
	w, err := readWorld(ctx, s)
	if err != nil {
		return err
	}
	var t table
	for _, q := range questions {
		if !slices.Contains(o.questions, q.name) {
			continue
		}
		if failed := measure(ctx, o, s, w, q, &t); failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", q.name, failed)) // the other questions are worth knowing
		}
	}
	text := heading(o) + t.String() + "\n" + s.memories()
	if o.soak > 0 {
		flat, failed := soak(ctx, o, s, w)
		text, err = text+"\n"+flat, errors.Join(err, failed)
	}
	fmt.Print(text)
	if o.out != "" {
		err = errors.Join(err, os.WriteFile(o.out, []byte(text), 0o644))
	}
	return err
}
