package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// runFeedback measures what officials ask of a backlog.
func runFeedback(ctx context.Context, o options) error {
	dir := o.data
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "motcua-bench-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
	}
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o711); err != nil { // the server's user passes through
		return err
	}
	fmt.Printf("%s, %d cores, %s, GOMEMLIMIT=%s\n\n", runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(), os.Getenv("GOMEMLIMIT"))
	if err := fillFeedback(ctx, o, dir); err != nil {
		return err
	}
	// Thirty officials ask what a thousand would: nobody is to be refused.
	s, err := start(ctx, o, dir, "--limit", "rate=10000", "--limit", "rate-cost=10000000")
	if err != nil {
		return err
	}
	defer s.stop()
	row("start of the server, until ready", s.took)
	b, err := s.officials(ctx, o, dir)
	if err != nil {
		return err
	}
	return b.measure(ctx, o, dir)
}

// fillFeedback makes the records, unless the folder has some.
func fillFeedback(ctx context.Context, o options, dir string) error {
	fmt.Println("| | |\n| --- | --- |")
	done := filepath.Join(dir, "bench-filled")
	if _, err := os.Stat(done); err == nil {
		return nil
	}
	if _, err := command(ctx, o, "migrate", "--data", dir); err != nil {
		return err
	}
	if _, err := command(ctx, o, "import", "portal", o.catalogue, "--data", dir); err != nil {
		return err
	}
	begin := time.Now()
	if _, err := command(ctx, o, "generate", "feedback", "--count", strconv.Itoa(o.feedback), "--data", dir); err != nil {
		return err
	}
	row(fmt.Sprintf("%d feedback records with their lives", o.feedback), time.Since(begin))
	return os.WriteFile(done, nil, 0o600)
}

// backlog is a server as officials ask it.
type backlog struct {
	*server
	client   *http.Client
	keys     []string // of officials
	agencies []string // those that hold most
	sectors  []string // those with most
	texts    []string
}

// officials makes keys: one that sees all, and others for agencies that have
// received feedback lately. Of ten questions one is asked by who sees all.
func (s *server) officials(ctx context.Context, o options, dir string) (*backlog, error) {
	b := &backlog{server: s, client: newClient()}
	all, err := key(ctx, o, dir)
	if err != nil {
		return nil, err
	}
	if err := b.awaitIndex(ctx, all); err != nil {
		return nil, err
	}
	var answer struct {
		Data struct {
			Feedbacks struct {
				TotalCount int
				Facets     []struct{ Values []struct{ Value string } }
				Nodes      []struct {
					Masked struct{ Title, Text string }
					Agency struct{ Code string }
				}
			}
		}
	}
	err = b.ask(all, `{ feedbacks(first: 100, orderBy: {field: RECEIVED, direction: DESC}) {
		totalCount nodes { masked { title text } agency { code } } facets(fields: [AGENCY, SECTOR], first: 60) { values { value } } } }`, nil, &answer)
	if err != nil {
		return nil, err
	}
	found := answer.Data.Feedbacks
	fmt.Printf("| feedback records | %d |\n", found.TotalCount)
	for i, list := range []*[]string{&b.agencies, &b.sectors} {
		for _, value := range found.Facets[i].Values {
			*list = append(*list, value.Value)
		}
	}
	seen := map[string]bool{"": true}
	for _, node := range found.Nodes {
		b.texts = append(b.texts, node.Masked.Title, node.Masked.Text)
		if code := node.Agency.Code; !seen[code] && len(seen) <= 27 {
			seen[code] = true
			one, err := key(ctx, o, dir, "--agency", code)
			if err != nil {
				return nil, err
			}
			b.keys = append(b.keys, one)
		}
	}
	for range max(1, len(b.keys)/9) {
		b.keys = append(b.keys, all)
	}
	fmt.Printf("| agencies whose officials ask | %d |\n", len(seen)-1)
	return b, nil
}

// awaitIndex waits until officials can list feedback: a server is ready before
// that, for all who ask of the catalogue.
func (b *backlog) awaitIndex(ctx context.Context, key string) error {
	for begin := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		err := b.ask(key, `{ feedbacks(first: 1) { totalCount } }`, nil, nil)
		if err == nil {
			row("until the index of officials answers besides", time.Since(begin))
			return nil
		}
		if !strings.Contains(err.Error(), `"UNAVAILABLE"`) || time.Since(begin) > startTimeout || ctx.Err() != nil {
			return err
		}
	}
}

// key makes an API key of a handler.
func key(ctx context.Context, o options, dir string, args ...string) (string, error) {
	name := fmt.Sprintf("bench-%d", time.Now().UnixNano())
	out, err := command(ctx, o, append([]string{"key", "create", name, "--role", "HANDLER", "--data", dir}, args...)...)
	return strings.TrimSpace(out), err
}

