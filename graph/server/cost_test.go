package server

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"motcua/graph"
	"motcua/graph/page"
)

var update = flag.Bool("update", false, "write doc/limits.md anew")

// priced gives the operations of testdata/prices.graphql with their comments and
// prices, in order.
func pricedExamples(t *testing.T) (examples []example) {
	t.Helper()
	text, err := os.ReadFile("testdata/prices.graphql")
	if err != nil {
		t.Fatal(err)
	}
	schema := graph.NewSchema(graph.Config{}).Schema()
	doc, faults := gqlparser.LoadQueryWithRules(schema, string(text), rules.NewDefaultRules())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	all := pricesOf(schema)
	for _, op := range doc.Operations {
		price := costOfOperation(all, page.Max, &graphql.OperationContext{Doc: doc, Operation: op, Variables: map[string]any{}})
		what := op.Comment.List[len(op.Comment.List)-1].Text()
		examples = append(examples, example{op.Name, strings.Trim(what, " ."), price.Requested})
	}
	return examples
}

type example struct {
	name, what string
	price      int
}

// The prices of typical documents are part of what front-end developers rely on:
// a change of one shows in the diff of doc/limits.md, which this test keeps up to
// date together with the table of bounds.
func TestLimitsAreDocumented(t *testing.T) {
	var table, prices strings.Builder
	for _, b := range Bounds() {
		fmt.Fprintf(&table, "| `%s` | %d %s | %s | %s |\n", b.Name, b.Default, b.Unit, b.What, b.Why)
	}
	for _, e := range pricedExamples(t) {
		fmt.Fprintf(&prices, "| `%s` | %s | %d |\n", e.name, e.what, e.price)
	}
	path := filepath.Join("..", "..", "doc", "limits.md")
	held, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := between(string(held), "<!-- bounds -->\n", "<!-- /bounds -->", table.String())
	want = between(want, "<!-- prices -->\n", "<!-- /prices -->", prices.String())
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(held)); diff != "" {
		t.Errorf("run go test ./graph/server -run TestLimitsAreDocumented -update (-want +got):\n%s", diff)
	}
}

// between puts a text in the place of what stands between two marks.
func between(text, open, end, put string) string {
	before, rest, _ := strings.Cut(text, open)
	_, after, _ := strings.Cut(rest, end)
	return before + open + put + end + after
}

// A price follows from sizes and fragments, whatever the way they are written in.
func TestPrices(t *testing.T) {
	h := newTestHandler(t, Config{})
	const ten = 50 + 10*10 // a connection, and ten procedures
	for _, c := range []struct {
		name, query string
		variables   map[string]any
		want        int
	}{
		{"nothing is loaded", "{ __typename }", nil, 0},
		{"literal", "{ procedures(first: 10) { nodes { name } } }", nil, ten},
		{"last", "{ procedures(last: 10) { nodes { name } } }", nil, ten},
		{"edges", "{ procedures(first: 10) { edges { node { name } } } }", nil, ten},
		{"variable", "query ($n: Int) { procedures(first: $n) { nodes { name } } }", map[string]any{"n": 10}, ten},
		{"variable's default", "query ($n: Int = 10) { procedures(first: $n) { nodes { name } } }", nil, ten},
		{"variable that is left out", "query ($n: Int) { procedures(first: $n) { nodes { name } } }", nil, 50 + 20*10},
		{"null", "{ procedures(first: null) { nodes { name } } }", nil, 50 + 20*10},
		{"default of the schema", "{ suggestions(prefix: \"x\") { text } }", nil, 50},
		{"too many", "{ procedures(first: 1000000) { nodes { name } } }", nil, 50 + 100*10},
		{"less than none", "{ procedures(first: -5) { nodes { name } } }", nil, 50},
		{"fragment", "{ procedures(first: 10) { ...f } } fragment f on ProcedureConnection { nodes { name } }", nil, ten},
		{"fragment within", "{ procedures(first: 10) { nodes { ...f } } } fragment f on Procedure { name sector { name } }", nil, ten + 10*10},
		{"inline fragment", "{ procedures(first: 10) { ... on ProcedureConnection { nodes { name } } } }", nil, ten},
		{"what is not paged comes once", "{ procedures(first: 10) { totalCount pageInfo { hasNextPage } nodes { name } } }", nil, ten},
		{"search", "{ procedures(search: \"x\", first: 10) { nodes { name } } }", nil, 100 + ten},
		{"search of null", "{ procedures(search: null, first: 10) { nodes { name } } }", nil, ten},
		{"ids", "{ nodes(ids: [\"a\", \"b\"]) { id } }", nil, 20},
		{"ids in a variable", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", map[string]any{"ids": []string{"a", "b"}}, 20},
		{"a list that comes whole", "{ procedure(code: \"x\") { steps { text } } }", nil, 10 + 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, err := json.Marshal(map[string]any{"query": c.query, "variables": c.variables})
			if err != nil {
				t.Fatal(err)
			}
			got := send(h, http.MethodPost, "/graphql", string(body), "Content-Type", "application/json", costHeader, costOnly)
			want := fmt.Sprintf(`"requested":%d,"limit":40000`, c.want)
			if text := got.Body.String(); !strings.Contains(text, want) || !strings.Contains(text, `"data":null`) || got.Header().Get(costHeader) != fmt.Sprint(c.want) {
				t.Errorf("want %s in %s %v", want, text, got.Header())
			}
		})
	}
}

