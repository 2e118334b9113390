package replica

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"golang.org/x/time/rate"
)

const (
	// lookEvery is how often the files are looked at from outside. Answers look
	// too: this finds what nobody asked for, before a merge takes it in.
	lookEvery = time.Second
	// DefaultCheckEvery is how often all files are read and compared with their
	// checksums while they serve: bits that a disk loses change no date.
	DefaultCheckEvery = 10 * time.Minute
	// recheckEvery is how often files are looked at again that could not be read.
	recheckEvery = 10 * time.Second
	// CheckRate bounds that reading, in bytes a second: a gigabyte takes a minute,
	// and a disk of the slowest sort still has three quarters for others.
	CheckRate = 16 << 20
)

// watch looks for damage to the serving generation until ctx ends.
func (x *Index[E, V]) watch(ctx context.Context) {
	limit := rate.NewLimiter(CheckRate, checkPiece)
	next := time.Now().Add(x.opts.CheckEvery)
	for sleep(ctx, lookEvery) {
		g, _ := x.serving()
		if g == nil || g.damage.Load() != nil {
			continue
		}
		x.look(g)
		if time.Now().Before(next) && !x.suspect.CompareAndSwap(true, false) {
			continue
		}
		next = time.Now().Add(x.opts.CheckEvery)
		if err := x.check(ctx, g, limit); err != nil {
			next = time.Now().Add(min(recheckEvery, x.opts.CheckEvery))
		}
	}
}

// look compares the files with how they looked before.
func (x *Index[E, V]) look(g *generation[E, V]) {
	p := g.pin()
	if p == nil {
		return
	}
	defer func() { _ = p.release() }()
	if damage := p.changed(); damage != nil {
		x.found(g, damage, false)
	}
}

// Check compares the files of the index that serves with their checksums, now
// and without a bound. Damage is noted, and healed by the next rebuild, which
// [Index.Run] begins by itself. The error says why they could not be compared.
func (x *Index[E, V]) Check(ctx context.Context) error {
	g, _ := x.serving()
	if g == nil {
		return errClosed
	}
	return x.check(ctx, g, nil)
}

func (x *Index[E, V]) check(ctx context.Context, g *generation[E, V], limit *rate.Limiter) error {
	p := g.pin()
	if p == nil {
		return nil // another one serves by now
	}
	defer func() { _ = p.release() }()
	var unread error
	for _, part := range []struct {
		check   func() error
		answers bool // only a later start would read what it finds
	}{
		{func() error { return checkSegments(ctx, p.Reader, limit) }, false},
		{g.missing, true},
		{func() error { return checkLiveRoot(g.path) }, true},
		{g.checkMetadata, true},
	} {
		err := part.check()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case unreadable(err):
			unread = errors.Join(unread, err)
		case err != nil:
			x.found(g, err, part.answers)
			return nil
		}
	}
	x.noteChecked(unread)
	return unread
}

// noteChecked remembers that all files were compared, or why some could not be,
// which is told once.
func (x *Index[E, V]) noteChecked(unread error) {
	reason := ""
	if unread != nil {
		reason = unread.Error()
	}
	x.mu.Lock()
	before := x.unread
	x.unread = reason
	if unread == nil {
		x.checked = x.opts.Clock()
	}
	x.mu.Unlock()
	switch {
	case reason != "" && before == "":
		x.opts.Log.Warn("the index could not be checked; it is tried again", "reason", unread)
	case reason == "" && before != "":
		x.opts.Log.Info("the index was checked, which could not be done before")
	}
}

// unreadable says whether a file could not be looked at, which says nothing of
// what is in it: the process has too many files open, or may not open this one.
func unreadable(err error) bool {
	for _, reason := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.EACCES, syscall.EPERM} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

// missing says which file of Bleve's newest state is not there. Merges take
// files away, but none that the newest state reads.
func (g *generation[E, V]) missing() error {
	reader, err := g.reader()
	if err != nil {
		return nil // closed meanwhile
	}
	gone := gonePath(reader)
	if err := reader.Close(); err != nil || gone == "" {
		return err
	}
	if reader, err = g.reader(); err != nil { // a merge may have ended in between
		return nil
	}
	defer func() { _ = reader.Close() }()
	if gone == gonePath(reader) {
		return fmt.Errorf("segment %s is gone", filepath.Base(gone))
	}
	return nil
}

func gonePath(reader *scorch.IndexSnapshot) string {
	for _, s := range reader.Segments() {
		path := segmentPath(s)
		if path == "" {
			continue
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return path
		}
	}
	return ""
}
