package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What a server counts is written when it stops, and shown from the threshold on.
func TestInsightsOfAServer(t *testing.T) {
	dir := dataDir(t)
	s := startServer(t, dir, "--demo", "--insight-threshold", "3")
	token := strings.TrimSpace(command(t, "", "key", "create", "an", "--scope", "CURATE", "--scope", "INSIGHTS", "--data", dir).must(t, exitDone).out)
	count := func(text string, n int) {
		for range n {
			ask[codes](t, s, searchQuery, map[string]any{"q": text})
		}
	}
	count("wfwfw jfjfj", 3)
	count("nguyễn văn a jfjfj", 2)
	count("wfwfw 0912345678", 3)
	answer := askAs(t, s, token, `mutation { addAlias(input: {form: "wfwfw jfjfj", means: "khai sinh", kind: COLLOQUIAL}) { alias { form source } userErrors { message } } }`)
	if !strings.Contains(answer, `"source":"an"`) {
		t.Error(answer)
	}
	awaitRefusal(t, s, dir, token)
	s.stop()
	insights := func(args ...string) string {
		return command(t, "", append([]string{"insights", "--data", dir, "--insight-threshold", "3"}, args...)...).must(t, exitDone).out
	}
	if got := insights(); !strings.Contains(got, "wfwfw jfjfj") || strings.Contains(got, "nguyễn") || strings.Contains(got, "0912") {
		t.Error(got)
	}
	if got := insights("--tsv"); !strings.Contains(got, "wfwfw jfjfj\t\tCOLLOQUIAL\t1\t") || !strings.HasPrefix(got, "form\tmeans\tkind\t") {
		t.Error(got)
	}
	var list []struct {
		Text  string
		Count int
	}
	if got := insights("--json"); json.Unmarshal([]byte(got), &list) != nil || len(list) != 1 || list[0].Count != 3 {
		t.Error(got)
	}
	if got := insights("--since", "2999-01-01"); !strings.Contains(got, "nothing") {
		t.Error(got)
	}
	command(t, "", "insights", "--data", dir, "--insight-threshold", "1").must(t, exitUsage)
	command(t, "", "serve", "--data", dir, "--insight-rare-days", "500").must(t, exitUsage)
}

// awaitRefusal revokes a key and waits until the server knows.
func awaitRefusal(t *testing.T, s *instance, dir, token string) {
	t.Helper()
	command(t, "", "key", "revoke", "an", "--data", dir).must(t, exitDone)
	begin := time.Now()
	for !strings.HasPrefix(askAs(t, s, token, "{ __typename }"), "401 ") {
		if time.Since(begin) > 10*time.Second {
			t.Fatal("a revoked key serves on")
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Logf("refused after %s", time.Since(begin))
}

// askAs posts a query with an API key and gives the answer as it came.
func askAs(t testing.TB, s *instance, token, query string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(response.StatusCode, " ", text.String())
}
