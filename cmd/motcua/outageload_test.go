package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua/db/private"
)

var (
	outageFor  = flag.Duration("outage-for", 3*time.Second, "for how long TestReadsThroughAnOutage stops Postgres; 60s for a long run")
	outageRate = flag.Int("outage-rate", 50, "how many fields of the catalogue it asks for in a second")
)

var anonymous = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

// memory is what a process holds beside files, in MB.
func memory(t *testing.T, s *instance) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	kb, err := strconv.Atoi(string(anonymous.FindSubmatch(text)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kb / 1024
}

// While Postgres stops, is away and comes back, no read of the catalogue fails,
// memory stays what it is, and within two seconds all is fresh again.
func TestReadsThroughAnOutage(t *testing.T) {
	pg := newStoppable(t)
	s := startServer(t, t.TempDir(), "--database-url", pg.URL(private.RoleApp), "--demo", "--no-rate-limits")
	walk := newSchemaWalk(t, drawn(t, s))
	var queries []string
	for range 4 { // records are drawn anew each time
		queries = append(queries, walk.queries()...)
	}
	s.waitCopied(t)
	var asked, stale, failed atomic.Int64
	stop := make(chan struct{})
	var clients sync.WaitGroup
	clients.Go(func() {
		tick := time.NewTicker(time.Second / time.Duration(*outageRate))
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			clients.Go(func() {
				q := queries[n%len(queries)]
				asked.Add(1)
				r, err := s.post(q)
				if err != nil || r.code() != "" && r.code() != "NOT_FOUND" && r.code() != "AMBIGUOUS" {
					failed.Add(1)
					t.Errorf("%s: %v %v", q, err, r.Errors)
				}
				if r.Extensions.Stale != nil {
					stale.Add(1)
				}
			})
		}
	})
	time.Sleep(time.Second)
	before := memory(t, s)
	pg.stop(t)
	time.Sleep(*outageFor)
	during := memory(t, s)
	if stale.Load() == 0 {
		t.Error("nothing was answered while Postgres was away")
	}
	pg.start(t)
	back := time.Now()
	for s.must(t, `{ procedures(first: 3) { nodes { name version { kind } } } }`).Extensions.Stale != nil {
		if time.Since(back) > 2*time.Second {
			t.Fatal("still stale two seconds after Postgres is back")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("fresh %s after Postgres is back", time.Since(back).Round(time.Millisecond))
	close(stop)
	clients.Wait()
	t.Logf("%d reads, %d of them stale, %d failed; RssAnon %d MB before, %d MB at the end of %s without Postgres", asked.Load(), stale.Load(), failed.Load(), before, during, *outageFor)
	if during > before+before/2+64 {
		t.Errorf("memory grew from %d to %d MB", before, during)
	}
}
