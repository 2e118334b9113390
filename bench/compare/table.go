package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// table gathers what was measured.
type table struct{ rows []string }

// add takes in the runs of all who answered a question in turns.
func (t *table) add(q question, conns int, all []measured, runs [][]result) {
	floors := map[string][]result{}
	for i, m := range all {
		floors[m.name] = runs[i]
	}
	for i, m := range all {
		r := median(runs[i])
		least, most := spread(runs[i])
		t.rows = append(t.rows, fmt.Sprintf("| %s | %d | %s | %.0f (%.0f to %.0f) | %s | %s | %.1f KB | %s | %s | %s | %s | %s |",
			q.name, conns, m.name, r.rate(), least, most, ms(r.p50), ms(r.p99), float64(r.bytes)/float64(r.requests)/1000,
			hits(m.name, r), each(r.server, r), each(r.database, r), ratio(runs[i], floors["F1"]), ratio(runs[i], floors["F2"])))
	}
}

// String writes the table.
func (t *table) String() string {
	return "| Question | Connections | Who | Requests/s, median (spread) | p50 | p99 | Answer | Kept answers | CPU of the server | of Postgres | × F1 | × F2 |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n" + strings.Join(t.rows, "\n") + "\n"
}

func median(runs []result) result {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b result) int { return cmp.Compare(a.rate(), b.rate()) })
	return sorted[len(sorted)/2]
}

func spread(runs []result) (least, most float64) {
	for i, r := range runs {
		if i == 0 || r.rate() < least {
			least = r.rate()
		}
		most = max(most, r.rate())
	}
	return least, most
}

func hits(name string, r result) string {
	if !strings.HasPrefix(name, "motcua") {
		return ""
	}
	return fmt.Sprintf("%.1f %%", 100*float64(r.hits)/float64(r.requests))
}

// ratio is the median of the ratios of runs in one round, during which whatever
// else the machine does weighs on both.
func ratio(runs, floor []result) string {
	if len(runs) != len(floor) || len(runs) == 0 {
		return ""
	}
	list := make([]float64, len(runs))
	for i := range runs {
		list[i] = runs[i].rate() / floor[i].rate()
	}
	slices.Sort(list)
	return fmt.Sprintf("%.2f", list[len(list)/2])
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// each is a time for each request.
func each(d time.Duration, r result) string {
	return fmt.Sprintf("%.0f µs", float64(d.Microseconds())/float64(max(1, r.requests)))
}
