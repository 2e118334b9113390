package server

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A server that stops tells so first, answers meanwhile, and then ends.
func TestReadinessEndsBeforeTheServer(t *testing.T) {
	h, err := NewHandler(Config{Catalogue: fake{}, Clock: time.Now, Log: slog.New(slog.DiscardHandler), DrainDelay: 300 * time.Millisecond, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(ctx, listener, time.Second) }()
	get := func(path string) (int, string) {
		response, err := http.Get(url + path)
		if err != nil {
			return 0, err.Error()
		}
		defer func() { _ = response.Body.Close() }()
		text, _ := io.ReadAll(response.Body)
		return response.StatusCode, string(text)
	}
	if status, text := get("/version"); status != http.StatusOK || text != "motcua 1.2.3\n" {
		t.Errorf("/version: %d %s", status, text)
	}
	if status, _ := get("/readyz"); status != http.StatusOK {
		t.Errorf("/readyz: %d", status)
	}
	stop()
	time.Sleep(50 * time.Millisecond)
	if status, text := get("/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, "stops") {
		t.Errorf("/readyz of a server that stops: %d %s", status, text)
	}
	if status, _ := get("/graphql?query=%7B__typename%7D"); status != http.StatusOK {
		t.Errorf("a request meanwhile: %d", status)
	}
	if err := <-ended; err != nil && err != http.ErrServerClosed {
		t.Error(err)
	}
	if status, _ := get("/healthz"); status != 0 {
		t.Errorf("afterwards: %d", status)
	}
}
