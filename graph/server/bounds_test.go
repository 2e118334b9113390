package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// bomb is a document of n fragments, each with the next one in it twice.
func bomb(n int, twice string) string {
	var b strings.Builder
	b.WriteString("{ ...f0 }")
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Query { %s }", i, strings.ReplaceAll(twice, "NEXT", fmt.Sprintf("...f%d", i+1)))
	}
	fmt.Fprintf(&b, " fragment f%d on Query { __typename }", n)
	return b.String()
}

func repeated(n int, part func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(part(i))
	}
	return b.String()
}

// nested puts a leaf within n fields.
func nested(n int, field, leaf string) string {
	return strings.Repeat(field+" { ", n) + leaf + strings.Repeat(" }", n)
}

// Variables count as literals do.
func TestCostOfVariables(t *testing.T) {
	h := newTestHandler(t, Config{})
	query := `query ($a: Int = 100, $b: Int, $ids: [ID!]!) { decisions(first: $a) { nodes { procedures(last: $b) { nodes { code } } } } nodes(ids: $ids) { id } }`
	for _, c := range []struct {
		variables map[string]any
		refused   bool
	}{
		{map[string]any{"b": 100, "ids": []string{}}, true},
		{map[string]any{"a": 50, "ids": []string{}}, false}, // 50 × 20 procedures
		{map[string]any{"a": 1, "b": 1, "ids": make([]string, 5000)}, true},
		{map[string]any{"a": 1e300, "b": -5, "ids": "x"}, true},
	} {
		text := ask(h, query, c.variables).Body.String()
		if refused := strings.Contains(text, codeLimit) || strings.Contains(text, "VALIDATION"); refused != c.refused {
			t.Errorf("%.100v: %.300s", c.variables, text)
		}
	}
}

// What graphql-js and other tools ask of every server stays within the bounds.
func TestIntrospectionQuery(t *testing.T) {
	h := newTestHandler(t, Config{})
	const typeRef = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }"
	query := `query IntrospectionQuery { __schema { description queryType { name } mutationType { name } subscriptionType { name }
		types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
		fragment FullType on __Type { kind name description specifiedByURL
			fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
			inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
			enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
		fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
		fragment TypeRef on __Type { ` + typeRef + ` }`
	text := ask(h, query, nil).Body.String()
	if strings.Contains(text, `"errors"`) || !strings.Contains(text, `"ProcedureConnection"`) {
		t.Errorf("%.500s", text)
	}
}

// The cache of documents stays within its bytes and keeps what is used.
func TestDocumentsAreBounded(t *testing.T) {
	d := newDocuments()
	d.Add(t.Context(), "kept", nil)
	text := strings.Repeat("x", maxCachedDocument-8)
	for i := range 2 * maxCachedTotal / maxCachedDocument {
		d.Add(t.Context(), fmt.Sprintf("%08d", i)+text, nil)
		d.Add(t.Context(), text+text, nil)
		if _, ok := d.Get(t.Context(), "kept"); !ok || d.bytes > maxCachedTotal {
			t.Fatalf("after %d: kept %t, %d bytes", i, ok, d.bytes)
		}
	}
	if _, ok := d.Get(t.Context(), text+text); ok {
		t.Error("a long document is cached")
	}
	if len(d.byKey) != d.order.Len() || len(d.byKey) < maxCachedTotal/maxCachedDocument-1 {
		t.Errorf("%d entries, %d in order", len(d.byKey), d.order.Len())
	}
}

func TestArgumentsAreBoundedAsTheServerSays(t *testing.T) {
	d := newDesk(t)
	d.cfg.Limits[BoundFirst], d.cfg.Limits[BoundText] = 5, 10
	h, err := NewHandler(d.cfg)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`{ decisions(first: 6) { totalCount } }`:                         `6 asked for, 0 to 5 allowed`,
		`{ decisions(last: 6) { totalCount } }`:                          `6 asked for, 0 to 5 allowed`,
		`{ nodes(ids: ["", "", "", "", "", ""]) { id } }`:                `6 asked for, 5 allowed`,
		`{ suggestions(prefix: "a", first: 6) { text } }`:                `6 asked for, 1 to 5 allowed`,
		`{ procedures(search: "mười một byte") { totalCount } }`:         `18 bytes, at most 10 allowed`,
		`{ procedures(search: "mười", first: 5) { totalCount } }`:        `"totalCount":1`,
		`{ procedures(search: "mười", first: 5) { nodes { id code } } }`: `"nodes":[]`,
	} {
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		got := send(h, "POST", "/graphql", string(body), "Content-Type", "application/json")
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("%s: %s, want %s", query, got.Body, want)
		}
	}
	price := func(h http.Handler, arguments string) string {
		body := fmt.Sprintf(`{"query":"{ decisions%s { nodes { agency { name } } } }"}`, arguments)
		return send(h, "POST", "/graphql", body, "Content-Type", "application/json", costHeader, costOnly).Header().Get(costHeader)
	}
	want := price(d, "(first: 5)")
	for _, arguments := range []string{"(first: 100)", "(first: 5)", ""} {
		if got := price(h, arguments); got != want || got == price(d, "(first: 6)") {
			t.Errorf("decisions%s of which 5 are allowed costs %s, want %s", arguments, got, want)
		}
	}
}
