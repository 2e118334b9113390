package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/db"
	"motcua/db/private"
)

const (
	startTimeout = 40 * time.Minute
	// memoryLimit is what doc/operations.md names for a million, below the goal of 1.5 GB.
	memoryLimit = "1400MiB"
)

// setup is all that runs while it is measured.
type setup struct {
	dir        string
	memory     string // GOMEMLIMIT of motcua
	temp       bool
	postgres   *private.Server
	owner, app string // addresses of the database
	postmaster int    // the process of the database
	floors     *process
	warm, cold *process // motcua with its caches, and without
	others     []other
}

func setUp(ctx context.Context, o options) (s *setup, err error) {
	s = &setup{dir: o.dir, memory: o.memory}
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

func (s *setup) start(ctx context.Context, o options) (err error) {
	floors := o.floors
	if floors == "" {
		if floors, err = os.Executable(); err != nil {
			return err
		}
	}
	if s.floors, err = startTold(ctx, exec.CommandContext(ctx, floors, "-serve-floors", s.app)); err != nil {
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
	list := []other{{process: s.warm, name: "motcua, warm, GOMEMLIMIT=" + s.memory}, {process: s.cold, name: "motcua, cold, GOMEMLIMIT=" + s.memory}}
	for _, o := range append(list, s.others...) {
		mb, err := memory(o.cmd.Process.Pid)
		if err != nil {
			continue // it says so itself
		}
		text += fmt.Sprintf("| %s | %d MB |\n", o.name, mb)
	}
	return text
}
