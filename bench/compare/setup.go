package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/db"
	"motcua/db/private"
)

const (
	startTimeout = 40 * time.Minute
	// memoryLimit leaves room below the goal of 1.5 GB for what Go does not count.
	memoryLimit = "GOMEMLIMIT=1200MiB"
)

// setup is all that runs while it is measured.
type setup struct {
	dir        string
	temp       bool
	postgres   *private.Server
	owner, app string // addresses of the database
	postmaster int    // the process of the database
	floors     *process
	warm, cold *process // motcua with its caches, and without
	others     []other
}

// process is a program that was started, and where it answers.
type process struct {
	cmd      *exec.Cmd
	address  string
	profiles string // where its profiles are
	ended    chan struct{}
}

func setUp(ctx context.Context, o options) (s *setup, err error) {
	s = &setup{dir: o.dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.dir == "" {
		s.temp = true
		if s.dir, err = os.MkdirTemp("", "motcua-compare-"); err != nil {
			return s, err
		}
	}
	if err := os.MkdirAll(s.dir, 0o711); err != nil {
		return s, err
	}
	if err := os.Chmod(s.dir, 0o711); err != nil { // the server's user passes through
		return s, err
	}
	if err := s.openPostgres(ctx); err != nil {
		return s, err
	}
	if _, err := db.Migrate(ctx, s.owner); err != nil {
		return s, err
	}
	if err := s.load(ctx, o); err != nil {
		return s, err
	}
	if s.postmaster, err = postmasterOf(s.dir); err != nil {
		return s, err
	}
	return s, s.start(ctx, o)
}

// connections is how many all who are measured may have to the database at one
// time: each its ten, and some to follow the log.
const connections = 120

// openPostgres starts the database, with room for everybody.
func (s *setup) openPostgres(ctx context.Context) (err error) {
	for range 2 {
		if s.postgres, err = private.Open(ctx, private.Options{Dir: s.dir}); err != nil {
			return err
		}
		s.owner, s.app = s.postgres.URL(private.RoleOwner), s.postgres.URL(private.RoleApp)
		conn, err := pgx.Connect(ctx, s.postgres.URL(private.RoleAdmin))
		if err != nil {
			return err
		}
		var room int
		err = conn.QueryRow(ctx, `select current_setting('max_connections')::int`).Scan(&room)
		if err == nil && room < connections {
			_, err = conn.Exec(ctx, fmt.Sprintf(`alter system set max_connections = %d`, connections))
		}
		if err := errors.Join(err, conn.Close(ctx)); err != nil || room >= connections {
			return err
		}
		if err := s.postgres.Close(); err != nil {
			return err
		}
	}
	return errors.New("the database does not take another setting")
}

// postmasterOf reads which process is the database.
func postmasterOf(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if err != nil {
		return 0, err
	}
	var run struct{ Pid int }
	err = json.Unmarshal(text, &run)
	return run.Pid, err
}

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

func (s *setup) start(ctx context.Context, o options) (err error) {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if s.floors, err = startTold(ctx, exec.CommandContext(ctx, self, "-serve-floors", s.app)); err != nil {
		return err
	}
	if err := s.index(ctx, o); err != nil || o.prepare {
		return err
	}
	var caches []string
	if o.cache > 0 {
		caches = []string{"--response-cache", strconv.Itoa(o.cache)}
	}
	if s.warm, err = s.serve(ctx, o, "warm", caches...); err != nil {
		return err
	}
	if s.cold, err = s.serve(ctx, o, "cold", "--response-cache", "0", "--content-cache", "0"); err != nil {
		return err
	}
	if o.others {
		s.others, err = startOthers(ctx, o, s.owner)
	}
	return err
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

// serve starts motcua with a folder of its own on the database, and waits until
// it is ready.
func (s *setup) serve(ctx context.Context, o options, name string, more ...string) (*process, error) {
	begin := time.Now()
	dir := filepath.Join(s.dir, name)
	_ = os.Remove(filepath.Join(dir, "serve.json"))
	profiles, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, o.binary, append([]string{"serve", "--data", dir, "--database-url", s.app, "--addr", "127.0.0.1:0", "--metrics-addr", profiles,
		"--keyset", filepath.Join(s.dir, "keyset.json"), "--no-rate-limits", "--limit", "running-each=256"}, more...)...)
	cmd.Env, cmd.Stderr = append(environment(), "MOTCUA_LOG_LEVEL=ERROR", memoryLimit), os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, profiles: profiles, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // ended by a signal, or it said why
		close(p.ended)
	}()
	for time.Since(begin) < startTimeout && ctx.Err() == nil && p.runs() {
		var file struct{ Addr string }
		if doc, err := os.ReadFile(filepath.Join(dir, "serve.json")); err == nil && json.Unmarshal(doc, &file) == nil && ready(file.Addr) {
			p.address = file.Addr
			fmt.Fprintf(os.Stderr, "motcua, %s: ready after %s\n", name, time.Since(begin).Round(time.Millisecond))
			return p, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("motcua did not become ready"), p.stop())
}

func ready(address string) bool {
	response, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// startTold starts a program that prints where it answers.
func startTold(ctx context.Context, cmd *exec.Cmd) (*process, error) {
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	in := bufio.NewReader(out)
	line, err := in.ReadString('\n')
	go func() {
		_, _ = io.Copy(os.Stderr, in) // what else it has to say
		_ = cmd.Wait()                // ended by a signal
		close(p.ended)
	}()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s did not start: %w", cmd.Path, err), p.stop())
	}
	p.address = strings.TrimSpace(line)
	return p, nil
}

// environment is that of this program without what says which database to use.
func environment() []string {
	return append(os.Environ(), "DATABASE_URL=", "DATABASE_READ_URL=")
}

// runs says whether a program has not ended.
func (p *process) runs() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// stop ends a program, and waits until it has.
func (p *process) stop() error {
	if p == nil {
		return nil
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	<-p.ended
	return nil
}

func (s *setup) close() error {
	for _, o := range s.others {
		_ = o.process.stop()
	}
	err := errors.Join(s.warm.stop(), s.cold.stop(), s.floors.stop())
	if s.postgres != nil {
		err = errors.Join(err, s.postgres.Close())
	}
	if s.temp {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

// memories says what all who are measured hold by themselves after all that.
func (s *setup) memories() string {
	text := "| Who | Memory (RssAnon) |\n| --- | --- |\n"
	list := []other{{process: s.warm, name: "motcua, warm, " + memoryLimit}, {process: s.cold, name: "motcua, cold, " + memoryLimit}}
	for _, o := range append(list, s.others...) {
		mb, err := memory(o.cmd.Process.Pid)
		if err != nil {
			continue // it says so itself
		}
		text += fmt.Sprintf("| %s | %d MB |\n", o.name, mb)
	}
	return text
}
