package readcopy_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"motcua"
)

// ofFixture follows the log of a fixture.
type ofFixture struct{ *fixture }

func (s ofFixture) Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (motcua.Position, error) {
	return s.log.Rows(ctx, keys, each)
}

func (s ofFixture) Follow(ctx context.Context, from motcua.Position, to motcua.Sink) error {
	return s.log.Follow(ctx, from, to)
}

// A file that is missing, cut off, emptied, overwritten or has any bit flipped is
// found out before anything wrong is answered, and made anew.
func TestDamageHeals(t *testing.T) {
	f := newFixture(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(1, seed))
	for i := range 8 {
		f.publish(t, someRecord(r, motcua.DeriveID("procedure", string(rune('a'+i)))))
	}
	if err := f.copy.Build(t.Context(), f.log); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(f.dir, "catalogue.db")
	flip := func(text []byte) []byte {
		out := append([]byte{}, text...)
		out[r.IntN(len(out))] ^= 1 << r.IntN(8)
		return out
	}
	kinds := map[string]func([]byte) []byte{
		"missing": nil, "empty": func([]byte) []byte { return nil }, "half": func(b []byte) []byte { return b[:len(b)/2] },
		"zeros":   func(b []byte) []byte { return make([]byte, len(b)) },
		"garbage": func(b []byte) []byte { return append([]byte("garbage"), b[7:]...) },
	}
	for range 20 {
		kinds["a bit flipped "+string(rune('a'+len(kinds)))] = flip
	}
	for name, damage := range kinds {
		if err := f.copy.Close(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if damage == nil {
			err = os.Remove(file)
		} else {
			err = os.WriteFile(file, damage(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		f.open(t)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.copy.Run(ctx, ofFixture{f}) }()
		for deadline := time.Now().Add(20 * time.Second); !f.copy.Fresh(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: not healed", name)
			}
		}
		report, err := f.copy.Verify(t.Context(), ofFixture{f})
		if err != nil || len(report.Differences) > 0 || report.Rows < 8 {
			t.Errorf("%s: %+v %v", name, report, err)
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// Damage that happens while the copy is in use is found when it is read: it makes
// an error of kind unavailable, no answer wrong and nobody wait, and heals.
func TestDamageInUseHeals(t *testing.T) {
	for name, damage := range map[string]func(path string, size int64) error{
		"emptied": func(path string, _ int64) error { return os.Truncate(path, 0) },
		"half":    func(path string, size int64) error { return os.Truncate(path, size/2) },
		"zeros": func(path string, size int64) error {
			file, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = file.Write(make([]byte, size))
			return errors.Join(err, file.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			r := rand.New(rand.NewPCG(3, 3))
			id := motcua.DeriveID("procedure", "0")
			f.publish(t, someRecord(r, id))
			if err := f.copy.Build(t.Context(), f.log); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(f.dir, "catalogue.db")
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- f.copy.Run(ctx, ofFixture{f}) }()
			var reading sync.WaitGroup
			for range 4 {
				reading.Go(func() {
					for ctx.Err() == nil {
						got, err := f.copy.Histories(ctx, []motcua.ID{id})
						if err == nil && len(got[id]) == 0 {
							t.Error("a procedure that is published is not there")
						}
						if err != nil && ctx.Err() == nil && motcua.KindOf(err) != motcua.KindUnavailable {
							t.Error(err)
						}
					}
				})
			}
			if err := damage(path, info.Size()); err != nil {
				t.Fatal(err)
			}
			other := motcua.DeriveID("procedure", "1")
			f.publish(t, someRecord(r, other)) // is written to the damaged file
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
				if got, err := f.copy.Histories(t.Context(), []motcua.ID{other}); err == nil && len(got[other]) > 0 && f.copy.Fresh() {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("not healed")
				}
			}
			report, err := f.copy.Verify(t.Context(), ofFixture{f})
			if err != nil || len(report.Differences) > 0 {
				t.Errorf("%+v %v", report, err)
			}
			cancel()
			reading.Wait()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
}

// What differs from the database is named.
func TestVerifyNamesDifferences(t *testing.T) {
	f := newFixture(t)
	r := rand.New(rand.NewPCG(2, 2))
	f.publish(t, someRecord(r, motcua.DeriveID("procedure", "0")))
	if err := f.copy.Build(t.Context(), f.log); err != nil {
		t.Fatal(err)
	}
	f.publish(t, someRecord(r, motcua.DeriveID("procedure", "1"))) // which the copy has not heard of
	report, err := f.copy.Verify(t.Context(), ofFixture{f})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range report.Differences {
		if d.Register == "procedure" && d.ID == motcua.DeriveID("procedure", "1") && d.What == "the copy lacks it" {
			return
		}
	}
	t.Errorf("%+v", report)
}

// A copy that is ahead of the state that it is compared with, as it is while
// others write and the state is read for seconds, does not differ.
func TestVerifyWhileOthersWrite(t *testing.T) {
	f := newFixture(t)
	r := rand.New(rand.NewPCG(3, 3))
	id := func(n int) motcua.ID { return motcua.DeriveID("procedure", fmt.Sprint(n)) }
	for n := range 5 {
		f.publish(t, someRecord(r, id(n)))
	}
	if err := f.copy.Build(t.Context(), f.log); err != nil {
		t.Fatal(err)
	}
	writing := &writingFixture{ofFixture: ofFixture{f}, write: func() {
		for n := range 8 { // some are new
			f.publish(t, someRecord(r, id(n)))
		}
		f.follow(t)
	}}
	report, err := f.copy.Verify(t.Context(), writing)
	if err != nil || len(report.Differences) > 0 || writing.reads < 2 {
		t.Errorf("%+v, %v, after %d reads", report, err, writing.reads)
	}
}

// writingFixture has others write, and the copy follow, after a state is read and
// before the copy is compared with it, wherever all of it is read.
type writingFixture struct {
	ofFixture
	write func()
	reads int
}

func (w *writingFixture) Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (motcua.Position, error) {
	var pieces []*motcua.CatalogueRows
	at, err := w.ofFixture.Rows(ctx, keys, func(piece *motcua.CatalogueRows) error { pieces = append(pieces, piece); return nil })
	if w.reads++; keys == nil {
		w.write()
	}
	for _, piece := range pieces {
		err = errors.Join(err, each(piece))
	}
	return at, err
}

// What a version says is not read again where the copy has it, and is told of all
// the same where it is another.
func TestVerifyTellsOfAnotherContent(t *testing.T) {
	f := newFixture(t)
	f.publish(t, someRecord(rand.New(rand.NewPCG(4, 4)), motcua.DeriveID("procedure", "0")))
	if err := f.copy.Build(t.Context(), f.log); err != nil {
		t.Fatal(err)
	}
	changed := &motcua.CatalogueRows{Contents: map[motcua.ID]*motcua.Written{}}
	if _, err := f.log.Rows(t.Context(), nil, func(piece *motcua.CatalogueRows) error {
		for version, w := range piece.Contents {
			other := *w
			other.SortKey = append([]byte{'x'}, w.SortKey...)
			changed.Contents[version] = &other
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := f.copy.Apply(t.Context(), motcua.Batch{Position: *f.copy.Status(t.Context(), false).Position, Rows: changed}); err != nil {
		t.Fatal(err)
	}
	report, err := f.copy.Verify(t.Context(), ofFixture{f})
	if err != nil || len(report.Differences) != len(changed.Contents) || len(changed.Contents) == 0 {
		t.Errorf("%+v, %v, of %d contents", report, err, len(changed.Contents))
	}
}
