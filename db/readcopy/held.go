package readcopy

import (
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"
)

// held is an open file with what was counted over it.
type held struct {
	*bolt.DB
	shelf  shelf
	broken chan struct{} // closed where the file is damaged
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

// shelfOf is that of the file which a transaction reads. Of one that serves no
// more, whose readers still end, nothing is kept.
func (c *Copy) shelfOf(tx *bolt.Tx) *shelf {
	if h := c.file.Load(); h != nil && h.DB == tx.DB() {
		return &h.shelf
	}
	return &shelf{}
}
