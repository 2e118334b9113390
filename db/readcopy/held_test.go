package readcopy

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Of all who come upon a damaged file at once nobody waits for a lock of bbolt's,
// nor those who were reading it before.
func TestNobodyWaitsBehindADamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.db")
	file, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := hold(file)
	reading, damaged := make(chan struct{}), make(chan struct{})
	var readers sync.WaitGroup
	readers.Go(func() {
		err := guarded(func() error {
			return h.View(func(*bolt.Tx) error { close(reading); <-damaged; return nil })
		})
		if err != nil {
			t.Errorf("who read before: %v", err)
		}
	})
	<-reading
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(make([]byte, 2*os.Getpagesize())) // both pages that say where all is
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		readers.Go(func() {
			if err := guarded(func() error { return h.View(func(*bolt.Tx) error { return nil }) }); !errors.Is(err, errDamaged) {
				t.Errorf("who came upon it: %v", err)
			}
		})
	}
	time.AfterFunc(50*time.Millisecond, func() { close(damaged) })
	done := make(chan struct{})
	go func() { readers.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("readers wait for ever")
	}
	if err := h.closeSafely(); !errors.Is(err, errLeftOpen) && err != nil {
		t.Error(err)
	}
}
