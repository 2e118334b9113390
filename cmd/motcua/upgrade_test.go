package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"motcua/db"
	"motcua/db/private"
)

// generationEnv makes the test binary the program of a later generation, which has
// so many of the migrations below.
const generationEnv = "MOTCUA_TEST_GENERATION"

// Programs to come: one adds a column, for which nothing has to be taken away; the
// next takes away what only programs before the first one used.
const (
	expandVersion   = 9001
	contractVersion = 9002
)

var upgrades = []struct {
	version int64
	sql     string
}{
	{expandVersion, `
		do $$ begin if current_setting('lock_timeout') <> '5s' then raise 'a migration waits for tables without end'; end if; end $$;
		alter table feedback add column later text;
		create index feedback_later on feedback (later) where later is not null`},
	{contractVersion, fmt.Sprintf(`update schema_floor set version = %d`, expandVersion)},
}

func foresee(generation string) {
	n, _ := strconv.Atoi(generation) // "" is the present one
	for _, m := range upgrades[:n] {
		db.Foresee(m.version, m.sql)
	}
}

// generation is one of a program's: 0 is the present one.
type generation int

func (g generation) env() []string { return []string{fmt.Sprintf("%s=%d", generationEnv, g)} }

// run runs a command line of that program.
func (g generation) run(t *testing.T, args ...string) output {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := program(args...)
	cmd.Env = append(cmd.Env, g.env()...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run() // its code says
	return output{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// site is two nodes on one database behind a balancer.
type site struct {
	*balancer
	t     *testing.T
	pg    *stoppable
	flags []string
	dirs  map[string]string
	nodes map[string]*instance
}

func newSite(t *testing.T) *site {
	s := &site{balancer: newBalancer(t), t: t, pg: newStoppable(t), dirs: map[string]string{}, nodes: map[string]*instance{}}
	keys := filepath.Join(t.TempDir(), "keys")
	command(t, "", "keyset", "create", keys).must(t, exitDone)
	s.flags = []string{"--database-url", s.pg.URL(private.RoleApp), "--keyset", keys, "--files", t.TempDir(), "--no-rate-limits", "--drain-delay", "300ms"}
	return s
}

// up starts a node, in its folder of before, and lets the balancer know.
func (s *site) up(name string, g generation) {
	s.t.Helper()
	if s.dirs[name] == "" {
		s.dirs[name] = s.t.TempDir()
	}
	s.nodes[name] = startProgram(s.t, g.env(), s.dirs[name], s.flags...)
	s.put(name, s.nodes[name])
	for !s.isReady(name) {
		time.Sleep(balancerLooks / 5)
	}
}

// replace stops a node as a system does, which the balancer learns from the node
// itself, and starts it again.
func (s *site) replace(name string, g generation) {
	s.t.Helper()
	s.nodes[name].stop()
	s.up(name, g)
}

// says waits until /readyz of a node says something.
func (s *site) says(name, text string) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		said, _ := s.nodes[name].readyz(s.t)
		if strings.Contains(said, text) {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("/readyz of %s says %q, want … %s …", name, said, text)
		}
	}
}

// load is what clients do meanwhile: submissions under keys, searches and lists.
func (s *site) load() *torture {
	app := s.pg.URL(private.RoleApp)
	command(s.t, "", "import", "portal", rawFile(s.t, records(torturedRecords)...), "--database-url", app).must(s.t, exitDone)
	x := &torture{t: s.t, seed: rand.Uint64N(1e9) + 1}
	x.url.Store(&s.url)
	x.tokens.official = strings.TrimSpace(command(s.t, "", "key", "create", "receiver", "--role", "RECEIVER", "--agency", "G15", "--database-url", app).must(s.t, exitDone).out)
	for n := range 2 {
		x.senders = append(x.senders, &sender{torture: x, caller: x.caller(x.tokens.official), number: n, random: x.drawing(uint64(n))})
	}
	return x
}

// Two nodes are replaced one after the other while a later program's migration,
// which adds something, has been run already; one of them starts again as it was
// in between, and one is killed. No client notices. Once nothing of before runs, a
// migration that takes something away keeps the program of before from starting.
func TestRollingRestartWithMigrations(t *testing.T) {
	const before, expanded, contracted = generation(0), generation(1), generation(2)
	s := newSite(t)
	x := s.load()
	s.up("a", before)
	s.up("b", before)
	readers := []*reader{{torture: x, caller: x.caller(""), random: x.drawing(10)}, {torture: x, caller: x.caller(""), random: x.drawing(11)}}
	loading, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	until := make(chan struct{})
	group, ctx := errgroup.WithContext(loading)
	for _, w := range x.senders {
		group.Go(func() error { return w.run(ctx, until) })
	}
	for _, w := range readers {
		group.Go(func() error { return w.run(ctx, until) })
	}
	owner := s.pg.URL(private.RoleOwner)
	expanded.run(t, "migrate", "--database-url", owner).must(t, exitDone)
	s.replace("a", before)
	s.says("a", fmt.Sprintf("version %d, newer than this program's %d", expandVersion, db.SchemaVersion()))
	s.says("b", "newer than this program's")
	command(t, "", "migrate", "--database-url", owner).must(t, exitDone) // which takes nothing back

	s.nodes["b"].kill() // what it was asked is asked again of the other
	s.up("b", before)
	s.replace("a", expanded)
	s.replace("b", expanded)
	contracted.run(t, "migrate", "--database-url", owner).must(t, exitDone)
	for _, refused := range [][]string{{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--database-url", s.pg.URL(private.RoleApp)}, {"migrate", "--database-url", owner}} {
		got := command(t, "", refused...).must(t, exitFailed)
		if want := fmt.Sprintf("needs a program of version %d or later", expandVersion); !strings.Contains(got.err, want) {
			t.Errorf("%s: %s", refused[0], got.err)
		}
	}
	s.replace("a", contracted)
	close(until)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, w := range x.senders {
		w.check(loading)
		told += w.again
	}
	for _, w := range readers {
		told += w.again
	}
	if told > 0 {
		t.Errorf("clients were told %d times to come again", told)
	}
	for name, dir := range s.dirs {
		g := contracted
		if name == "b" {
			g = expanded
		}
		g.run(t, "verify", "--data", dir, "--database-url", s.pg.URL(private.RoleApp), "--keyset", s.flags[3]).must(t, exitDone)
	}
	t.Logf("%s; %d requests were given to another node", x.told([]worker{x.senders[0], x.senders[1], readers[0], readers[1]}), s.again.Load())

	// A server that the database has left behind says so by itself.
	conn, err := pgx.Connect(t.Context(), owner)
	if err == nil {
		_, err = conn.Exec(t.Context(), `update schema_floor set version = $1`, contractVersion)
	}
	if err == nil {
		err = conn.Close(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	s.says("b", "waiting: the database is too new")
	if !s.nodes["a"].ready() {
		t.Error("the newer node is not ready")
	}
}
