package readcopy_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"motcua"
)

// ofFixture follows the log of a fixture.
type ofFixture struct{ *fixture }

func (s ofFixture) Rows(ctx context.Context, each func(*motcua.CatalogueRows) error) (motcua.Position, error) {
	return s.log.Rows(ctx, each)
}

func (s ofFixture) Follow(ctx context.Context, from motcua.Position, to motcua.Sink) error {
	return s.log.Follow(ctx, from, to)
}

// A file that is missing, cut off, emptied, overwritten or has any bit flipped is
// found out before anything wrong is answered, and made anew.
func TestDamageHeals(t *testing.T) {
	f := newFixture(t)
	r := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
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

// Damage that happens while the copy is in use is found when it is read, and the
// difference to the database is named.
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
