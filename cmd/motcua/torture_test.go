package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

var (
	tortureKills   = flag.Int("torture.kills", 6, "how often something is killed; make torture has 200")
	tortureClients = flag.Int("torture.clients", 4, "clients that submit feedback and act on it")
	tortureEvery   = flag.Duration("torture.every", 600*time.Millisecond, "about how long everything runs between kills")
	torturePause   = flag.Duration("torture.pause", 40*time.Millisecond, "about how long a writing client rests between what it does: comparing takes as long as what there is")
	tortureSeed    = flag.Uint64("torture.seed", 0, "what the plan of kills and the clients' work are drawn from; 0 draws one and prints it")
)

// victim is what is killed.
type victim int

const (
	killServer   victim = iota
	killPostgres        // the server starts it again
	killBoth
	killStarting   // the server, and again while it starts
	killRebuilding // the server, while it builds its indexes anew
	victims
)

func (v victim) String() string {
	return [...]string{"server", "postgres", "both", "starting", "rebuilding"}[v]
}

// torture is an installation that is killed again and again under load.
type torture struct {
	t       *testing.T
	dir     string
	seed    uint64
	random  *rand.Rand
	server  *instance
	url     atomic.Pointer[string]
	senders []*sender
	tokens  struct{ official, publisher, curator string }
}

// Kills at random moments, of the server, its private Postgres, and both, under
// mixed load: each start ends with database and index in agreement, nothing
// that was acknowledged is lost or done twice, and clients are told nothing
// worse than that they should come again.
func TestTorture(t *testing.T) {
	x := newTorture(t)
	began := time.Now()
	until := make(chan struct{})
	load, cancel := context.WithTimeout(t.Context(), time.Duration(*tortureKills)*time.Minute+2*time.Minute)
	defer cancel()
	group, ctx := errgroup.WithContext(load)
	work := x.workers()
	for _, w := range work {
		group.Go(func() error { return w.run(ctx, until) })
	}
	killed := map[victim]int{}
	for n := 0; n < *tortureKills && ctx.Err() == nil; n++ {
		time.Sleep(time.Duration(x.random.Int64N(2 * int64(*tortureEvery))))
		v := victim(n) % victims // each at least once in the short form
		if n >= int(victims) {
			v = victim(x.random.IntN(int(victims)))
		}
		killed[v]++
		x.kill(v)
		x.verify(fmt.Sprintf("after kill %d, of %s", n+1, v))
	}
	close(until)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, w := range work {
		w.check(load)
	}
	x.verify("at the end")
	x.server.stop()
	x.verify("without the server")
	t.Logf("seed %d: %v killed in %s; %s", x.seed, killed, time.Since(began).Round(time.Second), x.told(work))
}

func newTorture(t *testing.T) *torture {
	x := &torture{t: t, dir: dataDir(t), seed: *tortureSeed}
	if x.seed == 0 {
		x.seed = rand.Uint64N(1e9) + 1
	}
	fmt.Printf("torture: again with -torture.seed %d\n", x.seed) // seen also where the test never ends
	x.random = rand.New(rand.NewPCG(x.seed, 0))
	command(t, "", "import", "portal", rawFile(t, records(torturedRecords)...), "--data", x.dir).must(t, exitDone)
	key := func(args ...string) string {
		return strings.TrimSpace(command(t, "", append([]string{"key", "create", "--data", x.dir}, args...)...).must(t, exitDone).out)
	}
	x.tokens.official = key("receiver", "--role", "RECEIVER", "--agency", "G15")
	x.tokens.publisher = key("publisher", "--role", "PUBLISHER", "--agency", "G15")
	x.tokens.curator = key("curator", "--scope", "CURATE")
	x.start()
	return x
}

func (x *torture) start() {
	x.server = startServer(x.t, x.dir, "--no-rate-limits")
	x.url.Store(&x.server.url)
}

