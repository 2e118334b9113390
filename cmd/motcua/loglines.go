package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Bounds of what the log holds back.
const (
	// logDelay is how long a line waits for others at the most. A server that is
	// killed loses no more than the requests of that time.
	logDelay = 100 * time.Millisecond
	logBytes = 64 << 10
)

// logLines gathers lines of the log: a busy server writes thousands a second, and
// each would be a system call for which all other requests wait.
type logLines struct {
	to io.Writer

	mu      sync.Mutex
	held    []byte
	waiting bool // for more lines
}

// Write implements [io.Writer].
func (l *logLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = append(l.held, line...)
	if len(l.held) >= logBytes {
		return len(line), l.write()
	}
	if !l.waiting {
		l.waiting = true
		time.AfterFunc(logDelay, l.flush)
	}
	return len(line), nil
}

// flush writes what is held.
func (l *logLines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.write() // there is no other place to tell it
}

func (l *logLines) write() error {
	l.waiting = false
	if len(l.held) == 0 {
		return nil
	}
	_, err := l.to.Write(l.held)
	l.held = l.held[:0]
	return err
}

// prompt has what is worth a warning written at once, with all that is before it.
type prompt struct {
	slog.Handler
	lines *logLines
}

// Handle implements [slog.Handler].
func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		p.lines.flush()
	}
	return err
}

// WithAttrs implements [slog.Handler].
func (p prompt) WithAttrs(attrs []slog.Attr) slog.Handler {
	return prompt{p.Handler.WithAttrs(attrs), p.lines}
}

// WithGroup implements [slog.Handler].
func (p prompt) WithGroup(name string) slog.Handler {
	return prompt{p.Handler.WithGroup(name), p.lines}
}
