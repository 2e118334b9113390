// Command compare measures the API against the floors under it and against
// what people would put over the same tables otherwise. It makes up the data,
// starts everything itself, asks all who are measured the same questions in
// turns, and writes a table of medians with ratios. It sends requests to this
// machine only.
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"
)

type options struct {
	binary, models, dir, out string
	profiles                 string
	questions                string
	procedures               int
	rounds                   int
	length                   time.Duration
	conns                    []int
	others                   bool
}

func main() {
	var o options
	var short bool
	var conns, floors string
	flag.StringVar(&o.binary, "motcua", "bin/motcua", "the program")
	flag.StringVar(&o.models, "models", "", "records of the national portal whose shapes are taken; without it the demonstration's")
	flag.StringVar(&o.dir, "data", "", "folder of the data, kept for the next time; without it a temporary one")
	flag.StringVar(&o.out, "out", "", "file for the table beside the standard output")
	flag.StringVar(&o.profiles, "profiles", "", "folder for profiles of motcua, of the last round of each")
	flag.StringVar(&o.questions, "questions", "", "the only ones that are measured, such as Q1,Q3")
	flag.IntVar(&o.procedures, "procedures", 100_000, "how many procedures are made up")
	flag.IntVar(&o.rounds, "rounds", 5, "how often each is measured")
	flag.DurationVar(&o.length, "length", 5*time.Second, "of one measurement")
	flag.StringVar(&conns, "conns", "1,16,64", "connections")
	flag.BoolVar(&o.others, "others", false, "measure PostGraphile and mercurius too; needs node and npm")
	flag.BoolVar(&short, "short", false, "a few minutes: 5,000 procedures, 3 rounds of 1 s")
	flag.StringVar(&floors, "serve-floors", "", "serve the floors over this database; for the program itself")
	flag.Parse()
	if short {
		o.procedures, o.rounds, o.length, conns = 5000, 3, time.Second, "16"
	}
	for text := range strings.SplitSeq(conns, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			fmt.Fprintln(os.Stderr, "compare: -conns:", err)
			os.Exit(2)
		}
		o.conns = append(o.conns, n)
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

// compare sets everything up, measures and writes the table.
func compare(ctx context.Context, o options) (err error) {
	s, err := setUp(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	k, err := readKeys(ctx, s.owner)
	if err != nil {
		return err
	}
	for _, id := range k.sectors {
		k.global = append(k.global, base64.RawURLEncoding.EncodeToString([]byte("Sector:"+id)))
	}
	var t table
	for _, q := range questions {
		if o.questions != "" && !strings.Contains(o.questions, q.name) {
			continue
		}
		if err := measure(ctx, o, s, k, q, &t); err != nil {
			return err
		}
	}
	head := fmt.Sprintf("%s, %d cores, %s; %d procedures; medians of %d rounds of %s, taken in turns; client and servers on one machine\n\n",
		runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(), o.procedures, o.rounds, o.length)
	memory, err := s.memory()
	if err != nil {
		return err
	}
	text := head + t.String() + "\n" + memory
	fmt.Print(text)
	if o.out != "" {
		return os.WriteFile(o.out, []byte(text), 0o644)
	}
	return nil
}

// measured is one who answers a question.
type measured struct {
	name, address string
	requests      requests
	profiles      string // where it gives its profiles; empty is nowhere
}

// measure asks all who can answer one question, at each number of connections.
func measure(ctx context.Context, o options, s *setup, k keys, q question, t *table) error {
	api := newRequests(k.values(q, true), q.post)
	warm := newRequests(k.values(q, true), q.post)
	all := []measured{{"motcua, warm", s.warm.address, warm, s.warm.profiles}, {"motcua, cold", s.cold.address, api, s.cold.profiles}}
	size, err := bodySize(ctx, s, api)
	if err != nil {
		return fmt.Errorf("%s: %w", q.name, err)
	}
	f1 := requests{all: [][]byte{byGet("/f1", strconv.Itoa(size))}, zipf: newZipf(1)}
	all = append(all, measured{name: "F1", address: s.floors.address, requests: f1})
	if q.floor {
		all = append(all, measured{name: "F2", address: s.floors.address, requests: newRequests(k.values(q, false), func(v string) []byte { return byGet("/f2/"+q.name, v) })})
	}
	for _, other := range s.others {
		if document, ok := other.documents[q.name]; ok {
			all = append(all, measured{name: other.name, address: other.address, requests: newRequests(k.values(q, false), other.post(document))})
		}
	}
	for _, conns := range o.conns {
		runs := make([][]result, len(all))
		for round := range o.rounds + 1 { // the first one warms up
			for i, m := range all {
				length := o.length
				if round == 0 {
					length = max(time.Second, o.length/2)
				}
				profiled := func() error { return nil }
				if round == o.rounds {
					profiled = profiler{o.profiles}.during(ctx, m, fmt.Sprintf("%s-%s-%d", q.name, strings.TrimPrefix(m.name, "motcua, "), conns), length)
				}
				r, err := drive(ctx, m.address, conns, length, m.requests.drawn(uint64(round)))
				if err != nil {
					return fmt.Errorf("%s of %s at %d connections: %w", q.name, m.name, conns, err)
				}
				if err := profiled(); err != nil {
					return err
				}
				if round > 0 {
					runs[i] = append(runs[i], r)
				}
			}
		}
		t.add(q, conns, all, runs)
	}
	return nil
}

// bodySize is how many bytes an answer has on average, by some of the first keys.
func bodySize(ctx context.Context, s *setup, q requests) (int, error) {
	sum, n := 0, min(20, len(q.all))
	for i := range n {
		body, err := get(ctx, s.cold.address, q.all[i])
		if err != nil {
			return 0, err
		}
		if strings.Contains(string(body[:min(len(body), 20)]), `"errors"`) {
			return 0, fmt.Errorf("%.500s", body)
		}
		sum += len(body)
	}
	return sum / n, nil
}
