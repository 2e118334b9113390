package changelog_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db/changelog"
)

// runFollower runs the node's one reader until the test ends.
func runFollower(t *testing.T, f fixture) *changelog.Follower {
	t.Helper()
	follower := f.log.Follower(f.MaskedFeedback)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- follower.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the reader ended with %v", err)
		}
	})
	return follower
}

// joined lets a sink follow a source from a snapshot, again after every error,
// until the test ends.
func (f fixture) joined(t *testing.T, source changelog.Source, c *copySink, sink motcua.Sink) {
	t.Helper()
	at, err := source.Snapshot(t.Context(), nil, nil, func(v []motcua.Procedure) error {
		c.put(v[0].ID, v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			c.mu.Lock()
			if c.at != (motcua.Position{}) {
				at = c.at
			}
			c.mu.Unlock()
			_ = source.Follow(ctx, at, sink) // tried again
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
}

// sinkFunc is a sink that is a function.
type sinkFunc func(context.Context, motcua.Batch) error

func (s sinkFunc) Apply(ctx context.Context, b motcua.Batch) error { return s(ctx, b) }

// statusOf is how a copy stands; one that never followed has no name.
func statusOf(f *changelog.Follower, name string) changelog.SinkStatus {
	for _, s := range f.Status().Sinks {
		if s.Name == name {
			return s
		}
	}
	return changelog.SinkStatus{}
}

// await waits until something holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within 15 s: %s", what)
		}
	}
}

// However many copies follow, the node holds one connection while it waits, and
// reads each part of the log once.
func TestOneConnectionFeedsAllCopies(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	copies := make([]*copySink, 5)
	for i := range copies {
		copies[i] = newCopy()
		f.joined(t, follower.Source(f.log.Named(fmt.Sprint(i))), copies[i], copies[i])
	}
	await(t, "all have joined", func() bool {
		for i := range copies {
			if !statusOf(follower, fmt.Sprint(i)).Joined {
				return false
			}
		}
		return true
	})
	await(t, "one connection is held", func() bool { return f.Pool().Stat().AcquiredConns() == 1 })
	f.publish(t, "b", "c")
	for _, c := range copies {
		c.waitFor(t, "a", "b", "c")
	}
}

// Of changes that follow each other closely the first is read at once and the
// others together: to a copy a part with one of them is nearly as much work as one
// with twenty.
func TestChangesInQuickSuccessionComeTogether(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	c := newCopy()
	var parts atomic.Int64
	f.joined(t, follower.Source(f.log), c, sinkFunc(func(ctx context.Context, b motcua.Batch) error {
		if b.Areas != 0 {
			parts.Add(1)
		}
		return c.Apply(ctx, b)
	}))
	await(t, "it has joined", func() bool { return statusOf(follower, "procedures").Joined })
	f.settle(t, c)
	parts.Store(0)
	begin := time.Now()
	for i := range 60 {
		f.add(t, fmt.Sprint("cách gọi ", i))
	}
	most := int64(time.Since(begin)/(50*time.Millisecond)) + 3
	f.settle(t, c)
	if n := parts.Load(); n == 0 || n > most {
		t.Errorf("60 changes came in %d parts, want %d at the most", n, most)
	}
}

// A copy that takes minutes for a batch, or never comes back from it, holds up
// nobody. When it is back it reads by itself what it missed, and joins again.
func TestSlowCopyHoldsUpNobody(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	quick, slow := newCopy(), newCopy()
	var stuck atomic.Pointer[chan struct{}]
	f.joined(t, follower.Source(f.log.Named("quick")), quick, quick)
	f.joined(t, follower.Source(f.log.Named("slow")), slow, sinkFunc(func(ctx context.Context, b motcua.Batch) error {
		if gate := stuck.Load(); gate != nil {
			<-*gate
		}
		return slow.Apply(ctx, b)
	}))
	quick.waitFor(t, "a")
	slow.waitFor(t, "a")
	await(t, "both have joined", func() bool {
		return statusOf(follower, "slow").Joined && statusOf(follower, "quick").Joined
	})
	gate := make(chan struct{})
	stuck.Store(&gate)
	names := []string{"a"}
	for i := range 4 {
		name := fmt.Sprintf("b%d", i)
		names = append(names, name)
		f.publish(t, name)
		quick.waitFor(t, names...)
	}
	if s := statusOf(follower, "slow"); s.Joined || s.Behind == 0 {
		t.Errorf("while it is stuck: %+v", s)
	}
	if s := statusOf(follower, "quick"); !s.Joined {
		t.Errorf("the other: %+v", s)
	}
	stuck.Store(nil)
	close(gate)
	slow.waitFor(t, names...)
	await(t, "it has joined again and is level", func() bool {
		s := statusOf(follower, "slow")
		return s.Joined && s.Behind == 0
	})
}

// What holds the log back is told with how long it has, and for each copy.
func TestStatusTellsThatTheLogIsHeld(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a", "b")
	follower := runFollower(t, f)
	c := newCopy()
	f.joined(t, follower.Source(f.log), c, c)
	c.waitFor(t, "a", "b")
	tx := begin(t, f, "a")
	end(t, f.url.URL, "b")
	await(t, "the log is held back", func() bool {
		follower.Look()
		s := follower.Status()
		return s.Held > 0 && statusOf(follower, "procedures").Behind >= s.Held
	})
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.waitFor(t)
	await(t, "nothing is held back", func() bool {
		return follower.Status().Held == 0 && statusOf(follower, "procedures").Behind == 0
	})
}

