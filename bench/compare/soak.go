package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	soakConns = 16
	soakEvery = 5 * time.Second
)

// soak asks the server with its caches all questions at once, and says whether
// its memory stays what it is.
func soak(ctx context.Context, o options, s *setup, w *world) (string, error) {
	var all []measured
	for _, q := range questions {
		all = append(all, measured{q.name, s.warm, toAPI(q.document, apiVariables), q.deck(w)})
	}
	draws := make([]func(int) *draw, len(all))
	for i := range all {
		draws[i] = all[i].deck.drawn(3000)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type done struct {
		r   result
		err error
	}
	ended := make(chan done, 1)
	go func() {
		counts := [maxConns]int{}
		r, err := drive(ctx, s.warm.address, soakConns, o.soak, func(conn int, b []byte) []byte {
			counts[conn]++
			i := (conn + counts[conn]) % len(all)
			return all[i].appendTo(b, draws[i](conn))
		})
		ended <- done{r, err}
	}()
	var held []int
	for watch := time.NewTicker(soakEvery); ; {
		select {
		case d := <-ended:
			watch.Stop()
			return flatness(held, d.r, o.soak), d.err
		case <-watch.C:
			mb, err := memory(s.warm.cmd.Process.Pid)
			if err != nil {
				return "", err
			}
			held = append(held, mb)
			fmt.Fprintf(os.Stderr, "after %s: %d MB\n", time.Duration(len(held))*soakEvery, mb)
		}
	}
}

// flatness tells the memory of the first and of the last third of a run.
func flatness(held []int, r result, length time.Duration) string {
	if len(held) < 3 {
		return fmt.Sprintf("Memory under load: watched too shortly, %v MB\n", held)
	}
	third := len(held) / 3
	first, last := held[:third], held[len(held)-third:]
	middle := func(list []int) int { return slices.Sorted(slices.Values(list))[len(list)/2] }
	return fmt.Sprintf("Memory of motcua, warm, under %s of all questions at %d connections (%.0f requests/s): %d MB in the first third, %d MB in the last, %d MB at most (RssAnon, medians)\n",
		strings.Replace(length.String(), "m0s", "m", 1), soakConns, r.rate(), middle(first), middle(last), slices.Max(held))
}
