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
	"strings"
	"syscall"
	"time"
)

// process is a program that was started, and where it answers.
type process struct {
	cmd      *exec.Cmd
	address  string
	profiles string // where its profiles are
	ended    chan struct{}
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
	cmd.Env, cmd.Stderr = append(environment(), "MOTCUA_LOG_LEVEL=ERROR", "GOMEMLIMIT="+o.memory), os.Stderr
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
