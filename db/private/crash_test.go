package private

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The postmaster is killed while one process uses it and another comes: the
// newcomer starts it again, where the first one finds it.
func TestKilledPostmaster(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	exec1(t, s.URL(RoleOwner), `create table t (n int)`)
	check(t, syscall.Kill(s.run.Pid, syscall.SIGKILL))
	again := open(t, Options{Dir: dir})
	if s.run.Pid == again.run.Pid {
		t.Fatal("it did not die")
	}
	ask(t, again.URL(RoleOwner), `select count(*)::text from t`)
	ask(t, s.URL(RoleOwner), `select count(*)::text from t`)
	check(t, again.Close())
	ask(t, s.URL(RoleOwner), `select count(*)::text from t`)
}

// A process that keeps its server has it again by itself, in the same place and
// as often as it is killed.
func TestKeptPostmaster(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	exec1(t, s.URL(RoleOwner), `create table t (n int)`)
	ctx, stop := context.WithCancel(t.Context())
	kept := make(chan error)
	go func() { kept <- s.Keep(ctx) }()
	for range 3 {
		pm, err := readPostmaster(s.cluster.path)
		check(t, err)
		check(t, syscall.Kill(pm.pid, syscall.SIGKILL))
		begin := time.Now()
		for {
			if _, err := tryAsk(s.URL(RoleOwner), `select count(*)::text from t`); err == nil {
				if now, err := readPostmaster(s.cluster.path); err == nil && now.pid != pm.pid {
					break
				}
			}
			if time.Since(begin) > patience {
				t.Fatal("it did not come back")
			}
			time.Sleep(pollEvery)
		}
	}
	stop()
	if err := <-kept; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Everything dies at once, as when the machine loses power, and by the time of
// the next start the pid has gone to another process of the server's user,
// which Postgres by itself would take for its old self.
func TestReusedPid(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	pidText, err := os.ReadFile(pidFile(s.cluster.path))
	check(t, err)
	check(t, s.Close())

	other := exec.Command("sleep", "60")
	s.account.prepare(other)
	check(t, other.Start())
	defer func() { other.Process.Kill(); other.Wait() }()
	stale := fmt.Sprintf("%d%s", other.Process.Pid, pidText[len(fmt.Sprint(s.run.Pid)):])
	check(t, os.WriteFile(pidFile(s.cluster.path), []byte(stale), 0o600))
	check(t, s.account.give(pidFile(s.cluster.path)))
	check(t, writeJSON(runPath(dir), run{Pid: other.Process.Pid, Socket: s.run.Socket, Port: s.run.Port, Cluster: s.cluster.path}))

	again := open(t, Options{Dir: dir})
	ask(t, again.URL(RoleApp), `select ''`)
	check(t, again.Close())
	if err := other.Process.Signal(syscall.Signal(0)); err != nil || len(arguments(other.Process.Pid)) == 0 {
		t.Error("the innocent process was stopped")
	}
}

func TestTornRunJSON(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	check(t, os.WriteFile(runPath(dir), []byte(`{"pid`), 0o600))
	again := open(t, Options{Dir: dir})
	if s.run.Pid != again.run.Pid {
		t.Error("a running server was started again")
	}
}

func TestLostSocket(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	check(t, os.RemoveAll(s.run.Socket))
	again := open(t, Options{Dir: dir})
	ask(t, again.URL(RoleApp), `select ''`)
	ask(t, s.URL(RoleApp), `select ''`)
	check(t, again.Close())
}

// The making of a cluster is cut off at many moments.
func TestTornBootstrap(t *testing.T) {
	for ms := 50; ms < 1800; ms += 350 {
		t.Run(fmt.Sprint(ms), func(t *testing.T) {
			dir := folder(t, "data")
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), holdEnv+"="+dir)
			in, err := cmd.StdinPipe()
			check(t, err)
			defer in.Close()
			check(t, cmd.Start())
			time.Sleep(time.Duration(ms) * time.Millisecond)
			cmd.Process.Kill()
			cmd.Wait()
			files, _ := filepath.Glob(dir + "/*")
			t.Log(len(files), "files in the folder")
			wholeServer(t, dir)
		})
	}
}

// wholeServer opens the folder and looks for what bootstrap makes.
func wholeServer(t *testing.T, dir string) {
	t.Helper()
	s := open(t, Options{Dir: dir})
	for _, role := range roles {
		ask(t, s.URL(role), `select ''`)
	}
	check(t, s.Close())
}

// A kill between two statements of bootstrap.
func TestHalfBootstrap(t *testing.T) {
	dir := readyFolder(t)
	s := open(t, Options{Dir: dir})
	admin := s.DatabaseURL(RoleAdmin, "postgres")
	exec1(t, admin, `drop database motcua`)
	exec1(t, admin, `drop role motcua_load`)
	exec1(t, admin, `alter role motcua_app superuser password 'other'`)
	check(t, s.Close())
	c := s.cluster
	c.made = 0
	check(t, c.save(dir))
	check(t, os.Mkdir(c.path+".new", 0o700))
	wholeServer(t, dir)
	again := open(t, Options{Dir: dir})
	if got := ask(t, again.URL(RoleApp), `select rolsuper::text from pg_roles where rolname = current_user`); got != "false" {
		t.Error("the app role kept powers it must not have")
	}
}
