package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// load is one kind of request.
type load struct {
	name, query string
	prefix      bool // ask with the first characters only, as a keystroke does
}

var loads = []load{
	{name: "search with facets and highlights", query: `query($q: String!) { procedures(search: $q, first: 10) {
		totalCount facets { field values { value count } } edges { score highlights { field fragments { text marked } } node { code name } } } }`},
	{name: "search, codes and names", query: `query($q: String!) { procedures(search: $q, first: 10) { totalCount nodes { code name } } }`},
	{name: "completion", query: `query($q: String!) { suggestions(prefix: $q) { text kind code } }`, prefix: true},
}

// load sends distinct questions at a fixed rate, whether answers come or not:
// time spent waiting for a turn counts.
func (s *server) load(ctx context.Context, o options, l load, texts []string) error {
	client := newClient()
	took, err := openLoop(ctx, o.rate, o.rate*o.seconds, func(i int) error { return ask(client, s.url, l, texts[i%len(texts)]) })
	if err != nil {
		return fmt.Errorf("%s: %w", l.name, err)
	}
	late := 0
	for _, d := range took {
		if d > 15*time.Millisecond {
			late++
		}
	}
	n := len(took)
	fmt.Printf("| %s | %s | %s | %s | %d of %d over 15 ms |\n", l.name, ms(took[n/2]), ms(took[n*99/100]), ms(took[n-1]), late, n)
	return nil
}

func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second}
}

// openLoop asks n times at a steady rate and gives the times from when each was
// due, the shortest first.
func openLoop(ctx context.Context, rate, n int, ask func(i int) error) ([]time.Duration, error) {
	took := make([]time.Duration, n)
	errs := make([]error, n)
	var wait sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for i := range n {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		due := time.Now()
		wait.Go(func() {
			errs[i] = ask(i)
			took[i] = time.Since(due)
		})
	}
	wait.Wait()
	slices.Sort(took)
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return took, nil
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func ask(client *http.Client, url string, l load, text string) error {
	if l.prefix {
		runes := []rune(text)
		text = string(runes[:min(len(runes), 6)])
	}
	body, err := json.Marshal(map[string]any{"query": l.query, "variables": map[string]string{"q": text}})
	if err != nil {
		return err
	}
	if _, err := post(client, url, "", body); err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	return nil
}

// post sends a request, with a key where there is one, and gives the answer;
// one with errors is an error.
func post(client *http.Client, url, key string, body []byte) ([]byte, error) {
	request, err := http.NewRequest("POST", url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || bytes.Contains(answer, []byte(`"errors"`)) {
		return nil, fmt.Errorf("%s: %.300s", response.Status, answer)
	}
	return answer, nil
}

// questions reads the questions of a file, or cuts names of the catalogue into
// pieces of two to six words, each different.
func questions(ctx context.Context, o options, s *server) ([]string, error) {
	if o.questions != "" {
		return readQuestions(o.questions)
	}
	names, err := s.names(ctx, o.rate*o.seconds)
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[string]bool{}
	for i, name := range names {
		words := strings.Fields(name)
		from := i % max(1, len(words)/2)
		piece := strings.Join(words[from:min(len(words), from+2+i%5)], " ")
		if piece != "" && !seen[piece] {
			seen[piece] = true
			out = append(out, piece)
		}
	}
	return out, nil
}

func readQuestions(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var out []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var q struct{ Query string }
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, err
		}
		out = append(out, q.Query)
	}
	return out, lines.Err()
}

// names lists names of procedures, page after page.
func (s *server) names(ctx context.Context, n int) (names []string, err error) {
	after := "null"
	for len(names) < n {
		query := fmt.Sprintf(`{ procedures(first: 100, after: %s) { nodes { name } pageInfo { hasNextPage endCursor } } }`, after)
		body, err := json.Marshal(map[string]string{"query": query})
		if err != nil {
			return nil, err
		}
		request, err := http.NewRequestWithContext(ctx, "POST", s.url+"/graphql", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		var answer struct {
			Data struct {
				Procedures struct {
					Nodes    []struct{ Name string }
					PageInfo struct {
						HasNextPage bool
						EndCursor   string
					}
				}
			}
		}
		err = json.NewDecoder(response.Body).Decode(&answer)
		_ = response.Body.Close()
		if err != nil {
			return nil, err
		}
		for _, node := range answer.Data.Procedures.Nodes {
			names = append(names, node.Name)
		}
		if !answer.Data.Procedures.PageInfo.HasNextPage {
			break
		}
		after = fmt.Sprintf("%q", answer.Data.Procedures.PageInfo.EndCursor)
	}
	return names, nil
}
