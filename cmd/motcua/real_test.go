//go:build !race

package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

// The national catalogue is imported and served once, and shared read-only by
// the tests below.

const catalogueFile = "national-catalog.jsonl.gz"

// cataloguePath is where the catalogue is. Where it is absent the test is
// skipped, unless MOTCUA_REQUIRE_DATA says that it has to be there.
func cataloguePath(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MOTCUA_DATA_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(dir, catalogueFile)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("MOTCUA_REQUIRE_DATA") != "" {
			t.Fatalf("the national catalogue is required: %v", err)
		}
		t.Skipf("without the national catalogue: %v", err)
	}
	return path
}

var national struct {
	once   sync.Once
	dir    string
	first  output
	took   time.Duration
	server *instance
}

// nationalCatalogue imports the catalogue and serves it, once.
func nationalCatalogue(t *testing.T) *instance {
	t.Helper()
	path := cataloguePath(t)
	national.once.Do(func() {
		// Cleanups of this test must not end what the others share.
		national.dir = dataDir(sharedTB{t})
		command(t, "", "migrate", "--data", national.dir).must(t, exitDone)
		begin := time.Now()
		national.first = command(t, "", "import", "portal", path, "--data", national.dir)
		national.took = time.Since(begin)
		begin = time.Now()
		national.server = startServer(sharedTB{t}, national.dir)
		t.Logf("import %s, start and first index %s", national.took.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond))
	})
	if national.server == nil {
		t.Fatal("the national catalogue could not be served")
	}
	return national.server
}

// sharedTB keeps cleanups until all tests have ended.
type sharedTB struct{ testing.TB }

func (sharedTB) Cleanup(f func()) { sharedCleanups = append(sharedCleanups, f) }

func TestRealImportLosesNothing(t *testing.T) {
	nationalCatalogue(t)
	first := national.first.must(t, exitDone)
	for _, want := range []string{"5665 records read: 0 refused", "imported: 5665 new, 0 changed"} {
		if !strings.Contains(first.out, want) {
			t.Errorf("the first import does not say %q:\n%s", want, first.out)
		}
	}
	begin := time.Now()
	second := command(t, "", "import", "portal", cataloguePath(t), "--data", national.dir, "--complete").must(t, exitDone)
	t.Logf("second import %s", time.Since(begin).Round(time.Millisecond))
	if want := "imported: 0 new, 0 changed (0 announced, 0 corrected), 0 public again, 0 no longer public, 5665 unchanged"; !strings.Contains(second.out, want) {
		t.Errorf("the second import does not say %q:\n%s", want, second.out)
	}
}

func TestRealSearchFindsMarriageHoweverTyped(t *testing.T) {
	s := nationalCatalogue(t)
	for _, q := range []string{
		"đăng ký kết hôn", "dang ky ket hon", norm.NFD.String("đăng ký kết hôn"), "ĐĂNG KÝ KẾT HÔN", "Đăng kí kết hôn", "  đăng   ký kết hôn ? ",
	} {
		if got := ask[codes](t, s, searchQuery, map[string]any{"q": q}); got.first() != "1.000894" {
			t.Errorf("%q: first is %s: %v", q, got.first(), got)
		}
	}
	for _, q := range []string{"1.000894", " 1.000894 ", "1.000894.000.00.00.H55", "1.000894.01"} {
		if got := ask[codes](t, s, searchQuery, map[string]any{"q": q}); got.first() != "1.000894" || got.Procedures.TotalCount != 1 {
			t.Errorf("code %q: %v", q, got)
		}
	}
}

// facetFields are the facets with the filter that chooses one of their values.
var facetFields = map[string]string{
	"SECTOR": "sectors", "LEVEL": "levels", "PROMULGATED_BY": "promulgatedBy", "EXECUTED_BY": "executedBy", "AUDIENCE": "audiences",
	"ONLINE_LEVEL": "onlineLevels", "KIND": "kinds", "REGULATED_BY": "regulatedBy", "SERVICE_GROUP": "serviceGroups", "STATUS": "statuses",
}

type facetAnswer struct {
	Procedures struct {
		TotalCount int
		Facets     []struct {
			Field  string
			Values []struct {
				Value string
				Count int
			}
		}
	}
}

const facetQuery = `query($q: String, $f: ProcedureFilter) { procedures(search: $q, filter: $f, first: 0) { totalCount facets { field values { value count } } } }`

