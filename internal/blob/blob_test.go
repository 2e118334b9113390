package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"motcua"
	"motcua/internal/blob"
)

var pdf = []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n")

func open(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := t.TempDir()
	f, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

// files lists what is in a folder, with what is half written.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// mask is a key that turns bits around: enough to see what is sealed.
type mask byte

type masked struct {
	mask
	to io.Writer
}

func (m masked) Write(b []byte) (int, error) {
	out := make([]byte, len(b))
	for i := range b {
		out[i] = b[i] ^ byte(m.mask)
	}
	return m.to.Write(out)
}

func (masked) Close() error { return nil }

func (m mask) Seal(to io.Writer) (io.WriteCloser, error) { return masked{m, to}, nil }

func (m mask) Open(from io.Reader) (io.Reader, error) {
	sealed, err := io.ReadAll(from)
	var out bytes.Buffer
	_, _ = masked{m, &out}.Write(sealed)
	return &out, err
}

// The folder holds what is sealed and nothing else; the same file under another
// key is another one.
func TestPutAndGet(t *testing.T) {
	f, dir := open(t)
	for _, key := range []mask{0x55, 0x77} {
		u, err := f.Put(t.Context(), bytes.NewReader(pdf), 1000, key)
		if err != nil || u.MediaType != "application/pdf" || u.Size != int64(len(pdf)) || u.SHA256 != sha256.Sum256(pdf) || u.Blob == u.SHA256 {
			t.Fatalf("%+v %v", u, err)
		}
		file, err := f.Get(u.Blob, key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(file)
		if err := errors.Join(err, file.Close()); err != nil || !bytes.Equal(got, pdf) {
			t.Errorf("%q %v", got, err)
		}
	}
	names := files(t, dir)
	if len(names) != 2 {
		t.Errorf("%v", names)
	}
	for _, name := range names {
		if stored, err := os.ReadFile(name); err != nil || bytes.Contains(stored, []byte("%PDF")) {
			t.Errorf("%s holds %q, %v", name, stored, err)
		}
	}
	if _, err := f.Get(motcua.Digest{1}, mask(1)); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("a file that never came: %v", err)
	}
}

func TestPutIsRefused(t *testing.T) {
	f, dir := open(t)
	broken := errors.New("the line broke")
	for _, c := range []struct {
		name string
		from io.Reader
		kind motcua.ErrorKind
	}{
		{"nothing", strings.NewReader(""), motcua.KindInvalid},
		{"too much", io.MultiReader(bytes.NewReader(pdf), strings.NewReader(strings.Repeat(" ", 5000))), motcua.KindInvalid},
		{"a page", strings.NewReader("<!doctype html><script>alert(1)</script>"), motcua.KindInvalid},
		{"a drawing that runs scripts", strings.NewReader(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), motcua.KindInvalid},
		{"a program", strings.NewReader("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 100)), motcua.KindInvalid},
		{"a script", strings.NewReader("#!/bin/sh\nrm -rf /\n"), motcua.KindInvalid},
		{"an archive", strings.NewReader("PK\x03\x04" + strings.Repeat("\x00", 100)), motcua.KindInvalid},
		{"a text", strings.NewReader("Kính gửi Sở Tư pháp"), motcua.KindInvalid},
		{"half", io.MultiReader(bytes.NewReader(pdf), iotest.ErrReader(broken)), motcua.KindInternal},
	} {
		if _, err := f.Put(t.Context(), c.from, 4000, mask(0x55)); motcua.KindOf(err) != c.kind || err == nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Put(ended, bytes.NewReader(pdf), 4000, mask(0x55)); !errors.Is(err, context.Canceled) {
		t.Errorf("a sender who left: %v", err)
	}
	if names := files(t, dir); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

// What no record speaks of goes, but only when no record can be about to come.
func TestSweep(t *testing.T) {
	f, dir := open(t)
	kept, err := f.Put(t.Context(), bytes.NewReader(pdf), 1000, mask(0x55))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(t.Context(), bytes.NewReader(append(pdf, "more"...)), 1000, mask(0x55)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tmp", "coming-1"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	known := func(_ context.Context, asked []motcua.Digest) (map[motcua.Digest]bool, error) {
		return map[motcua.Digest]bool{kept.Blob: true}, nil
	}
	for _, c := range []struct {
		after       time.Duration
		swept, left int
	}{{time.Hour, 0, 3}, {49 * time.Hour, 2, 1}, {49 * time.Hour, 0, 1}} {
		n, err := f.Sweep(t.Context(), time.Now().Add(c.after), known)
		if left := len(files(t, dir)); err != nil || n != c.swept || left != c.left {
			t.Errorf("after %s: %d swept, %d left, %v", c.after, n, left, err)
		}
	}
}
