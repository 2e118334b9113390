// Package blob keeps files in a folder, sealed, under the hash of their sealed
// form: two files never have one name, so that one that is taken away is never
// one that comes at the same time. It owns that a file is either there as a whole
// or not at all; it knows neither what a file is about nor who may read it, and
// has no keys.
package blob

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"motcua"
)

const (
	folderMode = 0o700
	tempPrefix = "coming-"
	sniffBytes = 3072 // as many as the library looks at

	// A file that no record speaks of is left alone so long: its record may be
	// about to be written.
	graceTime = 48 * time.Hour
)

// Folder is a store of files in a folder.
type Folder struct{ dir string }

// Open makes the folder where it is missing. What a killed program left half
// written is taken away by [Folder.Sweep].
func Open(dir string) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), folderMode); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", err)
	}
	return &Folder{dir}, nil
}

func (f *Folder) path(sum motcua.Digest) string {
	name := sum.String()
	return filepath.Join(f.dir, name[:2], name)
}

// Put keeps a file of at most max bytes and of a type that is taken, which its
// content tells, sealed with its key. It fails with KindInvalid where it is not,
// and then keeps nothing. When it returns the file is on the disk.
func (f *Folder) Put(ctx context.Context, from io.Reader, max int64, key motcua.FileKey) (u motcua.Upload, err error) {
	temp, err := os.CreateTemp(filepath.Join(f.dir, "tmp"), tempPrefix)
	if err != nil {
		return u, fmt.Errorf("keep a file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(temp.Close()), os.Remove(temp.Name()))
		}
	}()
	content := bufio.NewReaderSize(io.LimitReader(from, max+1), sniffBytes)
	if u.MediaType, err = typeOf(content); err != nil {
		return u, err
	}
	sent, kept := sha256.New(), sha256.New()
	sealing, err := key.Seal(io.MultiWriter(temp, kept))
	if err != nil {
		return u, fmt.Errorf("keep a file: %w", err)
	}
	if u.Size, err = io.Copy(io.MultiWriter(sealing, sent), contextReader{ctx, content}); err != nil {
		return u, fmt.Errorf("keep a file: %w", err)
	}
	if u.Size > max {
		return u, motcua.Invalid("file", "a file may have at most %d bytes", max)
	}
	if err := errors.Join(sealing.Close(), temp.Sync(), temp.Close()); err != nil {
		return u, fmt.Errorf("keep a file: %w", err)
	}
	copy(u.SHA256[:], sent.Sum(nil))
	copy(u.Blob[:], kept.Sum(nil))
	return u, f.settle(temp.Name(), f.path(u.Blob))
}

// typeOf tells a file's type by its beginning.
func typeOf(content *bufio.Reader) (string, error) {
	begin, err := content.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read a file: %w", err)
	}
	if len(begin) == 0 {
		return "", motcua.Invalid("file", "the file is empty")
	}
	found, _, _ := strings.Cut(mimetype.Detect(begin).String(), ";")
	if _, ok := motcua.UploadEnding(found); !ok {
		return "", motcua.Invalid("file", "files of the type %s are not taken", found)
	}
	return found, nil
}

// settle gives a file its name for good. That it has the name survives a crash
// only when its folder was written too.
func (f *Folder) settle(temp, path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	if err := os.Rename(temp, path); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	for _, changed := range []string{folder, f.dir} {
		if err := syncFolder(changed); err != nil {
			return fmt.Errorf("keep a file: %w", err)
		}
	}
	return nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Get opens a file with its key; nil is of one that is not sealed.
func (f *Folder) Get(sum motcua.Digest, key motcua.FileKey) (io.ReadCloser, error) {
	file, err := os.Open(f.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, motcua.NotFound("file", sum.String())
	}
	if err != nil || key == nil {
		return file, wrapped("open a file", err)
	}
	opened, err := key.Open(bufio.NewReader(file))
	if err != nil {
		return nil, errors.Join(wrapped("open a file", err), file.Close())
	}
	return unsealed{opened, file}, nil
}

// unsealed reads the opened form and closes the file.
type unsealed struct {
	io.Reader
	io.Closer
}

func wrapped(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Known says of which files a record speaks.
type Known func(context.Context, []motcua.Digest) (map[motcua.Digest]bool, error)

// Sweep takes files away that no record speaks of any more, and half files of
// killed programs, and says how many.
func (f *Folder) Sweep(ctx context.Context, now time.Time, known Known) (swept int, err error) {
	folders, err := os.ReadDir(f.dir)
	if err != nil {
		return 0, fmt.Errorf("look through the files: %w", err)
	}
	for _, folder := range folders {
		if ctx.Err() != nil {
			return swept, ctx.Err()
		}
		n, err := f.sweepFolder(ctx, folder.Name(), now, known)
		if swept += n; err != nil {
			return swept, err
		}
	}
	return swept, nil
}

func (f *Folder) sweepFolder(ctx context.Context, name string, now time.Time, known Known) (swept int, err error) {
	files, err := os.ReadDir(filepath.Join(f.dir, name))
	if err != nil {
		return 0, fmt.Errorf("look through the files: %w", err)
	}
	var old []string
	var sums []motcua.Digest
	for _, file := range files {
		info, err := file.Info()
		if err != nil || now.Sub(info.ModTime()) < graceTime {
			continue // gone meanwhile, or young
		}
		old = append(old, file.Name())
		sums = append(sums, digestOf(file.Name()))
	}
	if len(old) == 0 {
		return 0, nil
	}
	kept, err := known(ctx, sums)
	if err != nil {
		return 0, err
	}
	for i, file := range old {
		if kept[sums[i]] && name != "tmp" {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, name, file)); err != nil {
			return swept, fmt.Errorf("take a file away: %w", err)
		}
		swept++
	}
	return swept, nil
}

// digestOf reads a file's name; the zero digest, which no file has, of others.
func digestOf(name string) (d motcua.Digest) {
	if raw, err := hex.DecodeString(name); err == nil && len(raw) == len(d) {
		copy(d[:], raw)
	}
	return d
}

// contextReader ends when its request does.
type contextReader struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

func ignoreClosed(err error) error {
	if errors.Is(err, fs.ErrClosed) {
		return nil
	}
	return err
}
