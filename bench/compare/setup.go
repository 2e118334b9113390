package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/db"
	"motcua/db/private"
)

const startTimeout = 20 * time.Minute

// setup is all that runs while it is measured.
type setup struct {
	dir        string
	temp       bool
	postgres   *private.Server
	owner, app string // addresses of the database
	floors     *process
	warm, cold *process // motcua with its caches, and without
	others     []other
}

// process is a program that was started, and where it answers.
type process struct {
	cmd      *exec.Cmd
	address  string
	profiles string // where its profiles are
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
	if s.postgres, err = private.Open(ctx, private.Options{Dir: s.dir}); err != nil {
		return s, err
	}
	s.owner, s.app = s.postgres.URL(private.RoleOwner), s.postgres.URL(private.RoleApp)
	if _, err := db.Migrate(ctx, s.owner); err != nil {
		return s, err
	}
	if err := s.load(ctx, o); err != nil {
		return s, err
	}
	return s, s.start(ctx, o)
}

// load makes up the data, unless the folder holds it.
func (s *setup) load(ctx context.Context, o options) error {
	conn, err := pgx.Connect(ctx, s.owner)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var held int
	if err := conn.QueryRow(ctx, `select count(*) from procedure`).Scan(&held); err != nil {
		return err
	}
	if held < o.procedures {
		begin := time.Now()
		args := []string{"generate", "procedures", "--count", strconv.Itoa(o.procedures), "--data", s.dir}
		if o.models != "" {
			args = append(args, "--models", o.models)
		}
		cmd := exec.CommandContext(ctx, o.binary, args...)
		cmd.Env, cmd.Stdout, cmd.Stderr = environment(), os.Stderr, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("make up procedures: %w", err)
		}
		fmt.Fprintf(os.Stderr, "%d procedures in %s\n", o.procedures, time.Since(begin).Round(time.Second))
	}
	// What whoever wrote the floor's list by hand would add for it.
	_, err = conn.Exec(ctx, `create index if not exists bench_sector_name on procedure_version (sector, sort_key, id)`)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `analyze`)
	return err
}

func (s *setup) start(ctx context.Context, o options) (err error) {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if s.floors, err = startTold(ctx, exec.CommandContext(ctx, self, "-serve-floors", s.app)); err != nil {
		return err
	}
	if s.warm, err = s.serve(ctx, o, "warm"); err != nil {
		return err
	}
	if s.cold, err = s.serve(ctx, o, "cold", "--response-cache", "0", "--content-cache", "0"); err != nil {
		return err
	}
	if o.others {
		s.others, err = startOthers(ctx, s.owner)
	}
	return err
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
	cmd := exec.CommandContext(ctx, o.binary, append([]string{"serve", "--data", dir, "--database-url", s.app, "--addr", "127.0.0.1:0", "--metrics-addr", profiles}, more...)...)
	cmd.Env, cmd.Stderr = append(environment(), "MOTCUA_LOG_LEVEL=WARN", "GOMEMLIMIT=1200MiB"), os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, profiles: profiles}
	for time.Since(begin) < startTimeout && ctx.Err() == nil {
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
	p := &process{cmd: cmd}
	line, err := bufio.NewReader(out).ReadString('\n')
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

func (p *process) stop() error {
	if p == nil {
		return nil
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // ended by the signal
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

var rssAnon = regexp.MustCompile(`RssAnon:\s*(\d+) kB`)

// memory says what the two servers hold by themselves after all that.
func (s *setup) memory() (string, error) {
	text := ""
	for name, p := range map[string]*process{"with its caches": s.warm, "without": s.cold} {
		doc, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
		if err != nil {
			return "", err
		}
		if m := rssAnon.FindSubmatch(doc); m != nil {
			kb, _ := strconv.Atoi(string(m[1])) // digits
			text += fmt.Sprintf("Memory of motcua %s (RssAnon, GOMEMLIMIT 1200 MiB): %d MB\n\n", name, kb>>10)
		}
	}
	return text, nil
}
