package main

import (
	"errors"
	"fmt"
	"os"

	"motcua/graph/server"
)

// trusted reads the manifests of trusted documents; nil where none is given.
func (c *serveCmd) trusted() (*server.Trusted, error) {
	if len(c.Trusted) == 0 {
		if c.TrustedOnly {
			return nil, &exitError{exitUsage, errors.New("--trusted-only needs --trusted-documents: without a manifest nothing could be asked")}
		}
		return nil, nil
	}
	t := server.NewTrusted(c.TrustedOnly)
	for _, path := range c.Trusted {
		if err := addManifest(t, path); err != nil {
			return nil, fmt.Errorf("read the trusted documents of %s: %w", path, err)
		}
	}
	return t, nil
}

func addManifest(t *server.Trusted, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	return t.Add(file)
}