// ask sends a query and reads its answer into a value, nil for none.
func (b *backlog) ask(key, query string, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	answer, err := post(b.client, b.url, key, body)
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

const (
	listQuery = `query($filter: FeedbackFilter, $search: String) { feedbacks(first: 50, filter: $filter, search: $search) {
		totalCount nodes { code state class submittedAt dueAt overdue agency { code name } } facets(fields: [STATE, CLASS, AGENCY, SECTOR, AGE, OVERDUE], first: 50) { field values { value count } } } }`
	backlogQuery = `{ backlog { totalCount overdueCount cells { state age overdue count } } }`
)

// filter is drawn as officials would choose.
func (b *backlog) filter(r *rand.Rand) map[string]any {
	out := map[string]any{}
	switch r.IntN(4) {
	case 1:
		out["states"] = []string{"HANDLING"}
	case 2:
		out["states"] = []string{"SUBMITTED", "RECEIVED", "CLASSIFIED"}
	case 3:
		out["open"] = true
	}
	switch r.IntN(5) {
	case 0:
		out["overdue"] = true
	case 1:
		out["dueBefore"] = time.Now().AddDate(0, 0, r.IntN(20)).Format(time.DateOnly)
	case 2:
		out["ages"] = []string{[]string{"UP_TO_5_DAYS", "UP_TO_15_DAYS", "UP_TO_30_DAYS", "UP_TO_90_DAYS", "OVER_90_DAYS"}[r.IntN(5)]}
	case 3:
		out["sectors"] = []string{pick(r, b.sectors)}
	}
	if r.IntN(2) == 0 {
		out["agencies"] = []string{pick(r, b.agencies)}
	}
	return out
}

// text is two to five words of some feedback.
func (b *backlog) text(r *rand.Rand) string {
	words := strings.Fields(pick(r, b.texts))
	from := r.IntN(max(1, len(words)-1))
	return strings.Join(words[from:min(len(words), from+2+r.IntN(4))], " ")
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func (b *backlog) list(r *rand.Rand) error {
	return b.ask(pick(r, b.keys), listQuery, map[string]any{"filter": b.filter(r)}, nil)
}

func (b *backlog) counts(r *rand.Rand) error { return b.ask(pick(r, b.keys), backlogQuery, nil, nil) }

func (b *backlog) search(r *rand.Rand) error {
	return b.ask(pick(r, b.keys), listQuery, map[string]any{"filter": b.filter(r), "search": b.text(r)}, nil)
}

// measure asks each kind at the rate, then rebuilds under searches.
func (b *backlog) measure(ctx context.Context, o options, dir string) error {
	if err := b.memory("memory after it (RssAnon)"); err != nil {
		return err
	}
	fmt.Printf("\n%d requests a second for %d s, agencies and filters at random:\n\n| | p50 | p99 | max |\n| --- | --- | --- | --- |\n", o.rate, o.seconds)
	for seed, kind := range []struct {
		name string
		ask  func(*rand.Rand) error
	}{
		{"to warm up: text search", b.search},
		{"list of 50 by due day, total, six facets", b.list},
		{"backlog", b.counts},
		{"text search, total, six facets", b.search},
	} {
		took, err := openLoop(ctx, o.rate, o.rate*o.seconds, func(i int) error { return kind.ask(rand.New(rand.NewPCG(uint64(seed), uint64(i)))) })
		if err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		times(kind.name, took)
	}
	return b.whileRebuilding(ctx, o, dir)
}

func times(what string, took []time.Duration) {
	n := len(took)
	if n > 0 {
		fmt.Printf("| %s | %s | %s | %s |\n", what, ms(took[n/2]), ms(took[n*99/100]), ms(took[n-1]))
	}
}

// whileRebuilding searches 20 times a second, before a rebuild and during it.
func (b *backlog) whileRebuilding(ctx context.Context, o options, dir string) error {
	const rate = 20
	search := func(seed int) ([]time.Duration, error) {
		return openLoop(ctx, rate, rate*o.seconds, func(i int) error { return b.search(rand.New(rand.NewPCG(uint64(seed), uint64(i)))) })
	}
	took, err := search(100)
	if err != nil {
		return err
	}
	times("text search, 20 a second", took)
	done := make(chan error, 1)
	go func() { done <- b.rebuild(ctx, o, dir) }()
	took = nil
	for seed := 101; ; seed++ {
		some, err := search(seed)
		if err != nil {
			return err
		}
		took = append(took, some...)
		select {
		case err := <-done:
			if err != nil {
				return err
			}
			slices.Sort(took)
			times("text search, 20 a second, while rebuilding", took)
			return b.memory("memory at the end (RssAnon)")
		default:
		}
	}
}

func (b *backlog) memory(what string) error {
	bytes, err := b.anonymous()
	if err == nil {
		fmt.Printf("| %s | %d MB |\n", what, bytes>>20)
	}
	return err
}