// A copy that fails is tried again without the others, from where it was.
func TestFailingCopyIsTriedAgainAlone(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	sound, failing := newCopy(), newCopy()
	var failures atomic.Int64
	failures.Store(5)
	f.joined(t, follower.Source(f.log.Named("sound")), sound, sound)
	f.joined(t, follower.Source(f.log.Named("failing")), failing, sinkFunc(func(ctx context.Context, b motcua.Batch) error {
		if len(b.Procedures) > 0 && failures.Add(-1) >= 0 {
			return errors.New("the copy cannot be written")
		}
		return failing.Apply(ctx, b)
	}))
	f.publish(t, "b")
	sound.waitFor(t, "a", "b")
	failing.waitFor(t, "a", "b")
	if n := failures.Load(); n >= 0 {
		t.Errorf("%d failures are left", n+1)
	}
}

// A copy that the log does not speak to for a while is told that it is up to
// date, but has no position to write each time.
func TestPositionRestsBetweenOthersChanges(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	var mu sync.Mutex
	told := map[motcua.Position]bool{}
	reached := motcua.Position{}
	source := follower.Source(f.log.OfFeedback("feedback", f.MaskedFeedback))
	at, err := source.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		done <- source.Follow(ctx, at, sinkFunc(func(_ context.Context, b motcua.Batch) error {
			mu.Lock()
			defer mu.Unlock()
			told[b.Position] = true
			reached = b.Reached()
			if len(b.Procedures) > 0 || b.Areas != 0 {
				t.Errorf("it is told of %d procedures", len(b.Procedures))
			}
			return nil
		}))
	}()
	for i := range 5 {
		f.publish(t, fmt.Sprint(i))
	}
	now, err := f.log.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	await(t, "it has everything", func() bool {
		follower.Look()
		mu.Lock()
		defer mu.Unlock()
		return reached.Reached(now)
	})
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if len(told) > 2 {
		t.Errorf("%d positions to write", len(told))
	}
}

// After a restore, or where the log no longer reaches back, every copy is told
// to rebuild, and the stream goes on in the new log.
func TestNewEpochRebuildsEveryCopy(t *testing.T) {
	for name, sql := range map[string]string{
		// What a promotion or a restore leaves: a log that came from elsewhere. The
		// running node claims it by itself.
		"the log is another":                  `update log_epoch set system = 'another'`,
		"the log is another after a breakage": `with other as (update log_epoch set system = 'another') select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
	} {
		t.Run(name, func(t *testing.T) { newEpoch(t, sql) })
	}
}

func newEpoch(t *testing.T, sql string) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	var ended sync.WaitGroup
	for i := range 3 {
		source := follower.Source(f.log.Named(fmt.Sprint(i)))
		at, err := source.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ended.Go(func() {
			if err := source.Follow(t.Context(), at, newCopy()); !errors.Is(err, motcua.ErrRebuild) {
				t.Errorf("following ended with %v, want ErrRebuild", err)
			}
		})
	}
	await(t, "all have joined", func() bool {
		s := follower.Status().Sinks
		return len(s) == 3 && s[0].Joined && s[1].Joined && s[2].Joined
	})
	exec(t, f.url.Admin, sql)
	ended.Wait()
	c := newCopy()
	f.joined(t, follower.Source(f.log), c, c)
	f.publish(t, "b")
	c.waitFor(t, "a", "b")
}

// A row of feedback that cannot be read stops the copies that want feedback, and
// no others: they read on by themselves.
func TestUnreadableFeedbackStopsNoOtherCopy(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	unreadable := func(context.Context, pgx.Tx, []motcua.ID, func(*motcua.IndexedFeedback) error) error {
		return errors.New("it is sealed with another key")
	}
	follower := f.log.Follower(unreadable)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { _ = follower.Run(ctx); close(done) }() // ends with the context
	t.Cleanup(func() { cancel(); <-done })
	c := newCopy()
	f.joined(t, follower.Source(f.log), c, c)
	c.waitFor(t, "a")
	await(t, "it has joined", func() bool { return statusOf(follower, "procedures").Joined })
	owner, err := pgx.Connect(t.Context(), f.url.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(context.Background()) }()
	if _, err := owner.Exec(t.Context(), `insert into change (epoch, entity, entity_id, op) select epoch, 'FEEDBACK', gen_random_uuid(), 'INSERT' from log_epoch`); err != nil {
		t.Fatal(err)
	}
	f.publish(t, "b")
	c.waitFor(t, "a", "b")
	f.publish(t, "d")
	c.waitFor(t, "a", "b", "d")
}

// A copy that is ahead of the log, as where the files of the database were put
// back, does not join: what the log says next would seem to be old to it.
func TestCopyAheadOfTheLogIsRebuilt(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	follower := runFollower(t, f)
	c := newCopy()
	f.joined(t, follower.Source(f.log), c, c)
	c.waitFor(t, "a")
	await(t, "it has joined", func() bool { return statusOf(follower, "procedures").Joined })
	f.publish(t, "b")
	c.waitFor(t, "a", "b")
	c.mu.Lock()
	ahead := c.at
	c.mu.Unlock()
	ahead.XID += 1000
	within, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := follower.Source(f.log.Named("ahead")).Follow(within, ahead, newCopy()); !errors.Is(err, motcua.ErrRebuild) {
		t.Errorf("%v", err)
	}
}