// Each facet value's count is the total after choosing it, whatever else is
// chosen.
func TestRealFacetCountsAreTheTotalsTheyOpen(t *testing.T) {
	s := nationalCatalogue(t)
	random := rand.New(rand.NewPCG(1, 2))
	searches := []any{nil, "đăng ký", "cap giay phep", "đất đai", "hộ chiếu", "doanh nghiệp nhỏ và vừa"}
	filter, search := map[string]any{}, any(nil)
	for i := range 1000 {
		if i%5 == 0 {
			filter, search = map[string]any{}, searches[random.IntN(len(searches))]
		}
		before := ask[facetAnswer](t, s, facetQuery, map[string]any{"q": search, "f": filter})
		facet := before.Procedures.Facets[random.IntN(len(before.Procedures.Facets))]
		field, ok := facetFields[facet.Field]
		if !ok || len(facet.Values) == 0 {
			continue
		}
		value := facet.Values[random.IntN(len(facet.Values))]
		next := map[string]any{}
		for k, v := range filter {
			next[k] = v
		}
		next[field] = []string{value.Value}
		after := ask[facetAnswer](t, s, facetQuery, map[string]any{"q": search, "f": next})
		if after.Procedures.TotalCount != value.Count {
			t.Fatalf("search %v, filter %v: facet %s says %d for %q, choosing it gives %d", search, filter, facet.Field, value.Count, value.Value, after.Procedures.TotalCount)
		}
		filter = next
	}
}

// A walk over all pages gives every procedure once, in order.
func TestRealPagesGiveEverythingOnce(t *testing.T) {
	s := nationalCatalogue(t)
	type answer struct {
		Procedures struct {
			TotalCount int
			Nodes      []struct{ PortalID string }
			PageInfo   struct {
				HasNextPage bool
				EndCursor   *string
			}
		}
	}
	seen := map[string]bool{}
	var after *string
	for {
		got := ask[answer](t, s, `query($after: String) { procedures(first: 100, after: $after) { totalCount nodes { portalId } pageInfo { hasNextPage endCursor } } }`,
			map[string]any{"after": after})
		for _, n := range got.Procedures.Nodes {
			if seen[n.PortalID] {
				t.Fatalf("%s stands twice", n.PortalID)
			}
			seen[n.PortalID] = true
		}
		after = got.Procedures.PageInfo.EndCursor
		if !got.Procedures.PageInfo.HasNextPage {
			if len(seen) != got.Procedures.TotalCount || len(seen) != 5665 {
				t.Errorf("%d procedures in all pages, total %d", len(seen), got.Procedures.TotalCount)
			}
			return
		}
	}
}

func TestRealVerifyFindsNoDifference(t *testing.T) {
	nationalCatalogue(t)
	begin := time.Now()
	got := command(t, "", "verify", "--data", national.dir).must(t, exitDone)
	t.Logf("verify %s: %s", time.Since(begin).Round(time.Millisecond), got.out)
}

func TestRealQualityCountsWhatTheImportDoubted(t *testing.T) {
	nationalCatalogue(t)
	got := command(t, "", "quality", "--data", national.dir, "--json").must(t, exitDone)
	var list []struct {
		Kind   string
		Doubts int
	}
	if err := json.Unmarshal([]byte(got.out), &list); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, q := range list {
		counts[q.Kind] = q.Doubts
	}
	for kind, want := range map[string]int{"DECISION_DATE_MISSING": 26, "EFFECTIVE_DATE_ASSUMED": 5665 - 26, "CODE_SHARED": 2, "FEE_ZERO": importCount(t, "FEE_ZERO")} {
		if counts[kind] != want {
			t.Errorf("%s: %d stored, %d imported", kind, counts[kind], want)
		}
	}
}

// importCount reads a kind's count from what the import printed.
func importCount(t *testing.T, kind string) (n int) {
	t.Helper()
	m := regexp.MustCompile(`(?m)^ *(\d+)  ` + kind + ` `).FindStringSubmatch(national.first.out)
	if m == nil {
		t.Fatalf("the import did not count %s", kind)
	}
	if _, err := fmt.Sscan(m[1], &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRealDumpHasEveryProcedure(t *testing.T) {
	nationalCatalogue(t)
	got := command(t, "", "dump", "--data", national.dir).must(t, exitDone)
	n := 0
	for line := range strings.Lines(got.out) {
		var p struct{ Code, Name string }
		if err := json.Unmarshal([]byte(line), &p); err != nil || p.Code == "" {
			t.Fatalf("line %d: %v", n+1, err)
		}
		n++
	}
	if n != 5665 {
		t.Errorf("%d lines", n)
	}
}
