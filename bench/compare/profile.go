package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// profiler fetches profiles of the servers while they are measured.
type profiler struct{ dir string }

// freeAddress gives an address on which nobody listened a moment ago.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// during profiles a server for as long as a run takes, and gives what waits for
// the files.
func (p profiler) during(ctx context.Context, m *process, name string, length time.Duration) func() error {
	if p.dir == "" || m.profiles == "" {
		return func() error { return nil }
	}
	done := make(chan error, 1)
	go func() {
		seconds := max(1, int(length.Seconds()))
		done <- errors.Join(
			p.fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", m.profiles, seconds), name+".cpu"),
			p.fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/allocs", m.profiles), name+".allocs"))
	}()
	return func() error { return <-done }
}

func (p profiler) fetch(ctx context.Context, url, name string) error {
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	file, err := os.Create(filepath.Join(p.dir, name))
	if err != nil {
		return err
	}
	_, err = io.Copy(file, response.Body)
	return errors.Join(err, file.Close())
}
