package changelog_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
)

// copySink is the simplest copy that follows: which procedures are public, by
// their versions' names, and where it stands.
type copySink struct {
	mu      sync.Mutex
	names   map[motcua.ID][]string
	at      motcua.Position
	applied chan struct{}
}

func newCopy() *copySink {
	return &copySink{names: map[motcua.ID][]string{}, applied: make(chan struct{}, 1)}
}

func (c *copySink) Apply(_ context.Context, b motcua.Batch) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, versions := range b.Procedures {
		c.put(id, versions)
	}
	c.at = b.Position
	select {
	case c.applied <- struct{}{}:
	default:
	}
	return nil
}

func (c *copySink) put(id motcua.ID, versions []motcua.Procedure) {
	delete(c.names, id)
	for _, v := range versions {
		c.names[id] = append(c.names[id], v.Name)
	}
}

func (c *copySink) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, names := range c.names {
		out = append(out, names...)
	}
	slices.Sort(out)
	return out
}

func (c *copySink) waitFor(t *testing.T, want ...string) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		if got := c.all(); cmp.Equal(got, want) {
			return
		}
		select {
		case <-c.applied:
		case <-deadline:
			t.Fatalf("the copy holds %q, want %q", c.all(), want)
		}
	}
}

type fixture struct {
	*db.DB
	log *changelog.Log
	url pgtest.Database
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	url := pgtest.New(t)
	d, err := db.Open(t.Context(), url.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return fixture{d, changelog.New(d.Pool(), "test", nil), url}
}

func (f fixture) publish(t *testing.T, names ...string) {
	t.Helper()
	im, err := f.NewImporter(t.Context(), time.Now, false)
	if err != nil {
		t.Fatal(err)
	}
	var records []*motcua.Record
	for i, name := range names {
		number := "1/QĐ"
		records = append(records, &motcua.Record{
			Line: i + 1, Procedure: motcua.DeriveID(name), Raw: []byte(`{}`),
			Content: motcua.Content{
				Code: fmt.Sprintf("1.%06d", i), Name: name, Kind: motcua.KindStandard,
				Decision: motcua.NewDecision(&number, nil, motcua.Agency{ID: motcua.DeriveID("a"), Name: "A", Kind: motcua.AgencyDepartment}),
			},
			Provenance: motcua.Provenance{Source: "test"},
		})
	}
	if err := im.Publish(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// follow makes a copy from a snapshot and lets it follow until the test ends.
func (f fixture) follow(t *testing.T) *copySink {
	t.Helper()
	c := newCopy()
	at, err := f.log.Snapshot(t.Context(), nil, nil, func(v []motcua.Procedure) error {
		c.put(v[0].ID, v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.log.Follow(ctx, at, c) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("following ended with %v", err)
		}
	})
	f.settle(t, c)
	return c
}

// settle waits until the copy has all that is in the log so far. Tests of other
// packages share the cluster, and a transaction of theirs may hold the log back:
// what is read behind it would show later changes of the same rows as well.
func (f fixture) settle(t *testing.T, c *copySink) {
	t.Helper()
	var last motcua.Position
	if err := f.Pool().QueryRow(t.Context(), `
		select xid::text::bigint, id from change order by xid desc, id desc limit 1`).Scan(&last.XID, &last.ID); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(10 * time.Second)
	for {
		c.mu.Lock()
		at := c.at
		c.mu.Unlock()
		if at.XID > last.XID || at.XID == last.XID && at.ID >= last.ID {
			return
		}
		select {
		case <-c.applied:
		case <-deadline:
			t.Fatalf("the copy stands at %s, want %s", at, last)
		}
	}
}

func TestFollowSeesWhatIsPublished(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	c := f.follow(t)
	c.waitFor(t, "a")
	f.publish(t, "b", "c")
	c.waitFor(t, "a", "b", "c")
}

// A transaction that wrote first and commits last must not be passed over.
func TestLateCommitIsNotLost(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a", "b", "c")
	c := f.follow(t)
	c.waitFor(t, "a", "b", "c")

	late := begin(t, f, "a")
	end(t, f.url.URL, "b")
	time.Sleep(200 * time.Millisecond)
	if got := c.all(); len(got) != 3 {
		t.Fatalf("a change was read while an older transaction was open: %q", got)
	}
	if err := late.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.waitFor(t, "c")
}

func TestRolledBackWorkIsNotSeen(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a", "b")
	c := f.follow(t)
	tx := begin(t, f, "a")
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	end(t, f.url.URL, "b")
	c.waitFor(t, "a")
}

// Changes within savepoints carry the id of the whole transaction.
func TestSavepoints(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a", "b", "c")
	c := f.follow(t)
	tx := begin(t, f, "a")
	sub, err := tx.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unpublish(t, sub, "b")
	if err := sub.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	sub, err = tx.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unpublish(t, sub, "c")
	if err := errors.Join(sub.Commit(t.Context()), tx.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	c.waitFor(t, "b")
}

// An open write transaction in another database of the cluster holds the log
// back, and is named.
func TestBlockerInAnotherDatabase(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	c := f.follow(t)
	c.waitFor(t, "a")
	other := pgtest.New(t)
	conn, err := pgx.Connect(t.Context(), other.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `select pg_current_xact_id()`); err != nil {
		t.Fatal(err)
	}
	end(t, f.url.URL, "a")
	time.Sleep(200 * time.Millisecond)
	if got := c.all(); len(got) != 1 {
		t.Fatalf("read past an open transaction: %q", got)
	}
	// Other tests write on this server too; theirs end, this one stays.
	deadline := time.Now().Add(10 * time.Second)
	for {
		blocker, err := f.log.Blocker(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if blocker.Database == other.Name {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the blocker is in database %q, want %q", blocker.Database, other.Name)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.waitFor(t)
}

func TestAnotherEpochMustRebuild(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	at, err := f.log.Snapshot(t.Context(), nil, nil, func([]motcua.Procedure) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	// What a restore leaves: a log that says it belongs to another cluster.
	exec(t, f.url.Owner, `update log_epoch set system = 'another'`)
	if _, err := f.log.Snapshot(t.Context(), nil, nil, nil); err == nil {
		t.Error("a foreign log was read")
	}
	renewed, err := f.log.Claim(t.Context())
	if err != nil || !renewed {
		t.Fatalf("claim: %t, %v", renewed, err)
	}
	if err := f.log.Follow(t.Context(), at, newCopy()); !errors.Is(err, motcua.ErrRebuild) {
		t.Errorf("follow from another epoch: %v, want ErrRebuild", err)
	}
	if renewed, err := f.log.Claim(t.Context()); err != nil || renewed {
		t.Errorf("second claim: %t, %v", renewed, err)
	}
}

func TestTrimmedLogMustRebuild(t *testing.T) {
	f := newFixture(t)
	at, err := f.log.Snapshot(t.Context(), nil, nil, func([]motcua.Procedure) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	f.publish(t, "a")
	exec(t, f.url.Owner, `update change set at = at - interval '2 hours'`)
	exec(t, f.url.URL, `insert into follower (node, epoch, xid, id) select 'fast', 0, max(xid::text::bigint)::text::xid8, max(id) from change`)
	exec(t, f.url.URL, `select log_trim()`)
	if err := f.log.Follow(t.Context(), at, newCopy()); !errors.Is(err, motcua.ErrRebuild) {
		t.Errorf("follow from before the trim: %v, want ErrRebuild", err)
	}
}

// A snapshot that catches a copy up first leaves it equal to the snapshot.
func TestSnapshotCatchesUp(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a", "b")
	c := newCopy()
	at, err := f.log.Snapshot(t.Context(), nil, nil, func(v []motcua.Procedure) error {
		c.put(v[0].ID, v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	end(t, f.url.URL, "a")
	f.publish(t, "c")
	var now []string
	_, err = f.log.Snapshot(t.Context(), &at, func(b motcua.Batch) error { return c.Apply(t.Context(), b) },
		func(v []motcua.Procedure) error {
			now = append(now, v[0].Name)
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(now)
	if diff := cmp.Diff(now, c.all()); diff != "" {
		t.Error(diff)
	}
}

func begin(t *testing.T, f fixture, name string) pgx.Tx {
	t.Helper()
	tx, err := f.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	unpublish(t, tx, name)
	return tx
}

const unpublishSQL = `update publication set published = tstzrange(lower(published), clock_timestamp()) where procedure = $1 and upper_inf(published)`

func unpublish(t *testing.T, tx pgx.Tx, name string) {
	t.Helper()
	if _, err := tx.Exec(t.Context(), unpublishSQL, motcua.DeriveID(name)); err != nil {
		t.Fatal(err)
	}
}

func end(t *testing.T, url, name string) {
	t.Helper()
	exec(t, url, unpublishSQL, motcua.DeriveID(name))
}

func exec(t *testing.T, url, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}
