package search

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua"
)

// saved makes a folder with a complete index in it, over several segments.
func saved(t *testing.T, src *fakeSource) string {
	t.Helper()
	dir := t.TempDir()
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Rebuild(context.Background(), src); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestReopen: a start reads the folder and needs no source.
func TestReopen(t *testing.T) {
	src := newFakeSource(random(50, 6)...)
	dir := saved(t, src)
	x := open(t, dir)
	if !x.Ready() {
		t.Fatal("not ready after a start")
	}
	if r := search(t, x, motcua.ProcedureQuery{Facets: motcua.FacetFields()}); r.Total != 50 || r.Revision != src.position().Revision() {
		t.Errorf("total %d at revision %q", r.Total, r.Revision)
	}
	agrees(t, x, src)
}

// current is the path of a folder's serving generation.
func current(t *testing.T, dir string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, strings.TrimSpace(string(name)))
}

// edit changes every file of a generation that a pattern fits.
func edit(t *testing.T, dir, pattern string, change func(path string, data []byte)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(current(t, dir), pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no file %s, %v", pattern, err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		change(path, data)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDamage: whatever happens to the files, the index opens, says what was
// wrong, and is whole again after following.
func TestDamage(t *testing.T) {
	tests := map[string]func(t *testing.T, dir string){
		"flipped bit": func(t *testing.T, dir string) {
			edit(t, dir, "store/*.zap", func(path string, data []byte) {
				data[len(data)/3] ^= 4
				write(t, path, data)
			})
		},
		"segment cut off": func(t *testing.T, dir string) {
			edit(t, dir, "store/*.zap", func(path string, data []byte) { write(t, path, data[:len(data)/2]) })
		},
		"segment empty": func(t *testing.T, dir string) {
			edit(t, dir, "store/*.zap", func(path string, _ []byte) { write(t, path, nil) })
		},
		"segment gone": func(t *testing.T, dir string) {
			edit(t, dir, "store/*.zap", func(path string, _ []byte) {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			})
		},
		"root overwritten": func(t *testing.T, dir string) {
			edit(t, dir, "store/root.bolt", func(path string, data []byte) {
				write(t, path, bytes.Repeat([]byte{0xA5}, len(data)))
			})
		},
		"root half overwritten": func(t *testing.T, dir string) {
			edit(t, dir, "store/root.bolt", func(path string, data []byte) {
				write(t, path, append(data[:len(data)/8], bytes.Repeat([]byte{0xFF}, len(data)*7/8)...))
			})
		},
		"no metadata": func(t *testing.T, dir string) {
			edit(t, dir, "index_meta.json", func(path string, _ []byte) { write(t, path, []byte("{")) })
		},
		"generation gone": func(t *testing.T, dir string) {
			if err := os.RemoveAll(current(t, dir)); err != nil {
				t.Fatal(err)
			}
		},
		"CURRENT is nonsense": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "CURRENT"), []byte("../../etc\n"))
		},
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			src := newFakeSource(random(40, 7)...)
			dir := saved(t, src)
			damage(t, dir)
			var log bytes.Buffer
			x, err := Open(dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = x.Close() }) // whether it closed well is not the question
			if log.Len() == 0 {
				t.Error("nothing is logged")
			}
			stop := follow(t, x, src)
			defer stop()
			await(t, x, src)
			agrees(t, x, src)
		})
	}
}

// TestDamagedIsKept: the last damaged generation is kept for a look at it, and
// no more of them.
func TestDamagedIsKept(t *testing.T) {
	src := newFakeSource(random(10, 8)...)
	dir := saved(t, src)
	for range 2 {
		edit(t, dir, "index_meta.json", func(path string, _ []byte) { write(t, path, nil) })
		x, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := filepath.Glob(filepath.Join(dir, "damaged-*"))
	if err != nil || len(kept) != 1 {
		t.Errorf("kept: %v, %v", kept, err)
	}
}

// TestOtherForm: what another version of the mapping or analyzer made is built
// anew, without fuss.
func TestOtherForm(t *testing.T) {
	src := newFakeSource(random(10, 9)...)
	dir := saved(t, src)
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := held(x, func(h heldIndex) error { return h.Bleve().SetInternal([]byte("form"), []byte("0/0")) }); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, dir)
	if x.Ready() {
		t.Fatal("an index of another form serves")
	}
	defer follow(t, x, src)()
	await(t, x, src)
	agrees(t, x, src)
}
