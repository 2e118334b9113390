package readcopy

import (
	"errors"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"
)

// held is an open file with what was counted over it.
type held struct {
	*bolt.DB
	shelf  shelf
	broken chan struct{} // closed where the file is damaged

	begins sync.Mutex // of who begins to read
	torn   bool       // bbolt panicked as a transaction began
}

func hold(file *bolt.DB) *held { return &held{DB: file, broken: make(chan struct{})} }

// closeWithin bounds the closing of a file: where bbolt panicked as a transaction
// began it has locks that nobody gives back, and closing waits for them for ever.
const closeWithin = 2 * time.Second

var errLeftOpen = errors.New("it could not be closed, and stays open until the program ends")

// closeSafely closes a file of which it is not sure that it is whole. Views of it
// end first.
func (h *held) closeSafely() error {
	closed := make(chan error, 1)
	go func() { closed <- guarded(h.Close) }()
	select {
	case err := <-closed:
		return err
	case <-time.After(closeWithin):
		return errLeftOpen
	}
}

// View reads in one state of the file, as bbolt's own method of the name does,
// which keeps a lock where it comes upon a damaged file as a transaction begins:
// whoever begins or ends another then waits for ever. So one begins at a time, none
// after such a one, and nobody waits for the end.
func (h *held) View(f func(*bolt.Tx) error) error {
	tx, err := h.begin()
	if err != nil {
		return err
	}
	defer func() { go func() { _ = guarded(tx.Rollback) }() }() // nothing was written
	return f(tx)
}

func (h *held) begin() (*bolt.Tx, error) {
	h.begins.Lock()
	defer h.begins.Unlock()
	if h.torn {
		return nil, errDamaged
	}
	h.torn = true // until it has not panicked
	tx, err := h.DB.Begin(false)
	h.torn = false
	return tx, err
}

// shelfOf is that of the file which a transaction reads. Of one that serves no
// more, whose readers still end, nothing is kept.
func (c *Copy) shelfOf(tx *bolt.Tx) *shelf {
	if h := c.file.Load(); h != nil && h.DB == tx.DB() {
		return &h.shelf
	}
	return &shelf{}
}
