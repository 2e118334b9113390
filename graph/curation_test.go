package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/graph"
)

// keyFor makes a key in the world's database and gives the header for it.
func (w *world) keyFor(t *testing.T, name string, scopes ...motcua.Scope) []string {
	t.Helper()
	token, err := w.database(t).CreateKey(t.Context(), motcua.Key{Name: name, Scopes: scopes, CreatedBy: "root"}, clock()())
	if err != nil {
		t.Fatal(err)
	}
	return []string{"Authorization", "Bearer " + token}
}

func (w *world) database(t *testing.T) *db.DB {
	t.Helper()
	d, ok := w.config.Keys.(*db.DB)
	if !ok {
		t.Fatal("the world has no database")
	}
	return d
}

// as posts a query with a header and gives data and the codes of its errors.
func (w *world) as(t *testing.T, header []string, query string, variables map[string]any) (data string, codes []string) {
	t.Helper()
	got := w.ask(t, query, variables, header...)
	var answer struct {
		Data   json.RawMessage
		Errors []shownError
	}
	if err := json.Unmarshal(got.body, &answer); err != nil || got.status != 200 {
		t.Fatalf("%d %v %s", got.status, err, got.body)
	}
	for _, e := range answer.Errors {
		codes = append(codes, fmt.Sprint(e.Extensions["code"]))
	}
	return string(answer.Data), codes
}

var forCurators = []string{
	`mutation { addAlias(input: {form: "a", means: "b", kind: COLLOQUIAL}) { alias { id } } }`,
	`mutation { retireAlias(input: {id: "x"}) { retiredAliasId } }`,
	`mutation { pinResult(input: {query: "a", procedureId: "x"}) { pin { id } } }`,
	`mutation { unpinResult(input: {id: "x"}) { unpinnedId } }`,
	`{ aliases { totalCount } }`, `{ pins { totalCount } }`,
}

func TestScopes(t *testing.T) {
	w := newWorld(t)
	keys := map[string][]string{"anybody": nil, "no scope": w.keyFor(t, "x"), "CURATE": w.keyFor(t, "c", motcua.ScopeCurate), "INSIGHTS": w.keyFor(t, "i", motcua.ScopeInsights)}
	check := func(scope, query string) {
		for name, header := range keys {
			data, codes := w.as(t, header, query, nil)
			if forbidden := cmp.Equal(codes, []string{"FORBIDDEN"}); forbidden == (name == scope) {
				t.Errorf("%s as %s: %s %v", query, name, data, codes)
			}
		}
	}
	for _, query := range forCurators {
		check("CURATE", query)
	}
	check("INSIGHTS", `{ searchInsights { text } }`)
	for name, want := range map[string]string{
		"anybody": `{"viewer":{"name":null,"scopes":[]}}`, "no scope": `{"viewer":{"name":"x","scopes":[]}}`, "CURATE": `{"viewer":{"name":"c","scopes":["CURATE"]}}`,
	} {
		if data, _ := w.as(t, keys[name], `{ viewer { name scopes } }`, nil); data != want {
			t.Errorf("%s: %s", name, data)
		}
	}
	if got := w.ask(t, `{ __typename }`, nil, "Authorization", "Bearer motcua_x"); got.status != 401 {
		t.Errorf("an invalid key: %d %s", got.status, got.body)
	}
}

