package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"motcua/web"
)

// ask sends one request to a new handler and returns the answer and its body.
func ask(t *testing.T, method, path string, header http.Header) (*http.Response, string) {
	t.Helper()
	handler, err := web.Handler()
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(method, path, nil)
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	response := recorder.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// assetNames returns the addresses of scripts and styles that a page names.
func assetNames(t *testing.T, page string) []string {
	t.Helper()
	var names []string
	for _, match := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		names = append(names, match[1])
	}
	if len(names) < 3 {
		t.Fatalf("the page names %d files, want a script, a style and an icon at least:\n%s", len(names), page)
	}
	return names
}

func TestIndex(t *testing.T) {
	response, page := ask(t, http.MethodGet, "/", nil)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("GET / answered %s", response.Status)
	}
	want := map[string]string{
		"Content-Type":           "text/html; charset=utf-8",
		"Cache-Control":          "no-cache",
		"X-Content-Type-Options": "nosniff",
		"Referrer-Policy":        "no-referrer",
	}
	got := map[string]string{}
	for name := range want {
		got[name] = response.Header.Get(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers of / (-want +got):\n%s", diff)
	}
	if !strings.Contains(page, "<title>Một cửa") {
		t.Errorf("page has no title in Vietnamese:\n%s", page)
	}
	if strings.Contains(page, "://") {
		t.Errorf("page names another origin:\n%s", page)
	}
	if regexp.MustCompile(`<script[^>]*>[^<]`).MatchString(page) {
		t.Errorf("page has an inline script, which its own policy forbids:\n%s", page)
	}
}

func TestPolicyHasNoInlineScript(t *testing.T) {
	response, _ := ask(t, http.MethodGet, "/", nil)
	directives := map[string]string{}
	for _, directive := range strings.Split(response.Header.Get("Content-Security-Policy"), "; ") {
		name, sources, _ := strings.Cut(directive, " ")
		directives[name] = sources
	}
	for name, want := range map[string]string{
		"default-src":     "'none'",
		"script-src":      "'self'",
		"connect-src":     "'self'",
		"frame-ancestors": "'none'",
	} {
		if directives[name] != want {
			t.Errorf("policy says %s %q, want %q", name, directives[name], want)
		}
	}
}

func TestFilesOfThePage(t *testing.T) {
	_, page := ask(t, http.MethodGet, "/", nil)
	types := map[string]string{
		"js":  "text/javascript; charset=utf-8",
		"css": "text/css; charset=utf-8",
		"svg": "image/svg+xml",
	}
	for _, name := range assetNames(t, page) {
		response, body := ask(t, http.MethodGet, name, nil)
		if response.StatusCode != http.StatusOK || body == "" {
			t.Errorf("GET %s answered %s, %d bytes", name, response.Status, len(body))
			continue
		}
		want := types[name[strings.LastIndex(name, ".")+1:]]
		if got := response.Header.Get("Content-Type"); got != want {
			t.Errorf("%s has the type %q, want %q", name, got, want)
		}
		kept := strings.Contains(response.Header.Get("Cache-Control"), "immutable")
		if hashed := strings.HasPrefix(name, "/assets/"); kept != hashed {
			t.Errorf("%s: Cache-Control %q", name, response.Header.Get("Cache-Control"))
		}
		if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", name, got)
		}
	}
}

func TestNotModified(t *testing.T) {
	first, _ := ask(t, http.MethodGet, "/", nil)
	again, body := ask(t, http.MethodGet, "/", http.Header{"If-None-Match": {first.Header.Get("Etag")}})
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("answered %s with %d bytes, want 304 with none", again.Status, len(body))
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/nothing", http.StatusNotFound},
		{http.MethodGet, "/assets/", http.StatusNotFound},
		{http.MethodGet, "/assets/../index.html", http.StatusNotFound},
		{http.MethodGet, "/../web.go", http.StatusNotFound},
		{http.MethodGet, "/assets/index.js.map", http.StatusNotFound},
		{http.MethodPost, "/", http.StatusMethodNotAllowed},
		{http.MethodHead, "/", http.StatusOK},
	} {
		response, body := ask(t, test.method, test.path, nil)
		if response.StatusCode != test.want {
			t.Errorf("%s %s answered %s, want %d", test.method, test.path, response.Status, test.want)
		}
		if test.method == http.MethodHead && body != "" {
			t.Errorf("%s %s answered a body of %d bytes", test.method, test.path, len(body))
		}
		if response.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s %s answered without a content security policy", test.method, test.path)
		}
	}
}

// TestQueriesFitTheSchema checks what people are told to try, on the page and
// in the README, against the schema it is asked of.
func TestQueriesFitTheSchema(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range shownQueries(t) {
		if _, errs := gqlparser.LoadQueryWithRules(schema, document, rules.NewDefaultRules()); errs != nil {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

// shownQueries returns the queries of the page and the README's GraphQL blocks,
// by where they stand.
func shownQueries(t *testing.T) map[string]string {
	t.Helper()
	shown := map[string]string{}
	files, err := filepath.Glob("app/src/queries/*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		shown[file] = string(text)
	}
	readme := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindStringSubmatch(shown["../README.md"])
	if readme == nil || len(files) == 0 {
		t.Fatalf("found %d queries of the page, and in the README %q", len(files), readme)
	}
	shown["../README.md"] = readme[1]
	return shown
}