// The price is told with each answer, and alone, without any work, to who asks
// for nothing else; also of what would be refused.
func TestCostIsTold(t *testing.T) {
	h := newTestHandler(t, Config{})
	got := ask(h, "{ decisions(first: 3) { nodes { id } } }", nil)
	if text := got.Body.String(); !strings.HasSuffix(text, `"extensions":{"cost":{"requested":80,"limit":40000}}}`) {
		t.Error(text)
	}
	if got.Header().Get(costHeader) != "80" || got.Header().Get(costLimitHeader) != "40000" {
		t.Error(got.Header())
	}
	square := `{ decisions(first: 100) { nodes { procedures(first: 100) { nodes { code } } } } viewer { name } }`
	if text := ask(h, square, nil).Body.String(); !strings.Contains(text, `"allowed":40000,"code":"LIMIT_EXCEEDED","limit":"cost","requested":106051`) {
		t.Error(text)
	}
	body, _ := json.Marshal(map[string]string{"query": square})
	begin := time.Now()
	text := send(h, http.MethodPost, "/graphql", string(body), "Content-Type", "application/json", costHeader, costOnly).Body.String()
	if text != `{"data":null,"extensions":{"cost":{"requested":106051,"limit":40000,"parts":{"decisions":106050,"viewer":1}}}}` {
		t.Error(text)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("took %s", took)
	}
}

// The time to price a document is that of reading it, and no sum overflows.
func TestPricesOfBombs(t *testing.T) {
	schema := graph.NewSchema(graph.Config{}).Schema()
	all := pricesOf(schema)
	twice := `decisions(first: 100) { nodes { ...NODE } } NEXT NEXT`
	text := strings.ReplaceAll(bomb(60, twice), "...NODE", "id")
	doc, err := gqlparser.LoadQueryWithRules(schema, text, rules.NewDefaultRules())
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	price := costOfOperation(all, page.Max, &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]})
	if took := time.Since(begin); took > 100*time.Millisecond || price.Requested != maxCost {
		t.Errorf("%d after %s", price.Requested, took)
	}
}

// Every list has a length that somebody chose: that of a connection, or by an
// argument, or the one of short lists that come whole.
func TestListsHaveSizes(t *testing.T) {
	schema := graph.NewSchema(graph.Config{}).Schema()
	all := pricesOf(schema)
	for _, def := range schema.Types {
		if def.BuiltIn || def.Kind != ast.Object {
			continue
		}
		for _, field := range def.Fields {
			p := all[field]
			paged := field.Arguments.ForName("first") != nil || field.Arguments.ForName("ids") != nil
			if paged && len(p.slicing) == 0 && field.Directives.ForName("listSize") == nil {
				t.Errorf("%s.%s takes a size, and its price does not follow it: @listSize(slicingArguments: …)", def.Name, field.Name)
			}
		}
	}
}
