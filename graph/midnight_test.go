package graph_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/search"
)

// At midnight of a version's first day everything answers by it, and nothing
// was written.
func TestMidnightOfAFirstDay(t *testing.T) {
	w := historicWorld(t)
	now := day("2026-06-20").Start().Add(-time.Second)
	w.config.Clock = func() time.Time { return now }
	w.serve(t)
	query := `query ($communes: [String!]) {
		procedure(code: "1.000894") { decision { number } validFrom status methods { timeLimit { amount } } }
		all: procedures(filter: { codes: ["1.000894"] }) { nodes { decision { number } } facets(fields: [EXECUTED_BY]) { values { label count } } }
		there: procedures(filter: { codes: ["1.000894"], executedBy: $communes }) { totalCount }
		search: procedures(search: "sức khỏe") { nodes { code } }
		components(search: "giay kham suc khoe") { totalCount }
	}`
	variables := map[string]any{"communes": []string{string(communes.ID)}}
	read := func() (body, etag string) {
		text, err := json.Marshal(variables)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/graphql?"+url.Values{"query": {query}, "variables": {string(text)}}.Encode(), nil).WithContext(t.Context())
		out := httptest.NewRecorder()
		w.ServeHTTP(out, r)
		return out.Body.String(), out.Header().Get("ETag")
	}
	before, tagBefore := read()
	again, tagAgain := read()
	if before != again || tagBefore != tagAgain {
		t.Error("two answers of one day differ")
	}
	now = now.Add(time.Second)
	after, tagAfter := read()
	type answer struct {
		Data struct {
			Procedure struct {
				Decision struct{ Number string }
				Methods  []struct{ TimeLimit *struct{ Amount string } }
			}
			All struct {
				Facets []struct{ Values []struct{ Label string } }
			}
			There, Components struct{ TotalCount int }
			Search            struct{ Nodes []struct{ Code string } }
		}
	}
	parse := func(s string) (a answer) {
		if err := json.Unmarshal([]byte(s), &a); err != nil || strings.Contains(s, `"errors"`) {
			t.Fatalf("%v: %s", err, s)
		}
		return a
	}
	b, a := parse(before).Data, parse(after).Data
	if b.Procedure.Decision.Number != "1872/QĐ-BTP" || a.Procedure.Decision.Number != "99/QĐ-BTP" || a.Procedure.Methods[0].TimeLimit.Amount != "1" {
		t.Errorf("the procedure: %+v, then %+v", b.Procedure, a.Procedure)
	}
	if b.There.TotalCount != 1 || a.There.TotalCount != 0 || len(b.All.Facets[0].Values) != 3 || len(a.All.Facets[0].Values) != 2 {
		t.Errorf("lists and facets: %+v %+v, then %+v %+v", b.There, b.All, a.There, a.All)
	}
	if len(b.Search.Nodes) != 0 || len(a.Search.Nodes) != 1 || b.Components.TotalCount != 0 || a.Components.TotalCount != 1 {
		t.Errorf("search and papers: %+v %+v, then %+v %+v", b.Search, b.Components, a.Search, a.Components)
	}
	if tagBefore == tagAfter && tagBefore != "" {
		t.Errorf("the ETag %s did not change", tagBefore)
	}
	t.Logf("ETags %q, then %q", tagBefore, tagAfter)
}

// A code that was replaced finds what took its place first, and the answer says
// so; typing it completes to the successor.
func TestSearchForAReplacedCode(t *testing.T) {
	w := historicWorld(t)
	old, next := motcua.DeriveID("procedure", "p4"), motcua.DeriveID("procedure", "p5")
	later := motcua.DeriveID("procedure", "p6")
	w.exec(t, `insert into procedure_successor (predecessor, successor, on_day) values ($1, $2, '2025-07-01'), ($2, $3, '2026-12-01')`, old, next, later)
	catalogue, index := w.config.Catalogue.(*db.DB), w.config.Searcher.(*search.Index)
	if err := index.Rebuild(t.Context(), changelog.New(catalogue.Pool(), "test", w.config.Log)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		day, code, first, from string
	}{
		{"2026-06-15", "2.000804", "2.000805", "2.000804"},
		{"2026-06-15", "2.000804.000.00.00.H60", "2.000805", "2.000804"},
		{"2025-06-30", "2.000804", "2.000804", ""},
		{"2026-06-15", "2.000805", "2.000805", ""},
		{"2026-12-01", "2.000805", "2.000806", "2.000805"},
	} {
		var got struct {
			Procedures struct {
				Nodes          []struct{ Code, Name string }
				Interpretation struct {
					Replaced []struct{ From, To string }
				}
			}
		}
		w.get(t, &got, `query ($s: String!, $day: Date!) { procedures(search: $s, asOf: $day, collapse: false, filter: { promulgatedBy: ["G15"] }) { nodes { code name } interpretation { replaced { from to } } } }`,
			map[string]any{"s": tt.code, "day": tt.day})
		p := got.Procedures
		said := ""
		if len(p.Interpretation.Replaced) > 0 {
			said = p.Interpretation.Replaced[0].From
		}
		if len(p.Nodes) == 0 || strings.TrimSpace(p.Nodes[0].Code) != tt.first || said != tt.from {
			t.Errorf("%+v: %+v", tt, p)
		}
	}
	var typed struct{ Suggestions []struct{ Code *string } }
	w.get(t, &typed, `{ suggestions(prefix: "2.000804") { code } }`, nil)
	if s := typed.Suggestions; len(s) == 0 || s[0].Code == nil || *s[0].Code != "2.000805" {
		t.Errorf("%+v", typed)
	}
}
