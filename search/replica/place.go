package replica

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ofStorage says whether the disk is why something failed: it is full, or may
// not be written to.
func ofStorage(err error) bool {
	for _, reason := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.EIO} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

// noteDisk remembers whether the disk is why following failed.
func (x *Index[E, V]) noteDisk(err error) {
	reason := ""
	if ofStorage(err) {
		reason = err.Error()
	}
	x.mu.Lock()
	x.disk = reason
	x.mu.Unlock()
}

// place makes the next generation: in the index's folder, or where that cannot
// be written to, in a spare one, which the next start does not know.
func (x *Index[E, V]) place(spare bool) (*generation[E, V], error) {
	x.mu.Lock()
	x.last++
	n := x.last
	x.mu.Unlock()
	path := x.folder.path(n)
	if spare {
		dir, err := os.MkdirTemp(x.opts.Spare, sparePrefix)
		if err != nil {
			return nil, fmt.Errorf("make a spare folder for the index: %w", err)
		}
		path = filepath.Join(dir, filepath.Base(path))
	}
	g, err := newGeneration(x.kind, n, path)
	if err != nil {
		_ = os.RemoveAll(path) // what there is of it
		return nil, err
	}
	g.spare = spare
	return g, nil
}

// create makes the next generation, empty, where there is room for one.
func (x *Index[E, V]) create() (*generation[E, V], error) {
	g, err := x.place(false)
	if err == nil || !ofStorage(err) || x.opts.Spare == "" {
		return g, err
	}
	x.opts.Log.Error("the folder of the index cannot be written to; a spare one is used until the next start", "reason", err)
	g, spareErr := x.place(true)
	return g, errors.Join(spareErr, orNil(spareErr != nil, err))
}

func orNil(keep bool, err error) error {
	if keep {
		return err
	}
	return nil
}

// remove takes the generation's files away.
func (g *generation[E, V]) remove() error {
	if g.spare {
		return os.RemoveAll(filepath.Dir(g.path))
	}
	return os.RemoveAll(g.path)
}