// kill kills, and returns when the server is ready again.
func (x *torture) kill(v victim) {
	switch v {
	case killServer:
		x.server.kill()
	case killPostgres:
		x.awaitReady(x.killPostgres())
		return
	case killBoth:
		if x.random.IntN(2) == 0 {
			x.killPostgres()
			time.Sleep(time.Duration(x.random.IntN(50)) * time.Millisecond)
			x.server.kill()
		} else {
			x.server.kill()
			x.killPostgres()
		}
	case killStarting:
		x.server.kill()
		cmd := process(x.t, "serve", "--data", x.dir, "--addr", "127.0.0.1:0")
		time.Sleep(time.Duration(x.random.IntN(1000)) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	case killRebuilding:
		x.killRebuilding()
	}
	x.start()
}

// killRebuilding kills the server some way into a rebuild.
func (x *torture) killRebuilding() {
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		if body, err := askServer(x.t.Context(), x.dir, "POST", "/reindex"); err == nil {
			_ = body.Close()
		}
	}()
	time.Sleep(time.Duration(x.random.IntN(400)) * time.Millisecond)
	x.server.kill()
	<-asked
}

// killPostgres kills the postmaster, and gives its process; its back ends end
// when they see that.
func (x *torture) killPostgres() (pid int) {
	pid = x.postmaster()
	_ = syscall.Kill(pid, syscall.SIGKILL) // a kill before may have got it
	return pid
}

func (x *torture) postmaster() int {
	var running struct{ PID int }
	doc, err := os.ReadFile(filepath.Join(x.dir, "run.json"))
	if err == nil {
		err = json.Unmarshal(doc, &running)
	}
	if err != nil {
		x.t.Fatalf("which Postgres runs: %v, %s", err, doc)
	}
	return running.PID
}

// awaitReady waits until a server that went on has another Postgres.
func (x *torture) awaitReady(than int) {
	for end := time.Now().Add(time.Minute); x.postmaster() == than || !x.server.ready(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			x.t.Fatalf("seed %d: the server does not become ready again", x.seed)
		}
	}
}

// verify compares everything, while the load goes on. A server is ready while its
// database is away, since it answers the catalogue from its copy: comparing
// waits for the database.
func (x *torture) verify(when string) {
	x.t.Helper()
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		got := command(x.t, "", "verify", "--data", x.dir)
		if got.code == exitDone {
			return
		}
		if got.code != exitFailed || time.Now().After(end) {
			x.t.Fatalf("seed %d, %s: exit code %d\n%s%s", x.seed, when, got.code, got.out, got.err)
		}
	}
}

// worker is one that loads the installation, and knows what it was told.
type worker interface {
	// run works until the channel is closed and everything begun is
	// acknowledged. It gives the first thing that must not happen.
	run(ctx context.Context, until <-chan struct{}) error
	check(ctx context.Context)
	told() (what string, n int)
}

func (x *torture) workers() []worker {
	work := []worker{
		&importer{torture: x, random: x.drawing(1), names: map[int]string{}},
		&publisher{torture: x, caller: x.caller(x.tokens.publisher), random: x.drawing(2)},
		&curator{torture: x, caller: x.caller(x.tokens.curator), random: x.drawing(3), live: map[string]string{}},
		&reader{torture: x, caller: x.caller(""), random: x.drawing(4)},
		&reader{torture: x, caller: x.caller(""), random: x.drawing(5)},
		&copier{torture: x, caller: x.caller(""), client: client{copy: map[string]string{}}},
	}
	for n := range *tortureClients {
		s := &sender{torture: x, caller: x.caller(x.tokens.official), number: n, random: x.drawing(100 + uint64(n))}
		work, x.senders = append(work, s), append(x.senders, s)
	}
	return work
}

func (x *torture) drawing(of uint64) *rand.Rand { return rand.New(rand.NewPCG(x.seed, of)) }

func (x *torture) told(work []worker) string {
	counts := map[string]int{}
	for _, w := range work {
		what, n := w.told()
		counts[what] += n
	}
	return fmt.Sprint(counts)
}

// pause rests a writing client as many times as long as is usual, so that a long
// run compares what there has to be, and not all that two cores can write in an
// hour.
func pause(random *rand.Rand, times int64) {
	time.Sleep(time.Duration(random.Int64N(2*times*int64(*torturePause) + 1)))
}

// over says whether a worker shall begin nothing more.
func over(ctx context.Context, until <-chan struct{}) bool {
	select {
	case <-until:
		return true
	case <-ctx.Done():
		return true
	default:
		return false
	}
}
