package replica

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
)

// rootPath is Bleve's list of segments, deleted documents and internal values.
func rootPath(generation string) string { return filepath.Join(generation, "store", "root.bolt") }

// checkRoot reads root.bolt as a whole, so that what is damaged becomes an error
// here and not a panic in one of Bleve's own goroutines, where nobody catches
// it. What it says is compared with the seal later. Nobody else may have it
// open.
func checkRoot(generation string) (err error) {
	defer faultsPanic()()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("root.bolt is damaged: panic: %v", r)
		}
	}()
	file, err := bolt.Open(rootPath(generation), 0o600, &bolt.Options{ReadOnly: true, Timeout: 2 * time.Second, PreLoadFreelist: true})
	if err != nil {
		return fmt.Errorf("root.bolt is damaged: %w", err)
	}
	err = file.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bolt.Bucket) error { return readBucket(b) })
	})
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("root.bolt is damaged: %w", err)
	}
	return nil
}

// readBucket goes through all that a bucket holds. Bolt's own check does it in
// a goroutine, whose panics would end the process.
func readBucket(b *bolt.Bucket) error {
	return b.ForEach(func(key, value []byte) error {
		if value != nil {
			return nil
		}
		inner := b.Bucket(key)
		if inner == nil {
			return fmt.Errorf("bucket %x cannot be read", key)
		}
		return readBucket(inner)
	})
}

// rootTries and rootPause are for the copy of a root.bolt that Bleve may be
// writing to: one that was torn by that is whole at another time.
const (
	rootTries = 5
	rootPause = 200 * time.Millisecond
)

// checkLiveRoot is checkRoot for a generation that is in use.
func checkLiveRoot(generation string) error {
	dir, err := os.MkdirTemp("", "motcua-root-")
	if err != nil {
		return nil // no room for the check is no damage
	}
	defer func() { _ = os.RemoveAll(dir) }() // litter at worst
	copied := rootPath(dir)
	if err := os.MkdirAll(filepath.Dir(copied), 0o700); err != nil {
		return nil
	}
	var damage error
	for range rootTries {
		data, err := os.ReadFile(rootPath(generation))
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("root.bolt is gone")
		}
		if err != nil {
			return fmt.Errorf("read root.bolt: %w", err)
		}
		if err := os.WriteFile(copied, data, 0o600); err != nil {
			return nil
		}
		if damage = checkRoot(dir); damage == nil {
			return nil
		}
		time.Sleep(rootPause)
	}
	return damage
}

// faultsPanic has this goroutine panic where a file that is mapped into memory
// was cut off under it, instead of ending the process. The function that it
// gives takes that back.
func faultsPanic() func() {
	before := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(before) }
}
