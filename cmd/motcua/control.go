package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A running server owns its index. The commands that need it ask the server
// through a socket that only the server's user can open; its path stands in the
// data folder, because a socket's own path may have no more than 107 bytes.

// controlFile is what DIR/serve.json holds.
type controlFile struct {
	PID    int    `json:"pid"`
	Socket string `json:"socket"`
	Addr   string `json:"addr"` // where the server answers the public
}

func controlPath(dir string) string { return filepath.Join(dir, "serve.json") }

// control listens for commands on this machine.
type control struct {
	path   string // of the file
	folder string // of the socket
	server *http.Server
}

// newControl listens, and says in the data folder where.
func newControl(dir, addr string, handler http.Handler) (c *control, err error) {
	removeStaleControl(dir)
	folder, err := os.MkdirTemp("", controlPrefix)
	if err != nil {
		return nil, fmt.Errorf("make the control socket: %w", err)
	}
	c = &control{path: controlPath(dir), folder: folder, server: &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("make the control socket: %w", err), os.RemoveAll(folder))
		}
	}()
	file := controlFile{PID: os.Getpid(), Socket: filepath.Join(folder, "s"), Addr: addr}
	listener, err := net.Listen("unix", file.Socket)
	if err != nil {
		return nil, err
	}
	go func() { _ = c.server.Serve(listener) }() // ends with Close
	doc, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	if err := writeFileAtomic(c.path, doc); err != nil {
		return nil, errors.Join(err, c.server.Close())
	}
	return c, nil
}

const controlPrefix = "motcua-ctl-"

// removeStaleControl takes away what a killed server left. Who calls it owns
// the index, so that server runs no more.
func removeStaleControl(dir string) {
	file, err := readControl(dir)
	folder := filepath.Dir(file.Socket)
	if err == nil && strings.HasPrefix(filepath.Base(folder), controlPrefix) {
		_ = os.RemoveAll(folder) // litter at worst
	}
}

// readControl reads the control file of a data folder.
func readControl(dir string) (file controlFile, err error) {
	doc, err := os.ReadFile(controlPath(dir))
	if err != nil {
		return file, err
	}
	if err := json.Unmarshal(doc, &file); err != nil {
		return file, fmt.Errorf("read %s: %w", controlPath(dir), err)
	}
	return file, nil
}

func writeFileAtomic(path string, doc []byte) error {
	temp := path + ".new"
	if err := os.WriteFile(temp, doc, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// Close stops listening and takes the files away.
func (c *control) Close() error {
	return errors.Join(c.server.Close(), os.Remove(c.path), os.RemoveAll(c.folder))
}

// errNoServer says that no server runs on the data folder.
var errNoServer = errors.New("no server runs on this data folder")

// askServer sends a command to the server of the data folder and gives its
// answer, or [errNoServer].
func askServer(ctx context.Context, dir, method, path string) (io.ReadCloser, error) {
	file, err := readControl(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoServer
	}
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", file.Socket)
	}}}
	request, err := http.NewRequestWithContext(ctx, method, "http://motcua"+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" { // left behind by a killed server
			return nil, errNoServer
		}
		return nil, fmt.Errorf("ask the server (process %d): %w", file.PID, err)
	}
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		_ = response.Body.Close()
		return nil, fmt.Errorf("the server (process %d) says: %s", file.PID, text)
	}
	return response.Body, nil
}
