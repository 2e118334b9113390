package replica

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua"
)

// The files of an index.
var files = map[string]string{
	"segment":  "gen-*/store/*.zap",
	"root":     "gen-*/store/root.bolt",
	"metadata": "gen-*/index_meta.json",
	"current":  "CURRENT",
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func filesOf(t *testing.T, dir, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, pattern))
	must(t, err)
	if len(paths) == 0 {
		t.Fatalf("no file %s", pattern)
	}
	return paths
}

// saved leaves a complete index, with changes since its making, in a folder.
func saved(t *testing.T, r *register) (dir string) {
	t.Helper()
	dir = t.TempDir()
	x, err := Open(dir, noteKind, Options{})
	must(t, err)
	stop := follow(t, x, r)
	await(t, x, r)
	for n := range 4 {
		r.put(n, 1000+n)
	}
	await(t, x, r)
	stop()
	must(t, x.Close())
	return dir
}

// Whatever happened to a file while nobody served, a start finds it, says so,
// answers nothing wrong, and is whole again when it has followed.
func TestDamageAtRest(t *testing.T) {
	for file, pattern := range files {
		for harm, do := range harms {
			t.Run(file+" "+harm, func(t *testing.T) {
				r := newRegister(60)
				dir := saved(t, r)
				for _, path := range filesOf(t, dir, pattern) {
					must(t, do(path))
				}
				var log bytes.Buffer
				x := openNotes(t, dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
				if got, err := asked(x, words[0]); err == nil && !slices.Equal(got, r.has(words[0])) {
					t.Errorf("a wrong answer before it is whole: %v", got)
				}
				// What is hit may be pages that root.bolt does not use any more, and
				// without its segments Bleve goes back to the empty state.
				s := x.Status()
				free := file == "root" && (harm == "bit-flipped" || harm == "truncated")
				began := strings.Contains(log.String(), "not complete") || file == "current"
				if !free && (s.Ready || log.Len() == 0 || !began && (s.Damages != 1 || s.Damage.Healed != nil)) {
					t.Errorf("after the start: %+v, damage %+v\n%s", s, s.Damage, log.String())
				}
				follow(t, x, r)
				await(t, x, r)
				answersRightly(t, x, r)
				if s = x.Status(); s.Damage != nil && s.Damage.Healed == nil {
					t.Errorf("in the end: %+v", s.Damage)
				}
			})
		}
	}
}

// One segment of several is older than the others, or gone: the newest state
// cannot be read, and the one before is not what it was sealed with.
func TestOneSegmentGone(t *testing.T) {
	r := newRegister(60)
	dir := saved(t, r)
	paths := filesOf(t, dir, files["segment"])
	must(t, os.Remove(paths[len(paths)-1]))
	x := openNotes(t, dir, Options{})
	follow(t, x, r)
	await(t, x, r)
	answersRightly(t, x, r)
}

// rootBits is how many bits of root.bolt are tried.
const rootBits = 16

// Any one bit of root.bolt, which has no checksum of its own, either makes no
// difference or is found.
func TestAnyBitOfTheRoot(t *testing.T) {
	r := newRegister(30)
	dir := saved(t, r)
	whole, err := os.ReadFile(filesOf(t, dir, files["root"])[0])
	must(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for n := range rootBits {
		at := random.Int64N(int64(len(whole)))
		for whole[at] == 0 { // most of the file is empty
			at = random.Int64N(int64(len(whole)))
		}
		t.Run(fmt.Sprint(n, " at ", at), func(t *testing.T) {
			copied := t.TempDir()
			must(t, os.CopyFS(copied, os.DirFS(dir)))
			must(t, harm(filesOf(t, copied, files["root"])[0], func(b []byte) { flipBit(b, int(at)) }))
			x := openNotes(t, copied, Options{})
			if s := x.Status(); s.Damages == 0 && s.Ready {
				got, err := asked(x, words[0])
				if want := r.has(words[0]); err != nil || s.Position.Reached(r.at(len(r.log))) && !slices.Equal(got, want) {
					t.Fatalf("finds %v, %v; should be %v", got, err, want)
				}
			} else {
				found++
			}
			follow(t, x, r)
			await(t, x, r)
			answersRightly(t, x, r)
		})
	}
	t.Logf("%d of %d bits mattered", found, rootBits)
}

// While the index serves, every answer is right or a refusal, from the moment
// of the damage until it is whole again.
func TestDamageWhileServing(t *testing.T) {
	for harm, do := range harms {
		t.Run(harm, func(t *testing.T) {
			r := newRegister(60)
			dir := saved(t, r)
			x := openNotes(t, dir, Options{})
			follow(t, x, r)
			await(t, x, r)
			stop := make(chan struct{})
			var asking sync.WaitGroup
			for n := range 2 {
				asking.Go(func() { answersOrRefuses(t, x, r, n, stop) })
			}
			awaitHealed(t, x, func() {
				for _, path := range filesOf(t, dir, files["segment"]) {
					if err := do(path); !errors.Is(err, fs.ErrNotExist) { // a merge may have taken it away
						must(t, err)
					}
				}
			})
			close(stop)
			asking.Wait()
			await(t, x, r)
			answersRightly(t, x, r)
		})
	}
}

// answersOrRefuses asks until it is stopped.
func answersOrRefuses(t *testing.T, x *Index[*note, *noteView], r *register, n int, stop <-chan struct{}) {
	for ; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		word := words[n%len(words)]
		got, err := asked(x, word)
		var own *motcua.Error
		if err != nil && (!errors.As(err, &own) || own.Kind != motcua.KindUnavailable) {
			t.Errorf("%q: %v", word, err)
			return
		}
		if want := r.has(word); err == nil && !slices.Equal(got, want) {
			t.Errorf("%q finds %v, should be %v", word, got, want)
			return
		}
	}
}

// awaitHealed does damage, and waits until it was found and another generation
// serves. A merge may take files away before they are looked at.
func awaitHealed(t *testing.T, x *Index[*note, *noteView], do func()) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if s := x.Status(); s.Damages == 0 {
			do()
			must(t, x.Check(t.Context())) // what the passing of time would do
		} else if s.Damage.Healed != nil && s.Ready {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("not healed: %+v", x.Status())
		}
	}
}

