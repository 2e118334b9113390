package language

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FileName is the file in a folder that holds a model.
const FileName = "language"

// Store writes the model into a folder, safely on disk when it returns.
func (m *Model) Store(dir string) error {
	file, err := os.Create(filepath.Join(dir, FileName))
	if err != nil {
		return fmt.Errorf("store the language model: %w", err)
	}
	_, err = m.WriteTo(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("store the language model: %w", err)
	}
	return nil
}

// Load reads the model of a folder, nil where there is none.
func Load(dir string) (*Model, error) {
	file, err := os.Open(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the language model: %w", err)
	}
	defer file.Close()
	return Read(file)
}
