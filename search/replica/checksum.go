package replica

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// footerSize is the length of the checksum at the end of a segment file.
const footerSize = 4

// checkSegments compares every segment file that a snapshot reads with the
// checksum at its end. Bleve writes the checksums and never looks at them:
// files with flipped bits would be opened and answer wrongly. Other files may
// be torn: a merge is writing them, or was when the process was killed.
func checkSegments(reader *scorch.IndexSnapshot) error {
	for _, s := range reader.Segments() {
		file, ok := s.Segment().(interface{ Path() string })
		if !ok {
			continue // not on disk yet
		}
		// One that a merge has replaced since is nobody's concern.
		if err := checkSegment(file.Path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func checkSegment(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("check a segment: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("check a segment: %w", err)
	}
	name, size := filepath.Base(path), info.Size()-footerSize
	if size < 0 {
		return fmt.Errorf("segment %s is cut off", name)
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.LimitReader(file, size)); err != nil {
		return fmt.Errorf("check segment %s: %w", name, err)
	}
	var footer [footerSize]byte
	if _, err := io.ReadFull(file, footer[:]); err != nil {
		return fmt.Errorf("check segment %s: %w", name, err)
	}
	if binary.BigEndian.Uint32(footer[:]) != sum.Sum32() {
		return fmt.Errorf("segment %s is damaged: its checksum differs", name)
	}
	return nil
}
