package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

type tlsFlags struct {
	TLSCert string `type:"existingfile" env:"MOTCUA_TLS_CERT" placeholder:"FILE" help:"Certificate with its chain (PEM), for answering over TLS and HTTP/2. Without it a proxy in front should."`
	TLSKey  string `type:"existingfile" env:"MOTCUA_TLS_KEY" placeholder:"FILE" help:"Key of the certificate (PEM). Both files are read again when they change."`
}

// certificateCheck is how often the files are looked at: a renewed certificate
// serves within it.
const certificateCheck = 10 * time.Second

// config is how to speak TLS; nil where no certificate is given.
func (f tlsFlags) config(log *slog.Logger) (*tls.Config, error) {
	if f.TLSCert == "" && f.TLSKey == "" {
		return nil, nil
	}
	if f.TLSCert == "" || f.TLSKey == "" {
		return nil, &exitError{exitUsage, errors.New("--tls-cert and --tls-key belong together")}
	}
	c := &certificate{files: f, log: log}
	if err := c.read(); err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: c.get}, nil
}

// certificate is read again when one of its files changes. One that cannot be
// read leaves the one before in place.
type certificate struct {
	files tlsFlags
	log   *slog.Logger

	mu      sync.Mutex
	held    *tls.Certificate
	checked time.Time
	changed [2]time.Time
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.checked) >= certificateCheck {
		if err := c.read(); err != nil {
			c.log.Error("the certificate cannot be read again; the one before serves on", "error", err)
		}
	}
	return c.held, nil
}

func (c *certificate) read() error {
	c.checked = time.Now()
	var changed [2]time.Time
	for i, path := range []string{c.files.TLSCert, c.files.TLSKey} {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		changed[i] = info.ModTime()
	}
	if c.held != nil && changed == c.changed {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.files.TLSCert, c.files.TLSKey)
	if err != nil {
		return err
	}
	if c.held != nil {
		c.log.Info("the certificate was renewed")
	}
	c.held, c.changed = &pair, changed
	return nil
}