func TestCuration(t *testing.T) {
	w := newWorld(t, catalogue()...)
	as := w.keyFor(t, "an", motcua.ScopeCurate)
	const add = `mutation ($input: AddAliasInput!) { addAlias(input: $input) {
		alias { id form means kind weight validFrom validTo intent note source } userErrors { field code message } clientMutationId } }`
	input := map[string]any{"form": "Giấy  XYZ", "means": "đăng ký kết hôn", "kind": "COLLOQUIAL", "validTo": "2027-01-01", "note": "thử", "clientMutationId": "m1"}
	data, codes := w.as(t, as, add, map[string]any{"input": input})
	var added struct {
		AddAlias struct{ Alias struct{ ID string } }
	}
	if err := json.Unmarshal([]byte(data), &added); err != nil || len(codes) > 0 {
		t.Fatalf("%v %v %s", err, codes, data)
	}
	id := added.AddAlias.Alias.ID
	want := `{"addAlias":{"alias":{"id":"` + id + `","form":"giấy xyz","means":"đăng ký kết hôn","kind":"COLLOQUIAL","weight":1,"validFrom":null,"validTo":"2027-01-01","intent":null,"note":"thử","source":"an"},"userErrors":[],"clientMutationId":"m1"}}`
	if diff := cmp.Diff(want, data); diff != "" {
		t.Error(diff)
	}
	if data, _ := w.as(t, append([]string{"Accept-Language", "vi"}, as...), add, map[string]any{"input": input}); !strings.Contains(data, `"userErrors":[{"field":null,"code":"CONFLICT","message":"Xung đột`) || !strings.Contains(data, `"alias":null`) || !strings.Contains(data, `"m1"`) {
		t.Error(data)
	}
	if data, _ := w.as(t, as, `{ aliases(form: "GIẤY xy", kind: COLLOQUIAL, first: 5) { totalCount nodes { id source } edges { cursor node { form } } pageInfo { hasNextPage } } }`, nil); !strings.Contains(data, `"totalCount":1,"nodes":[{"id":"`+id+`","source":"an"}]`) {
		t.Error(data)
	}
	const retire = `mutation ($id: ID!) { retireAlias(input: {id: $id}) { retiredAliasId userErrors { field code } } }`
	if data, _ := w.as(t, as, retire, map[string]any{"id": id}); data != `{"retireAlias":{"retiredAliasId":"`+id+`","userErrors":[]}}` {
		t.Error(data)
	}
	if data, _ := w.as(t, as, retire, map[string]any{"id": id}); data != `{"retireAlias":{"retiredAliasId":null,"userErrors":[{"field":null,"code":"NOT_FOUND"}]}}` {
		t.Error(data)
	}

	marriage := graph.ProcedureID(full().Procedure)
	data, codes = w.as(t, as, `mutation ($p: ID!) { pinResult(input: {query: "Cưới", procedureId: $p, clientMutationId: "m2"}) { pin { id query source procedure { code } } userErrors { field } clientMutationId } }`, map[string]any{"p": marriage})
	var pinned struct {
		PinResult struct{ Pin struct{ ID string } }
	}
	if err := json.Unmarshal([]byte(data), &pinned); err != nil || len(codes) > 0 || !strings.Contains(data, `"query":"cưới","source":"an","procedure":{"code":"1.000894"}},"userErrors":[],"clientMutationId":"m2"`) {
		t.Fatalf("%v %v %s", err, codes, data)
	}
	if data, _ := w.as(t, as, `{ pins { totalCount nodes { query procedure { name } } } }`, nil); !strings.Contains(data, `"totalCount":1`) || !strings.Contains(data, "kết hôn") {
		t.Error(data)
	}
	if data, _ := w.as(t, as, `mutation ($id: ID!) { unpinResult(input: {id: $id}) { unpinnedId userErrors { field code } } }`, map[string]any{"id": pinned.PinResult.Pin.ID}); !strings.Contains(data, `"unpinnedId":"`+pinned.PinResult.Pin.ID+`"`) {
		t.Error(data)
	}
	rows, err := w.database(t).Pool().Query(t.Context(), `select format('%s %s %s', actor, action, entity) from curation where action <> 'SEED' order by id`)
	if err != nil {
		t.Fatal(err)
	}
	log, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if diff := cmp.Diff([]string{"an ADD ALIAS", "an RETIRE ALIAS", "an ADD PIN", "an RETIRE PIN"}, log); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestUserErrors(t *testing.T) {
	w := newWorld(t, full())
	as := w.keyFor(t, "an", motcua.ScopeCurate)
	marriage, nowhere := graph.ProcedureID(full().Procedure), graph.ProcedureID(motcua.DeriveID("nowhere"))
	for _, c := range []struct{ mutation, want string }{
		{`addAlias(input: {form: " ", means: "b", kind: COLLOQUIAL})`, `{"field":"form","code":"INVALID"}`},
		{`addAlias(input: {form: "a", means: "A", kind: COLLOQUIAL})`, `{"field":"means","code":"INVALID"}`},
		{`addAlias(input: {form: "a", means: "b", kind: RELATED})`, `{"field":"weight","code":"INVALID"}`},
		{`addAlias(input: {form: "a", means: "b", kind: INTENT})`, `{"field":"intent","code":"INVALID"}`},
		{`addAlias(input: {form: "a", means: "b", kind: COLLOQUIAL, validFrom: "2026-01-02", validTo: "2026-01-01"})`, `{"field":"validFrom","code":"INVALID"}`},
		{`retireAlias(input: {id: "hunter2"})`, `{"field":"id","code":"INVALID"}`},
		{`retireAlias(input: {id: "` + marriage + `"})`, `{"field":"id","code":"INVALID"}`},
		{`pinResult(input: {query: "a", procedureId: "` + nowhere + `"})`, `{"field":null,"code":"NOT_FOUND"}`},
		{`pinResult(input: {query: "a", procedureId: "` + string(motcua.DeriveID("nowhere")) + `"})`, `{"field":null,"code":"NOT_FOUND"}`},
		{`pinResult(input: {query: "a", procedureId: "7"})`, `{"field":"procedureId","code":"INVALID"}`},
		{`pinResult(input: {query: "", procedureId: "` + marriage + `"})`, `{"field":"query","code":"INVALID"}`},
		{`unpinResult(input: {id: "7"})`, `{"field":"id","code":"INVALID"}`},
	} {
		data, codes := w.as(t, as, `mutation { `+c.mutation+` { userErrors { field code } } }`, nil)
		if len(codes) > 0 || !strings.Contains(data, `"userErrors":[`+c.want+`]`) {
			t.Errorf("%s: %s %v", c.mutation, data, codes)
		}
	}
}

// awaitVocabulary is a copy that waits for a form.
type awaitVocabulary struct {
	form  string
	found func()
}

func (s awaitVocabulary) Apply(_ context.Context, b motcua.Batch) error {
	if b.Vocabulary == nil {
		return nil
	}
	for _, a := range b.Vocabulary.Aliases {
		if a.Form == s.form && a.Source == "an" {
			s.found()
		}
	}
	return nil
}

// An alias that one node adds is brought to all that follow the change log.
func TestAddedAliasReachesTheNodes(t *testing.T) {
	w := newWorld(t)
	as := w.keyFor(t, "an", motcua.ScopeCurate)
	log := changelog.New(w.database(t).Pool(), "node", w.config.Log)
	at, err := log.Snapshot(t.Context(), nil, func(motcua.Batch) error { return nil }, func([]motcua.Procedure) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	ctx, found := context.WithTimeout(t.Context(), 10*time.Second)
	defer found()
	done := make(chan error, 1)
	go func() { done <- log.Follow(ctx, at, awaitVocabulary{"giấy xyz", found}) }()
	begin := time.Now()
	if _, codes := w.as(t, as, `mutation { addAlias(input: {form: "giấy xyz", means: "kết hôn", kind: COLLOQUIAL}) { alias { id } } }`, nil); len(codes) > 0 {
		t.Fatal(codes)
	}
	<-done
	if t.Logf("after %s", time.Since(begin)); ctx.Err() == context.DeadlineExceeded {
		t.Error("no node heard of the alias")
	}
}
