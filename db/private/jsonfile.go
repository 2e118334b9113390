package private

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// readJSON fills v from the file. A missing file leaves v as it is.
func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// writeJSON replaces the file as a whole and durably: after a kill or a power
// cut it holds the old value or the new one. Only motcua's user can read it.
func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // nothing is left there after the rename
	if err := fillFile(tmp, append(data, '\n')); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func fillFile(f *os.File, data []byte) error {
	_, err := f.Write(data)
	return errors.Join(err, ownLikeFolder(f), f.Sync(), f.Close())
}

// ownLikeFolder gives a file to the owner of its folder. Root may be helping
// out in somebody's data folder: they need the file when root has gone.
func ownLikeFolder(f *os.File) error {
	uid, gid, ok := ownerOf(filepath.Dir(f.Name()))
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return f.Chown(uid, gid)
}

// openOwn opens a file that only motcua's user may read, and makes it if needed.
func openOwn(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, flag|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := ownLikeFolder(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// syncDir makes renames within dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
