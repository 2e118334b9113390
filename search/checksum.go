package search

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// footerSize is the length of the checksum at the end of a segment file.
const footerSize = 4

// checkSegments compares every segment file of a generation with the checksum
// at its end. Bleve writes the checksums and never looks at them: files with
// flipped bits would be opened and answer wrongly.
func checkSegments(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "store", "*.zap"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := checkSegment(path); err != nil {
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
