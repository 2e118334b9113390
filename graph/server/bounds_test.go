package server

import (
	"fmt"
	"strings"
	"testing"
	"time"
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

// Attacks are answered at once, with the limit that they break.
func TestAttacks(t *testing.T) {
	h := newTestHandler(t, Config{})
	for _, c := range []struct {
		name, query string
		want        string // in the answer
	}{
		{"fragment bomb", bomb(60, "NEXT NEXT"), `"__typename":"Query"`},
		{"fragment bomb of nested fields", bomb(40, "node(id: \"x\") { NEXT } node(id: \"x\") { NEXT }"), codeLimit},
		{"fragment bomb of aliases", bomb(28, "a: __typename NEXT b: __typename NEXT"), codeLimit},
		{"fragment bomb of introspection", bomb(25, "__schema { types { fields { type { name } } } } NEXT NEXT"), codeLimit},
		{"aliases", "{ " + repeated(31, func(i int) string { return fmt.Sprintf("a%d: __typename ", i) }) + "}", codeLimit},
		{"many aliases", "{ " + repeated(10000, func(i int) string { return fmt.Sprintf("a%d: __typename ", i) }) + "}", codeLimit},
		{"repeated fields", "{ " + strings.Repeat("__typename ", bounds[BoundFields].Default) + "}", `"__typename":"Query"`},
		{"too many repeated fields", "{ " + strings.Repeat("__typename ", bounds[BoundFields].Default+1) + "}", codeLimit},
		{"more repeated fields", "{ " + strings.Repeat("__typename ", 5000) + "}", codeLimit},
		{"unknown directives", "{ __typename " + strings.Repeat("@x ", 400) + "}", codeLimit},
		{"some unknown directives", "{ __typename " + strings.Repeat("@x ", 50) + "}", "GRAPHQL_VALIDATION_FAILED"},
		{"conflicting fields", "{ " + strings.Repeat("node(id: \"x\") { id } node(id: \"y\") { id } ", 40) + "}", "GRAPHQL_VALIDATION_FAILED"},
		{"depth", "{ agency(code: \"x\") { " + nested(12, "parent", "name") + " } }", codeLimit},
		{"introspection depth", "{ __schema { types { " + nested(19, "ofType", "name") + " } } }", codeLimit},
		{"circular fragments", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "within itself"},
		{"a fragment in itself below a field", "{ agency(code: \"x\") { ...a } } fragment a on Agency { parent { ...a } }", "within itself"},
		{"unused deep fragment", "{ __typename } fragment a on Agency { " + nested(20, "parent", "name") + " }", codeLimit},
		{"rows", "{ decisions(first: 100) { nodes { procedures(first: 100) { nodes { code } } } } }", codeLimit},
		{"rows of a list that is no connection", "{ suggestions(prefix: \"a\", first: 100) { procedure { sector { procedures(first: 100) { nodes { code } } } } } }", codeLimit},
		{"rows through fragments", "{ decisions(first: 100) { ...d } } fragment d on DecisionConnection { edges { node { ... on Decision { procedures(last: 100) { nodes { code } } } } } }", codeLimit},
		{"comments", "{ __typename }" + strings.Repeat("#\n", bounds[BoundDocument].Default), codeLimit},
		{"braces", strings.Repeat("{", 30000), "GRAPHQL_"},
		{"lists", "{ nodes(ids: " + strings.Repeat("[", 900) + ") { id } }", "GRAPHQL_"},
		{"strings", `{ agency(code: "` + strings.Repeat(`é`, 20000), "GRAPHQL_PARSE_FAILED"},
		{"repeated fields in fragments", "{ " + repeated(12, func(i int) string { return fmt.Sprintf("...f%d ", i) }) + "}" +
			repeated(12, func(i int) string {
				return fmt.Sprintf(" fragment f%d on Query {%s}", i, strings.Repeat(" __typename", 40))
			}), `"__typename":"Query"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := time.Now()
			got := ask(h, c.query, nil)
			// 100 ms is what an attack may cost; the race detector costs ten times more.
			if took := time.Since(begin); took > time.Second {
				t.Errorf("took %s", took)
			}
			text := got.Body.String()
			if !strings.Contains(text, c.want) {
				t.Errorf("want %s in %.500s", c.want, text)
			}
			if n := strings.Count(text, `"message"`); n > bounds[BoundErrors].Default {
				t.Errorf("%d errors", n)
			}
		})
	}
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
