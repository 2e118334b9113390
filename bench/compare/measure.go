package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// measured is one who answers a question.
type measured struct {
	name string
	*process
	asking
	deck *deck
}

// heading says what was measured, and how.
func heading(o options) string {
	load, _ := os.ReadFile("/proc/loadavg") // for who reads the table
	return fmt.Sprintf("%s, %d cores, %s, load %s; %d procedures, %d feedback records; medians of %d rounds of %s, taken in turns; ratios within a round; client, servers and database on one machine\n\n",
		runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(), strings.Join(strings.Fields(string(load))[:3], " "),
		o.procedures, o.feedback, o.rounds, o.length)
}

// measure asks all who can answer one question, at each number of connections.
func measure(ctx context.Context, o options, s *setup, w *world, q question, t *table) error {
	fmt.Fprintf(os.Stderr, "%s, %s\n", q.name, q.what)
	d := q.deck(w)
	if len(d.draws) == 0 {
		return fmt.Errorf("there is nothing to ask for")
	}
	api := toAPI(q.document, apiVariables)
	all := []measured{{"motcua, warm", s.warm, api, d}, {"motcua, cold", s.cold, api, d}}
	size, err := bodySize(ctx, s.cold.address, api, d)
	if err != nil {
		return err
	}
	all = append(all, measured{"F1", s.floors, asking{path: fmt.Sprintf("/f1/%d", size)}, &deck{draws: []draw{{}}}}) // it uses none up
	if q.floor {
		all = append(all, measured{"F2", s.floors, toFloor("/f2/" + q.name), d})
	}
	for _, other := range s.others {
		if document, ok := other.documents[q.name]; ok {
			all = append(all, measured{other.name, other.process, toAPI(document, plainVariables), d})
		}
	}
	warmUp := o.warmUp
	for _, conns := range o.conns {
		if _, err := all[0].run(ctx, s, conns, warmUp, 1000); err != nil {
			return err
		}
		warmUp = o.length // the caches are full by now
		runs := make([][]result, len(all))
		for round := range o.rounds + 1 { // the first one warms up
			for i, m := range all {
				profiled := func() error { return nil }
				if round == o.rounds {
					profiled = profiler{o.profiles}.during(ctx, m.process, fmt.Sprintf("%s-%s-%d", q.name, strings.TrimPrefix(m.name, "motcua, "), conns), o.length)
				}
				r, err := m.run(ctx, s, conns, o.length, uint64(round))
				if err != nil {
					return fmt.Errorf("%s at %d connections: %w", m.name, conns, err)
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

// run asks one for a while, and says what it and the database worked.
func (m *measured) run(ctx context.Context, s *setup, conns int, length time.Duration, round uint64) (result, error) {
	draw := m.deck.drawn(round)
	server, database := worked(m.cmd.Process.Pid), workedBelow(s.postmaster)
	r, err := drive(ctx, m.address, conns, length, func(conn int, b []byte) []byte { return m.appendTo(b, draw(conn)) })
	r.server, r.database = worked(m.cmd.Process.Pid)-server, workedBelow(s.postmaster)-database
	return r, err
}

// bodySize is how many bytes an answer has on average, by some draws.
func bodySize(ctx context.Context, address string, a asking, d *deck) (int, error) {
	draw, sum := d.drawn(2000), 0
	const n = 50
	for range n {
		body, err := get(ctx, address, a.appendTo(nil, draw(0)))
		if err != nil {
			return 0, err
		}
		if wrong(body[:min(len(body), 300)]) {
			return 0, fmt.Errorf("%.500s", body)
		}
		sum += len(body)
	}
	return sum / n, nil
}
