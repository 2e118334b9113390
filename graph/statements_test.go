package graph_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"motcua"
	"motcua/graph"
)

// The number of statements does not grow with the number of rows. The bounds
// are those of one statement for each sort of rows; a busy machine may split a
// batch, which is what slack is for.
func TestStatements(t *testing.T) {
	const slack = 2
	w := newWorld(t, catalogue()...)
	for _, c := range []struct {
		name  string
		query string
		want  int64
	}{
		{"totals come from the columns", `{ procedures(first: 20) { totalCount facets { values { count } } } }`, 0},
		{"one procedure with its content", `{ procedure(code: "1.000894") { name methods { channel } legalBases { number } executingAgencies { name kind } } }`, 2},
		{"a list with its content", `{ procedures(first: 20) { nodes { name steps { text } } edges { cursor node { code executingAgencies { name } } } } }`, 1},
		{"a list with all that the register knows", `{ procedures(first: 20) { nodes {
			name sector { name } decision { number agency { level } } promulgatedBy { level validFrom }
			executingAgencies { level kind parent { name level } units { name parent { code } } successors { on successor { name } } predecessors { on } }
		} } }`, 5},
		{"decisions with procedures", `{ decisions(first: 20) { totalCount nodes { number procedures(first: 5) { totalCount nodes { name executingAgencies { level } } } } } }`, 4},
		{"procedures with the procedures of their parts", `{ procedures(first: 20) { nodes { name
			legalBases { procedures(first: 3) { nodes { name } } } sector { procedures(first: 3) { nodes { code } } }
			decision { procedures(first: 3) { nodes { code } } } } } }`, 2},
		{"a list with the history of each and what each version changed", `{ procedures(first: 20) { nodes { name version { kind } successors { on successor { code } } predecessors { on }
			history(first: 5) { totalCount nodes { decision { number } corrects { id } procedure { name } changes { changes { sentence } } } }
			changes(from: { day: "2021-01-01" }) { from { id } changes { sentence words { text } } } } } }`, 5},
		{"decisions with what they did", `{ decisions(first: 20) { nodes { number basedOn { number } reannouncedBy { number } announcedInTime { outcome reason } publicisedInTime { due }
			acts { totalCount nodes { kind procedure { name } version { recordedFrom } } } } } }`, 9},
		{"legal bases with their procedures", `{ legalBases(first: 20) { totalCount nodes { procedureCount legalBasis { number sourceIds issuer { name } effectiveOn procedures(first: 3) { totalCount nodes { name } } } } } }`, 2},
		{"papers with their procedures", `{ components(first: 20) { totalCount nodes { name procedureCount asResultCount procedures(first: 3) { totalCount nodes { name } } } } }`, 2},
		{"suggestions with procedures", `{ suggestions(prefix: "dang ky", first: 10) { text procedure { name } } }`, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.statements.Store(0)
			var ignored json.RawMessage
			w.get(t, &ignored, c.query, nil)
			got := w.statements.Load()
			t.Logf("%d statements", got)
			if got < c.want || got > c.want+min(slack, c.want) {
				t.Errorf("%d statements, want %d", got, c.want)
			}
		})
	}
}

// slowSearcher takes its time, and each search another one.
type slowSearcher struct {
	graph.Searcher
	n *atomic.Int64
}

func (s slowSearcher) Search(ctx context.Context, q motcua.ProcedureQuery) (*motcua.ProcedureResult, error) {
	time.Sleep(time.Duration(s.n.Add(7)%20) * time.Millisecond)
	return s.Searcher.Search(ctx, q)
}

// Nested lists are loaded together even if their searches end at different times.
func TestStatementsOfSlowSearches(t *testing.T) {
	w := newWorld(t, catalogue()...)
	w.config.Searcher = slowSearcher{w.config.Searcher, &atomic.Int64{}}
	w.serve(t)
	w.statements.Store(0)
	var ignored json.RawMessage
	w.get(t, &ignored, `{ decisions(first: 20) { nodes { number procedures(first: 5) { nodes { name } } } } }`, nil)
	if got := w.statements.Load(); got > 4 {
		t.Errorf("%d statements, want 3", got)
	}
}

