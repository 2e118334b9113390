package replica

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"golang.org/x/time/rate"
)

const (
	// footerSize is the length of the checksum at the end of a segment file.
	footerSize = 4
	// checkPiece is how much of a file is read at once, and bounded as a whole.
	checkPiece = 256 << 10
)

// segmentPath is where a segment is on disk; "" where it is not there yet.
func segmentPath(s *scorch.SegmentSnapshot) string {
	file, ok := s.Segment().(interface{ Path() string })
	if !ok {
		return ""
	}
	return file.Path()
}

// checkSegments compares every segment file that a snapshot reads with the
// checksum at its end, no faster than the limit, if there is one. Bleve writes
// the checksums and never looks at them: files with flipped bits would be
// opened and answer wrongly. Other files may be torn: a merge is writing them,
// or was when the process was killed.
func checkSegments(ctx context.Context, reader *scorch.IndexSnapshot, limit *rate.Limiter) error {
	var unread error // one that cannot be read hides no other that is damaged
	for _, s := range reader.Segments() {
		path := segmentPath(s)
		if path == "" {
			continue
		}
		// One that a merge has replaced since is nobody's concern.
		err := checkSegment(ctx, path, limit)
		switch {
		case err == nil, errors.Is(err, fs.ErrNotExist):
		case unreadable(err):
			unread = err
		default:
			return err
		}
	}
	return unread
}

func checkSegment(ctx context.Context, path string, limit *rate.Limiter) error {
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
	sum, piece := crc32.NewIEEE(), make([]byte, checkPiece)
	for rest := size; rest > 0; {
		part := piece[:min(rest, checkPiece)]
		if limit != nil {
			if err := limit.WaitN(ctx, len(part)); err != nil {
				return err
			}
		}
		if _, err := io.ReadFull(file, part); err != nil {
			return fmt.Errorf("check segment %s: %w", name, err)
		}
		_, _ = sum.Write(part) // gives no error
		rest -= int64(len(part))
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