// A root.bolt that is damaged while the index serves makes no answer wrong, but
// would the next start's: it is built anew while the answers go on. One that is
// cut off ends the process, because bbolt has it mapped into memory; the next
// start finds it, as above.
func TestRootDamagedWhileServing(t *testing.T) {
	for _, harm := range []string{"overwritten", "missing"} {
		t.Run(harm, func(t *testing.T) {
			r := newRegister(60)
			dir := saved(t, r)
			x := openNotes(t, dir, Options{})
			follow(t, x, r)
			await(t, x, r)
			awaitHealed(t, x, func() {
				if path := filesOf(t, dir, files["root"])[0]; harm != "missing" || fileExists(path) {
					must(t, harms[harm](path))
				}
				answers(t, x, r)
			})
			await(t, x, r)
			answersRightly(t, x, r)
			if s := x.Status(); !strings.Contains(s.Damage.Reason, "root.bolt") {
				t.Errorf("%+v", s.Damage)
			}
		})
	}
}

// So is the file from which Bleve learns how to open the index.
func TestMetadataDamagedWhileServing(t *testing.T) {
	for name, harm := range harms {
		t.Run(name, func(t *testing.T) {
			r := newRegister(60)
			dir := saved(t, r)
			x := openNotes(t, dir, Options{})
			follow(t, x, r)
			await(t, x, r)
			awaitHealed(t, x, func() {
				must(t, harm(filesOf(t, dir, files["metadata"])[0]))
				answers(t, x, r)
			})
			answersRightly(t, x, r)
		})
	}
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func answers(t *testing.T, x *Index[*note, *noteView], r *register) {
	t.Helper()
	got, err := asked(x, words[1])
	if want := r.has(words[1]); err != nil || !slices.Equal(got, want) {
		t.Errorf("finds %v, %v; should be %v", got, err, want)
	}
}