// Objects of all types come back by their ids, those of one type in one
// statement, in the order of the ids.
func TestNodes(t *testing.T) {
	w := newWorld(t, catalogue()...)
	var lists struct {
		Procedures, Agencies, Sectors, Decisions struct{ Nodes []struct{ ID string } }
		LegalBasis                               struct{ ID string }
	}
	w.get(t, &lists, `{
		procedures(first: 30) { nodes { id } } agencies(first: 30) { nodes { id } } sectors(first: 30) { nodes { id } }
		decisions(first: 30) { nodes { id } } legalBasis(number: "60/2014/QH13") { id }
	}`, nil)
	ids := []string{lists.LegalBasis.ID}
	for _, list := range [][]struct{ ID string }{lists.Procedures.Nodes, lists.Agencies.Nodes, lists.Sectors.Nodes, lists.Decisions.Nodes} {
		for _, n := range list {
			ids = append(ids, n.ID)
		}
	}
	slices.Reverse(ids)
	w.statements.Store(0)
	var got struct {
		Nodes []struct{ ID, Typename string }
	}
	w.get(t, &got, `query ($ids: [ID!]!) { nodes(ids: $ids) { id Typename: __typename } }`, map[string]any{"ids": ids})
	if n := w.statements.Load(); n > 7 {
		t.Errorf("%d statements for five types", n)
	}
	types := map[string]int{}
	for i, n := range got.Nodes {
		types[n.Typename]++
		if n.ID != ids[i] {
			t.Errorf("node %d has another id", i)
		}
	}
	if len(types) != 5 || len(got.Nodes) != len(ids) {
		t.Errorf("%d nodes of %d ids, by type %v", len(got.Nodes), len(ids), types)
	}
}

// A page after another goes on where it ended, forwards and backwards, and a
// dump of all pages has each procedure once.
func TestPagesAreSeamless(t *testing.T) {
	w := newWorld(t, catalogue()...)
	type connection struct {
		Nodes    []struct{ ID string }
		PageInfo struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       *string
		}
		TotalCount int
	}
	for _, c := range []struct{ list, argument string }{
		{"procedures", ""}, {"procedures", `, orderBy: { field: DECISION_DATE, direction: DESC }`},
		{"agencies", ""}, {"decisions", ""}, {"sectors", ""},
	} {
		const parts = `{ nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`
		var all, back []string
		var total int
		var after, before *string
		for more := true; more; {
			var got map[string]connection
			w.get(t, &got, `query ($after: String) { `+c.list+`(first: 4, after: $after`+c.argument+`) `+parts, map[string]any{"after": after})
			page := got[c.list]
			if page.PageInfo.HasPreviousPage != (after != nil) {
				t.Errorf("%s: hasPreviousPage is %t", c.list, page.PageInfo.HasPreviousPage)
			}
			for _, n := range page.Nodes {
				all = append(all, n.ID)
			}
			total, more, after = page.TotalCount, page.PageInfo.HasNextPage, page.PageInfo.EndCursor
		}
		for more := true; more; {
			var got map[string]connection
			w.get(t, &got, `query ($before: String) { `+c.list+`(last: 3, before: $before`+c.argument+`) `+parts, map[string]any{"before": before})
			page := got[c.list]
			slices.Reverse(page.Nodes)
			for _, n := range page.Nodes {
				back = append(back, n.ID)
			}
			more, before = page.PageInfo.HasPreviousPage, page.PageInfo.StartCursor
		}
		slices.Reverse(back)
		if !slices.Equal(all, back) || len(all) != total || len(slices.Compact(slices.Sorted(slices.Values(all)))) != total {
			t.Errorf("%s%s: %d forwards, %d backwards, total %d", c.list, c.argument, len(all), len(back), total)
		}
	}
}

// A facet's count is the total after choosing its value.
func TestFacetsCountWhatTheyOpen(t *testing.T) {
	w := newWorld(t, catalogue()...)
	var got struct {
		Procedures struct {
			Facets []struct {
				Field  string
				Values []struct {
					Value string
					Count int
				}
			}
		}
	}
	w.get(t, &got, `{ procedures(search: "dang ky", first: 0) { facets { field values { value count } } } }`, nil)
	fields := map[string]string{
		"SECTOR": "sectors", "LEVEL": "levels", "PROMULGATED_BY": "promulgatedBy", "EXECUTED_BY": "executedBy", "AUDIENCE": "audiences",
		"ONLINE_LEVEL": "onlineLevels", "KIND": "kinds", "REGULATED_BY": "regulatedBy", "SERVICE_GROUP": "serviceGroups", "STATUS": "statuses",
	}
	counted := 0
	for _, facet := range got.Procedures.Facets {
		for _, value := range facet.Values {
			filter := map[string]any{fields[facet.Field]: []string{value.Value}}
			if facet.Field == "NON_TERRITORIAL" {
				filter = map[string]any{"nonTerritorial": value.Value == "true"}
			}
			var chosen struct{ Procedures struct{ TotalCount int } }
			w.get(t, &chosen, `query ($filter: ProcedureFilter) { procedures(search: "dang ky", first: 0, filter: $filter) { totalCount } }`, map[string]any{"filter": filter})
			if chosen.Procedures.TotalCount != value.Count {
				t.Errorf("%s %s: counted %d, opens %d", facet.Field, value.Value, value.Count, chosen.Procedures.TotalCount)
			}
			counted++
		}
	}
	if counted < len(fields) {
		t.Errorf("only %d values counted", counted)
	}
}
