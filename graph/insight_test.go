package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/graph"
	"motcua/internal/usage"
)

// countingWorld is a world that counts searches.
func countingWorld(t *testing.T, records ...*motcua.Record) (*world, *usage.Recorder) {
	t.Helper()
	w := newWorld(t, records...)
	counter := usage.New(w.database(t), usage.Options{Rules: motcua.DefaultUsageRules, Clock: clock(), Log: w.config.Log})
	w.config.Usage = counter
	w.serve(t)
	return w, counter
}

func TestInsights(t *testing.T) {
	w, counter := countingWorld(t, catalogue()...)
	as := w.keyFor(t, "an", motcua.ScopeInsights)
	var ignored json.RawMessage
	var found struct {
		Procedures struct{ Edges []struct{ Cursor string } }
	}
	const search = `query ($q: String!, $after: String) { procedures(search: $q, first: 5, after: $after) { edges { cursor } } }`
	for _, q := range []string{"Zzqq  Xyxy", "zzqq xyxy", "zzqq xyxy 0912345678"} {
		for range 3 {
			w.get(t, &ignored, search, map[string]any{"q": q})
		}
	}
	for range 4 {
		w.get(t, &ignored, search, map[string]any{"q": "một người tìm"})
	}
	for range 5 {
		w.get(t, &found, search, map[string]any{"q": "khai sinh"})
		w.get(t, &ignored, search, map[string]any{"q": "2.000801"})
	}
	edges := found.Procedures.Edges
	w.get(t, &ignored, search, map[string]any{"q": "khai sinh", "after": edges[4].Cursor}) // another page is no other search
	for range 10 {
		w.get(t, &ignored, `{ procedures(search: "chỉ đếm") { totalCount } }`, nil)
		w.get(t, &ignored, `{ procedures(search: "bộ lọc", filter: {codes: ["none"]}) { nodes { code } } }`, nil)
		w.get(t, &ignored, `{ procedures(first: 1) { nodes { code } } }`, nil)
	}
	const click = `mutation ($input: ReportSearchClickInput!) { reportSearchClick(input: $input) { userErrors { field code } clientMutationId } }`
	w.statements.Store(0)
	for range 5 {
		w.get(t, &ignored, click, map[string]any{"input": map[string]any{"search": "Khai Sinh", "cursor": edges[3].Cursor, "clientMutationId": "m"}})
		w.get(t, &ignored, click, map[string]any{"input": map[string]any{"search": "cưới", "procedureId": graph.ProcedureID(full().Procedure)}})
		w.get(t, &ignored, click, map[string]any{"input": map[string]any{"search": "cưới", "procedureId": motcua.DeriveID("nowhere")}})
	}
	if n := w.statements.Load(); n != 0 {
		t.Errorf("reports cost %d statements", n)
	}
	if err := counter.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.statements.Load(); n > 4 { // begin, two inserts, commit
		t.Errorf("writing takes %d statements", n)
	}
	for _, c := range []struct{ query, want string }{
		{`{ searchInsights { text count lastDay buried procedure { code } } }`, `{"searchInsights":[{"text":"zzqq xyxy","count":6,"lastDay":"2026-06-15","buried":null,"procedure":null}]}`},
		{`{ searchInsights(kind: POPULAR) { text count } }`, `{"searchInsights":[{"text":"zzqq xyxy","count":6},{"text":"khai sinh","count":5}]}`},
		{`{ searchInsights(kind: POPULAR, first: 1) { text } }`, `{"searchInsights":[{"text":"zzqq xyxy"}]}`},
		{`{ searchInsights(kind: CLICKED) { text count buried procedure { name } } }`,
			`{"searchInsights":[{"text":"cưới","count":5,"buried":0,"procedure":{"name":"Thủ tục đăng ký kết hôn"}},{"text":"khai sinh","count":5,"buried":5,"procedure":{"name":"…"}}]}`},
		{`{ searchInsights(since: "2026-06-16", kind: POPULAR) { text } }`, `{"searchInsights":[]}`},
	} {
		data, codes := w.as(t, as, c.query, nil)
		if i := strings.LastIndex(data, `"name":"Đăng ký khai sinh`); i >= 0 { // which one is the ranking's affair
			data = data[:i] + `"name":"…"}}]}`
		}
		if diff := cmp.Diff(c.want, data); diff != "" || len(codes) > 0 {
			t.Errorf("%s %v:\n%s", c.query, codes, diff)
		}
	}
	if _, codes := w.as(t, as, `{ searchInsights(first: 101) { text } }`, nil); !cmp.Equal(codes, []string{"BAD_USER_INPUT"}) {
		t.Error(codes)
	}
}

func TestReportIsRefused(t *testing.T) {
	w, _ := countingWorld(t)
	for _, c := range []struct{ input, want string }{
		{`search: "a"`, `{"field":"cursor","code":"INVALID"}`},
		{`search: "a", cursor: "x", procedureId: "x"`, `{"field":"cursor","code":"INVALID"}`},
		{`search: "a", cursor: "hunter2"`, `{"field":"cursor","code":"INVALID"}`},
		{`search: "a", procedureId: "7"`, `{"field":"procedureId","code":"INVALID"}`},
		{`search: "` + strings.Repeat("a", graph.MaxText+1) + `", procedureId: "7"`, `{"field":"search","code":"INVALID"}`},
	} {
		data, codes := w.as(t, nil, fmt.Sprintf(`mutation { reportSearchClick(input: {%s}) { userErrors { field code } } }`, c.input), nil)
		if len(codes) > 0 || !strings.Contains(data, `"userErrors":[`+c.want+`]`) {
			t.Errorf("%.60s: %s %v", c.input, data, codes)
		}
	}
}

// stuckStore is a database that does not answer.
type stuckStore struct{ asked chan struct{} }

func (s stuckStore) AddUsage(ctx context.Context, _ motcua.UsageCounts) error {
	close(s.asked)
	<-ctx.Done()
	return ctx.Err()
}

func (stuckStore) TrimUsage(context.Context, motcua.UsageRules, motcua.Date) error {
	return errors.New("not asked")
}

// A search neither runs a statement for its count nor waits for one.
func TestSearchDoesNotWaitForCounting(t *testing.T) {
	w := newWorld(t, full())
	store := stuckStore{make(chan struct{})}
	counter := usage.New(store, usage.Options{Rules: motcua.DefaultUsageRules, Clock: clock(), Log: w.config.Log})
	w.config.Usage = counter
	w.serve(t)
	var ignored json.RawMessage
	const search = `{ procedures(search: "kết hôn") { edges { cursor } } }`
	w.get(t, &ignored, search, nil)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- counter.Flush(ctx) }()
	<-store.asked
	w.statements.Store(0)
	begin := time.Now()
	for range 20 {
		w.get(t, &ignored, search, nil)
	}
	if took, n := time.Since(begin), w.statements.Load(); took > 4*time.Second || n > 20 {
		t.Errorf("20 searches took %s and %d statements beside a write that does not end", took, n)
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
