package private

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// slowStart is when a person is told that starting takes long.
const slowStart = 5 * time.Second

// launch starts the server on an existing cluster and waits until it answers.
// On an error, a cancelled context included, no process is left.
func (s *Server) launch(ctx context.Context) error {
	if err := disown(s.cluster.path); err != nil {
		return err
	}
	lock, err := s.locks.takeServer()
	if err != nil {
		return err
	}
	out, err := openOwn(s.startLog(), os.O_TRUNC|os.O_WRONLY)
	if err != nil {
		return errors.Join(fmt.Errorf("open start log: %w", err), lock.Close())
	}
	cmd := exec.Command(s.installation.program("postgres"), s.arguments()...)
	s.account.prepare(cmd)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.ExtraFiles = []*os.File{lock}
	started, before := time.Now(), s.logEnds()
	err = cmd.Start()
	// The server has copies of its own.
	if err := errors.Join(err, out.Close(), lock.Close()); err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	// The server outlives this process if others use it; while both live,
	// somebody has to take note of its end, or it stays as a zombie.
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()

	s.run.Pid, s.run.Version, s.run.Started = cmd.Process.Pid, s.installation.Version, started
	err = writeJSON(runPath(s.dir), s.run)
	if err == nil {
		err = s.awaitAnswer(ctx, ended)
	}
	if err == nil {
		s.opts.Log.Info("private Postgres started", "pid", s.run.Pid, "version", s.run.Version,
			"cluster", s.cluster.path, "took", time.Since(started))
		return nil
	}
	s.quell(cmd.Process, ended)
	words := ""
	if ctx.Err() == nil { // a caller who gave up knows why
		words = s.lastWords(before)
	}
	return fmt.Errorf("start Postgres %s on %s: %w%s", s.installation.Version, s.cluster.path, err, words)
}

// arguments are the settings that motcua must have its way with; everything
// else is in postgresql.conf.
func (s *Server) arguments() []string {
	args := []string{"-D", s.cluster.path}
	set := func(name, value string) { args = append(args, "-c", name+"="+value) }
	set("listen_addresses", "")
	set("unix_socket_directories", s.run.Socket)
	set("unix_socket_permissions", "0700")
	set("port", fmt.Sprint(socketPort))
	if s.opts.Fast {
		// A killed server still loses nothing; a machine without power does.
		set("fsync", "off")
		set("full_page_writes", "off")
		set("max_connections", "200") // test packages share one server
	} else {
		set("fsync", "on")
	}
	return args
}

// awaitAnswer waits until the server takes connections. There is no time limit
// of its own: recovery after a crash takes as long as it takes, and is lost if
// it is cut off. The context decides.
func (s *Server) awaitAnswer(ctx context.Context, ended <-chan struct{}) error {
	slow := time.After(slowStart)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		err := s.ping(ctx, s.run.Socket, s.run.Port)
		if err == nil || refused(err) {
			return err
		}
		select {
		case <-ended:
			return errors.New("it ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-slow:
			s.opts.Notify("Postgres is taking its time to start; after a crash it repairs its files first")
		case <-tick.C:
		}
	}
}

// quell ends a server that was started in vain, and everything it started.
func (s *Server) quell(p *os.Process, ended <-chan struct{}) {
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		p.Signal(sig) // an error says that it has ended
		select {
		case <-ended:
			if s.awaitQuiet(5*time.Second) == nil {
				s.run.Pid = 0
				return
			}
		case <-time.After(5 * time.Second):
		}
	}
	s.opts.Log.Error("a Postgres that failed to start did not end", "pid", p.Pid)
}
