package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var followRounds = flag.Int("follow-rounds", 24, "how many imports and decisions the client that follows sees; 1000 for a long run")

// client is one that keeps a copy of the catalogue by the API alone.
type client struct {
	cursor any // nil is the beginning
	copy   map[string]string
}

const changesQuery = `query($c: String) { catalogChanges(since: $c, first: 37) { nodes { portalId removed procedure { portalId code name decision { number } validFrom validTo } } cursor hasMore } }`

// asking sends a query until it is answered.
type asking func(ctx context.Context, query string, variables map[string]any, to any) error

// pull reads what changed.
func (c *client) pull(ctx context.Context, ask asking) error {
	for more := true; more; {
		var got struct {
			CatalogChanges struct {
				Nodes []struct {
					PortalID  string
					Removed   bool
					Procedure json.RawMessage
				}
				Cursor  string
				HasMore bool
			}
		}
		if err := ask(ctx, changesQuery, map[string]any{"c": c.cursor}, &got); err != nil {
			return err
		}
		for _, n := range got.CatalogChanges.Nodes {
			delete(c.copy, n.PortalID)
			if !n.Removed {
				c.copy[n.PortalID] = string(n.Procedure)
			}
		}
		c.cursor, more = got.CatalogChanges.Cursor, got.CatalogChanges.HasMore
	}
	return nil
}

// endsWith pulls until the copy is as wanted. Transactions of other tests on the
// machine do not hold this log back, but one of the last command may end a
// moment after it.
func (c *client) endsWith(t *testing.T, want map[string]string, pull func() error) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if err := pull(); err != nil {
			t.Fatal(err)
		}
		diff := cmp.Diff(want, c.copy)
		if diff == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("the copy ends otherwise than the dump:\n%s", diff)
			return
		}
	}
}

// dumped is what the dump says, in the fields that the client keeps.
func dumped(t *testing.T, dir string, more ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(command(t, "", append([]string{"dump", "--data", dir}, more...)...).must(t, exitDone).out) {
		var p struct {
			PortalID string `json:"portalId"`
			Code     string `json:"code"`
			Name     string `json:"name"`
			Decision struct {
				Number *string `json:"number"`
			} `json:"decision"`
			ValidFrom *string `json:"validFrom"`
			ValidTo   *string `json:"validTo"`
		}
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		doc, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		out[p.PortalID] = string(doc)
	}
	return out
}

// A client that begins with nothing and follows through imports, decisions,
// retractions, kills and a rebuild ends with exactly the dump; so does one that
// begins with a dump and its cursor.
func TestFollowingClientEndsWithTheDump(t *testing.T) {
	dir := dataDir(t)
	s := startServer(t, dir)
	c := &client{copy: map[string]string{}}
	var second *client
	pull := func(c *client) error {
		return c.pull(t.Context(), func(_ context.Context, query string, variables map[string]any, to any) error {
			return json.Unmarshal(ask[json.RawMessage](t, s, query, variables), to)
		})
	}
	random := rand.New(rand.NewPCG(11, 12))
	var versions []string
	for round := range *followRounds {
		switch random.IntN(6) {
		case 0, 1:
			day := jan1 + int64(round)*86400000
			lines := make([]string, 1+random.IntN(30))
			for i := range lines {
				lines[i] = rawRecord(1+random.IntN(60), fmt.Sprintf("Thủ tục %d", round), fmt.Sprintf("%d/QĐ-BTP", 100+random.IntN(5)), day)
			}
			command(t, "", "import", "portal", rawFile(t, lines...), "--data", dir).must(t, exitDone)
		case 2: // a complete file that ends what it lacks
			lines := make([]string, 0, 50)
			for n := range 50 {
				lines = append(lines, rawRecord(1+n, "Thủ tục đủ", "1/QĐ-BTP", jan1))
			}
			command(t, "", "import", "portal", rawFile(t, lines[:40+random.IntN(10)]...), "--complete", "--force", "--data", dir).must(t, exitDone)
		case 3:
			file := decisionFile(t, fmt.Sprintf("%d/QĐ-BTP", 1000+round), "2026-02-05", newProcedure(fmt.Sprintf("2.%06d", round), "Mới"))
			out := command(t, "", "publish", file, "--data", dir).must(t, exitDone).out
			versions = append(versions, strings.TrimPrefix(versionLine.FindString(out), "version "))
		case 4:
			if len(versions) > 0 {
				command(t, "", "retract", versions[0], "--reason", "sai", "--data", dir).must(t, exitDone)
				versions = versions[1:]
			}
		case 5:
			if round%3 == 0 {
				s.kill()
				s = startServer(t, dir)
			}
			if err := pull(c); err != nil {
				t.Fatal(err)
			}
		}
		if round == *followRounds/2 {
			path := filepath.Join(t.TempDir(), "cursor")
			second = &client{copy: dumped(t, dir, "--cursor", path)}
			cursor, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			second.cursor = strings.TrimSpace(string(cursor))
			command(t, "", "reindex", "--data", dir).must(t, exitDone)
		}
	}
	want := dumped(t, dir)
	if len(want) == 0 {
		t.Fatal("the catalogue is empty")
	}
	for _, one := range []*client{c, second} { // from nothing, and from a dump
		one.endsWith(t, want, func() error { return pull(one) })
	}
}
