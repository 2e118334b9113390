package replica

import (
	"bytes"
	"errors"
	"os"
)

// harms are what may happen to a file. They give an error where it is not there.
var harms = map[string]func(path string) error{
	"missing":     os.Remove,
	"truncated":   func(path string) error { return truncate(path, 2) },
	"emptied":     func(path string) error { return os.Truncate(path, 0) },
	"bit-flipped": func(path string) error { return harm(path, func(b []byte) { flipBit(b, len(b)/3) }) },
	"overwritten": func(path string) error {
		return harm(path, func(b []byte) { copy(b, bytes.Repeat([]byte{0xA5}, len(b))) }) // makes no sense anywhere
	},
}

// truncate leaves one part of so many.
func truncate(path string, parts int64) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, info.Size()/parts)
}

// harm changes bytes in their place, as a disk does.
func harm(path string, change func([]byte)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	change(data)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

func flipBit(b []byte, at int) { b[at] ^= 1 << (at % 8) }
