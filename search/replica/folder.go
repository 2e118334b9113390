package replica

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

const (
	lockName    = "lock"
	currentName = "CURRENT"
	genPrefix   = "gen-"
	damagedName = "damaged-"
	sparePrefix = "motcua-index-"
)

// LockedError says that another process, or another Index of this one, owns the
// folder.
type LockedError struct {
	Dir string
	PID int // 0 where the holder has not said yet
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("the index in %s is in use by process %d", e.Dir, e.PID)
}

// folder is the index's place on disk, locked.
type folder struct {
	dir   string
	lock  *flock.Flock
	spare bool // it goes with the process
}

// openFolder takes the lock, which the kernel gives back when the process ends
// in whatever way.
func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the index folder: %w", err)
	}
	path := filepath.Join(dir, lockName)
	lock := flock.New(path)
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the index folder: %w", err)
	}
	if !locked {
		pid, _ := os.ReadFile(path) // a holder that cannot be told is still a holder
		n, _ := strconv.Atoi(strings.TrimSpace(string(pid)))
		return nil, &LockedError{Dir: dir, PID: n}
	}
	err = os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	if err != nil && !ofStorage(err) { // on a full disk the lock holds, and says nothing
		return nil, errors.Join(fmt.Errorf("write the index lock: %w", err), lock.Unlock())
	}
	return &folder{dir: dir, lock: lock}, nil
}

// openSpare is openFolder for a new folder somewhere else.
func openSpare(in string) (*folder, error) {
	dir, err := os.MkdirTemp(in, sparePrefix)
	if err != nil {
		return nil, fmt.Errorf("make a spare folder for the index: %w", err)
	}
	f, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	f.spare = true
	return f, nil
}

func (f *folder) close() error {
	if f.spare {
		return errors.Join(f.lock.Unlock(), os.RemoveAll(f.dir))
	}
	return f.lock.Unlock()
}

// current gives the number of the serving generation, 0 where there is none.
func (f *folder) current() (int, error) {
	text, err := os.ReadFile(filepath.Join(f.dir, currentName))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read which generation serves: %w", err)
	}
	n, ok := generationNumber(strings.TrimSpace(string(text)))
	if !ok {
		return 0, fmt.Errorf("%s names no generation: %q", currentName, text)
	}
	return n, nil
}

// setCurrent makes a generation the serving one. It is the moment of the swap:
// before the rename a start finds the old one, after it the new one.
func (f *folder) setCurrent(n int) error {
	path := filepath.Join(f.dir, currentName)
	if err := writeSynced(path+".new", []byte(genPrefix+strconv.Itoa(n)+"\n")); err != nil {
		return fmt.Errorf("name the serving generation: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("name the serving generation: %w", err)
	}
	return syncDir(f.dir)
}

func writeSynced(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (f *folder) path(n int) string { return filepath.Join(f.dir, genPrefix+strconv.Itoa(n)) }

// generations counts those that there are, of any sort.
func (f *folder) generations() (n int) {
	entries, _ := os.ReadDir(f.dir) // where it cannot be read there are none
	for _, e := range entries {
		if _, ok := generationNumber(e.Name()); ok {
			n++
		}
	}
	return n
}

// sweep removes all generations but one: torn rebuilds and old ones whose
// removal was cut short.
func (f *folder) sweep(keep int) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return fmt.Errorf("list the index folder: %w", err)
	}
	for _, e := range entries {
		if n, ok := generationNumber(e.Name()); ok && n != keep {
			if err := os.RemoveAll(filepath.Join(f.dir, e.Name())); err != nil {
				return fmt.Errorf("remove an old generation: %w", err)
			}
		}
	}
	return nil
}

// quarantine puts a damaged generation aside, in place of the one before: a
// disk that damages every index must not be filled with them.
func (f *folder) quarantine(n int) error {
	old, err := filepath.Glob(filepath.Join(f.dir, damagedName+"*"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("remove an old damaged generation: %w", err)
		}
	}
	err = os.Rename(f.path(n), filepath.Join(f.dir, damagedName+strconv.Itoa(n)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put a damaged generation aside: %w", err)
	}
	return nil
}

func generationNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, genPrefix)
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0
}
