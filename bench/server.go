package main

import (
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
	"syscall"
	"time"
)

// server is the program serving a data folder.
type server struct {
	cmd  *exec.Cmd
	url  string
	took time.Duration // until it was ready
}

// startTimeout is long enough to index a million records, on a busy machine too.
const startTimeout = time.Hour

func start(ctx context.Context, o options, dir string, args ...string) (*server, error) {
	begin := time.Now()
	cmd := exec.CommandContext(ctx, o.binary, append([]string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), "DATABASE_URL=", "MOTCUA_LOG_LEVEL=ERROR")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	for time.Since(begin) < startTimeout && ctx.Err() == nil {
		var file struct{ Addr string }
		if doc, err := os.ReadFile(filepath.Join(dir, "serve.json")); err == nil && json.Unmarshal(doc, &file) == nil {
			s.url = "http://" + file.Addr
			if s.ready() {
				s.took = time.Since(begin)
				return s, nil
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.stop()
	return nil, errors.New("the server did not become ready")
}

func (s *server) ready() bool {
	response, err := http.Get(s.url + "/readyz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

var rssAnon = regexp.MustCompile(`RssAnon:\s*(\d+) kB`)

// anonymous is the memory that the process holds by itself, in bytes.
func (s *server) anonymous() (int, error) {
	doc, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	m := rssAnon.FindSubmatch(doc)
	if m == nil {
		return 0, errors.New("this system does not tell RssAnon")
	}
	kb, err := strconv.Atoi(string(m[1]))
	return kb << 10, err
}

// rebuild has the index built anew and watches the memory meanwhile.
func (s *server) rebuild(ctx context.Context, o options, dir string) error {
	begin := time.Now()
	done := make(chan error, 1)
	go func() {
		_, err := command(ctx, o, "reindex", "--data", dir)
		done <- err
	}()
	most := 0
	for {
		select {
		case err := <-done:
			row("rebuild beside the serving index", time.Since(begin))
			fmt.Printf("| most memory during it (RssAnon) | %d MB |\n", most>>20)
			return err
		case <-time.After(20 * time.Millisecond):
			now, err := s.anonymous()
			if err != nil {
				return err
			}
			most = max(most, now)
		}
	}
}
