package server

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const typename = `{ __typename }`

// apollo writes what Apollo's clients send; an empty text is only named.
func apollo(text, hash string) string {
	m := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}
	if text != "" {
		m["query"] = text
	}
	doc, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(doc)
}

func TestAutomaticPersistedQueries(t *testing.T) {
	h := newTestHandler(t, Config{})
	hash := hashOf(typename)
	byGet := "/graphql?" + url.Values{"extensions": {fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":%q}}`, hash)}}.Encode()
	invalid := "{ nothing }"
	for _, step := range []struct {
		name, method, target, body, contains string
	}{
		{"unknown by GET", "GET", byGet, "", codeNotPersisted},
		{"unknown by POST", "POST", "/graphql", apollo("", hash), `"message":"PersistedQueryNotFound"`},
		{"with another hash", "POST", "/graphql", apollo(typename, hashOf("x")), "another hash"},
		{"of another version", "POST", "/graphql", `{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}`, "version: 1"},
		{"no object", "POST", "/graphql", `{"extensions":{"persistedQuery":7}}`, "version: 1"},
		{"invalid", "POST", "/graphql", apollo(invalid, hashOf(invalid)), "GRAPHQL_VALIDATION_FAILED"},
		{"invalid ones are not kept", "POST", "/graphql", apollo("", hashOf(invalid)), codeNotPersisted},
		{"text and hash", "POST", "/graphql", apollo(typename, hash), `"data":{"__typename":"Query"}`},
		{"hash by POST", "POST", "/graphql", apollo("", hash), `"data":{"__typename":"Query"}`},
		{"hash by GET", "GET", byGet, "", `"data":{"__typename":"Query"}`},
		{"hash as the document's id", "GET", "/graphql?documentId=sha256:" + hash, "", `"data":{"__typename":"Query"}`},
	} {
		got := send(h, step.method, step.target, step.body, "Content-Type", "application/json")
		if !strings.Contains(got.Body.String(), step.contains) {
			t.Errorf("%s: %d %s", step.name, got.Code, got.Body)
		}
	}
}

func TestPersistedDocumentsAreBounded(t *testing.T) {
	p := newPersisted(nil)
	long := strings.Repeat("x", bounds[BoundDocument].Default)
	for i := range 2 * maxPersistedTotal / bounds[BoundDocument].Default {
		text := fmt.Sprint(i, long)
		p.byHash.SetIfAbsent(hashOf(text), text)
	}
	p.byHash.CleanUp()
	if held := p.byHash.WeightedSize(); held > maxPersistedTotal {
		t.Errorf("%d bytes are kept, %d allowed", held, maxPersistedTotal)
	}
}

func TestTrustedDocuments(t *testing.T) {
	manifests := map[string]string{
		"graphql-codegen": `{"5d41402a": "{ __typename }"}`,
		"Apollo":          `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "5d41402a", "name": "Q", "type": "query", "body": "{ __typename }"}]}`,
	}
	for name, manifest := range manifests {
		for _, only := range []bool{false, true} {
			trusted := NewTrusted(only)
			if err := trusted.Add(strings.NewReader(manifest)); err != nil {
				t.Fatal(name, err)
			}
			h := newTestHandler(t, Config{Trusted: trusted})
			for _, c := range []struct {
				body    string
				trusted bool
			}{
				{`{"documentId": "5d41402a"}`, true},
				{`{"doc_id": "5d41402a"}`, true},
				{apollo("", "5d41402a"), true},
				{`{"query": "{ __typename }"}`, true},
				{`{"query": "{ other: __typename }"}`, false},
				{apollo("{ other: __typename }", hashOf("{ other: __typename }")), false},
			} {
				got := send(h, "POST", "/graphql", c.body, "Content-Type", "application/json").Body.String()
				answered := strings.Contains(got, `"data":{"`)
				if answered != (c.trusted || !only) || !answered && !strings.Contains(got, codeNotTrusted) {
					t.Errorf("%s, only %v: %s: %s", name, only, c.body, got)
				}
			}
		}
	}
}

func TestManifests(t *testing.T) {
	for name, manifest := range map[string]string{
		"no JSON": `{`, "a list": `["{ __typename }"]`, "nothing": `{}`, "other values": `{"a": 1}`,
		"no operation": `{"format": "apollo-persisted-query-manifest", "operations": []}`,
	} {
		if err := NewTrusted(true).Add(strings.NewReader(manifest)); err == nil {
			t.Errorf("%s: a manifest without an error", name)
		}
	}
	twice := NewTrusted(true)
	if err := twice.Add(strings.NewReader(`{"a": "{ a }"}`)); err != nil {
		t.Fatal(err)
	}
	if err := twice.Add(strings.NewReader(`{"a": "{ b }"}`)); err == nil {
		t.Error("one id stands for two documents")
	}
}
