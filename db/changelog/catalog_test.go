package changelog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// pull reads all pages from a cursor into a copy and gives the last cursor.
func (f fixture) pull(t *testing.T, c *copySink, cursor string, first int) string {
	t.Helper()
	for {
		page, err := f.log.CatalogChanges(t.Context(), cursor, first)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Changes) > first {
			t.Fatalf("%d changes, asked for %d", len(page.Changes), first)
		}
		for _, change := range page.Changes {
			c.put(change.Procedure, change.Versions)
		}
		cursor = page.Cursor.String()
		if !page.HasMore {
			return cursor
		}
	}
}

// pullUntil pulls until the copy holds the names: a transaction of another
// test in the cluster may hold the log back.
func (f fixture) pullUntil(t *testing.T, c *copySink, cursor string, want ...string) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		cursor = f.pull(t, c, cursor, 2)
		if got := c.all(); cmp.Equal(got, want) {
			return cursor
		} else if time.Now().After(deadline) {
			t.Fatalf("the copy holds %q, want %q", got, want)
		}
	}
}

func TestCatalogChangesFromNothing(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a", "b", "c", "d", "e")
	c := newCopy()
	// What happens between two pages of the walk is told after it.
	page, err := f.log.CatalogChanges(t.Context(), "", 2)
	if err != nil || len(page.Changes) != 2 || !page.HasMore {
		t.Fatalf("%+v %v", page, err)
	}
	for _, change := range page.Changes {
		c.put(change.Procedure, change.Versions)
	}
	end(t, f.url.URL, page.Changes[0].Versions[0].Name)
	f.publish(t, "f")
	want := []string{"a", "b", "c", "d", "e", "f"}
	for i, name := range want {
		if name == page.Changes[0].Versions[0].Name {
			want = append(want[:i], want[i+1:]...)
			break
		}
	}
	cursor := f.pullUntil(t, c, page.Cursor.String(), want...)
	f.publish(t, "g")
	f.pullUntil(t, c, cursor, append(want, "g")...)
}

func TestCatalogChangesAreCoalesced(t *testing.T) {
	f := newFixture(t)
	cursor := f.pull(t, newCopy(), "", 10)
	for range 5 {
		f.publish(t, "a")
		end(t, f.url.URL, "a")
	}
	f.publish(t, "b")
	c := newCopy()
	f.pullUntil(t, c, cursor, "b")
	page, err := f.log.CatalogChanges(t.Context(), cursor, 10)
	if err != nil || len(page.Changes) != 2 || !page.Changes[0].Removed() || page.Changes[1].Removed() || page.HasMore {
		t.Errorf("%d changes, more %v: %v", len(page.Changes), page.HasMore, err)
	}
}

func TestCatalogChangesAfterTrimAndEpoch(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	c := f.follow(t)
	old := f.pull(t, newCopy(), "", 10)
	f.publish(t, "b")
	c.waitFor(t, "a", "b")
	recent := f.pullUntil(t, newCopy(), old, "b")
	trim := func(age string) {
		exec(t, f.url.Owner, `update change set at = at - $1::interval`, age)
		exec(t, f.url.Owner, `insert into follower select 'x', epoch, '9000000000', 0 from log_epoch on conflict (node) do update set seen_at = now()`)
		exec(t, f.url.Owner, `delete from follower where node <> 'x'`)
		exec(t, f.url.Owner, `select log_trim()`)
	}
	kind := func(cursor string) motcua.ErrorKind {
		_, err := f.log.CatalogChanges(t.Context(), cursor, 10)
		return motcua.KindOf(err)
	}
	trim("6 days")
	if _, err := f.log.CatalogChanges(t.Context(), old, 10); err != nil {
		t.Errorf("a client that was away for six days: %v", err)
	}
	trim("2 days")
	if got := kind(old); got != motcua.KindResync {
		t.Errorf("after the trim: kind %v", got)
	}
	if _, err := f.log.CatalogChanges(t.Context(), recent, 10); err != nil {
		t.Errorf("a client that had read all that was trimmed: %v", err)
	}
	exec(t, f.url.Owner, `update log_epoch set epoch = epoch + 1`)
	if got := kind(recent); got != motcua.KindResync {
		t.Errorf("in another epoch: kind %v", got)
	}
	if got := kind("nonsense"); got != motcua.KindInvalid {
		t.Errorf("nonsense: kind %v", got)
	}
}

func TestMarks(t *testing.T) {
	f := newFixture(t)
	f.publish(t, "a")
	end(t, f.url.URL, "a")
	got, err := f.Marks(t.Context(), []motcua.ID{motcua.DeriveID("a"), motcua.DeriveID("z")})
	want := map[motcua.ID]motcua.Marks{motcua.DeriveID("a"): {Sectors: []motcua.ID{}, Agencies: []motcua.ID{motcua.DeriveID("a")}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(fmt.Sprint(err), diff)
	}
}
