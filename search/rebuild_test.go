package search

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"motcua"
)

// generations lists the generations in a folder.
func generations(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "gen-*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// TestRebuildWhileServing: questions are answered all the time, changes are
// not lost, and the old generation is gone in the end.
func TestRebuildWhileServing(t *testing.T) {
	src := newFakeSource(random(100, 10)...)
	dir := t.TempDir()
	x := open(t, dir)
	stop := follow(t, x, src)
	defer stop()
	await(t, x, src)
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() {
			for ctx.Err() == nil {
				q := motcua.ProcedureQuery{Text: "đăng ký", Day: today, Facets: motcua.FacetFields()}
				if _, err := x.Search(context.Background(), q); err != nil {
					t.Errorf("a search during a rebuild: %v", err)
					return
				}
				if _, err := x.Suggest(context.Background(), "đăng", 5, today); err != nil {
					t.Errorf("a completion during a rebuild: %v", err)
					return
				}
			}
		})
	}
	work.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			src.put(random(3, uint64(100+i%5))...)
			time.Sleep(2 * time.Millisecond)
		}
	})
	for range 4 {
		if err := x.Rebuild(t.Context(), src); err != nil {
			t.Errorf("rebuild: %v", err)
		}
	}
	cancel()
	work.Wait()
	await(t, x, src)
	agrees(t, x, src)
	if got := generations(t, dir); len(got) != 1 {
		t.Errorf("generations left: %v", got)
	}
}

// TestRevisionNeverGoesBack: a rebuild is swapped in when it has reached the
// serving index.
func TestRevisionNeverGoesBack(t *testing.T) {
	src := newFakeSource(random(30, 11)...)
	x := open(t, t.TempDir())
	stop := follow(t, x, src)
	defer stop()
	await(t, x, src)
	src.reading = func(n int) {
		if n == 20 { // its state is behind what is written now
			src.put(proc("1.999999", "Đăng ký sau"))
			await(t, x, src)
		}
	}
	before := src.position()
	if err := x.Rebuild(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	if p := x.Status().Position; !p.Reached(before) || !p.Reached(src.position()) {
		t.Errorf("after the swap the index is at %v, the source at %v", p, src.position())
	}
}

func TestFailedRebuild(t *testing.T) {
	src := newFakeSource(random(30, 12)...)
	dir := t.TempDir()
	x := open(t, dir)
	if err := x.Rebuild(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	src.reading = func(n int) {
		if n == 10 {
			cancel()
		}
		if s := x.Status(); s.Rebuilding == nil || s.Rebuilding.Records > 10 {
			t.Errorf("progress: %+v", s.Rebuilding)
		}
	}
	if err := x.Rebuild(ctx, src); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled rebuild: %v", err)
	}
	src.reading = nil
	if r := search(t, x, motcua.ProcedureQuery{}); r.Total != 30 || x.Status().Rebuilding != nil {
		t.Errorf("after it: %d procedures, %+v", r.Total, x.Status())
	}
	if got := generations(t, dir); len(got) != 1 {
		t.Errorf("generations left: %v", got)
	}
}

// TestRestoredDatabase: a log that does not reach back is answered with a
// rebuild, and the index serves meanwhile.
func TestRestoredDatabase(t *testing.T) {
	ps := random(40, 13)
	src := newFakeSource(ps...)
	x := open(t, t.TempDir())
	defer follow(t, x, src)()
	await(t, x, src)
	src.restore()
	src.remove(ps[0].ID)
	await(t, x, src)
	if r := search(t, x, motcua.ProcedureQuery{}); r.Total != 39 {
		t.Errorf("%d procedures", r.Total)
	}
	agrees(t, x, src)
}

// TestOvertaken: a batch that the index has passed changes nothing.
func TestOvertaken(t *testing.T) {
	p := proc("1.000001", "Đăng ký kết hôn")
	src := newFakeSource(p)
	src.remove(p.ID)
	x := built(t, src)
	if err := x.Apply(t.Context(), src.log[0]); err != nil {
		t.Fatal(err)
	}
	if got := find(t, x, "kết hôn"); got != nil {
		t.Errorf("an old batch put back %v", got)
	}
	other := motcua.Batch{Position: motcua.Position{System: "another", XID: 100}}
	if err := x.Apply(t.Context(), other); !errors.Is(err, motcua.ErrRebuild) {
		t.Errorf("a batch of another log: %v", err)
	}
}

// TestFlakySource: errors of the source pass.
func TestFlakySource(t *testing.T) {
	src := &flaky{fakeSource: newFakeSource(random(10, 14)...)}
	x := open(t, t.TempDir())
	defer follow(t, x, src)()
	await(t, x, src.fakeSource)
	src.put(proc("1.999999", "Đăng ký"))
	await(t, x, src.fakeSource)
}

// flaky fails every other time.
type flaky struct {
	*fakeSource
	calls int
}

func (f *flaky) fails() bool { f.calls++; return f.calls%2 == 1 }

func (f *flaky) Snapshot(ctx context.Context, from *motcua.Position, changes func(motcua.Batch) error, procedure func([]motcua.Procedure) error) (motcua.Position, error) {
	if f.fails() {
		return motcua.Position{}, errors.New("connection lost")
	}
	return f.fakeSource.Snapshot(ctx, from, changes, procedure)
}

func (f *flaky) Follow(ctx context.Context, from motcua.Position, sink motcua.Sink) error {
	if f.fails() {
		return errors.New("connection lost")
	}
	return f.fakeSource.Follow(ctx, from, sink)
}

const killFolder = "MOTCUA_TEST_KILL_FOLDER"

// TestKilled kills a process in the middle of a rebuild, and of a large batch:
// what served before serves again, and the torn generation is removed.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(killFolder); dir != "" {
		dieRebuilding(t, dir)
	}
	src := newFakeSource(random(200, 15)...)
	dir := saved(t, src)
	before := current(t, dir)
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), killFolder+"="+dir)
	if err := cmd.Run(); err == nil {
		t.Fatal("the process was not killed")
	}
	if len(generations(t, dir)) < 2 {
		t.Fatal("the rebuild had not begun")
	}
	x := open(t, dir)
	if got := generations(t, dir); !slices.Equal(got, []string{before}) {
		t.Errorf("generations: %v, want %s", got, before)
	}
	if r := search(t, x, motcua.ProcedureQuery{}); r.Total != 200 {
		t.Errorf("%d procedures are served", r.Total)
	}
	agrees(t, x, src)
}

func dieRebuilding(t *testing.T, dir string) {
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	src := newFakeSource(random(3000, 16)...)
	src.reading = func(n int) {
		if n == 2500 {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
	}
	_ = x.Rebuild(context.Background(), src)
}
