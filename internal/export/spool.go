package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// spool is a file that nobody else finds: what is read from the database within
// one snapshot goes into it as fast as the database gives it, so that who fetches
// slowly holds no snapshot.
type spool struct {
	*bufio.Writer
	file *os.File
}

func newSpool() (*spool, error) {
	file, err := os.CreateTemp("", "motcua-export-")
	if err != nil {
		return nil, fmt.Errorf("make room for an export: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil { // it lives as long as it is open
		return nil, errors.Join(fmt.Errorf("make room for an export: %w", err), file.Close())
	}
	return &spool{bufio.NewWriterSize(file, 256<<10), file}, nil
}

// send gives all that was written.
func (s *spool) send(to io.Writer) error {
	if err := s.Flush(); err != nil {
		return fmt.Errorf("write an export: %w", err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read an export: %w", err)
	}
	_, err := io.Copy(to, s.file)
	return err
}
