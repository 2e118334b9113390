package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"motcua"
)

var (
	crashClients = flag.Int("feedback.clients", 4, "clients that submit and act while the server is killed")
	crashKills   = flag.Int("feedback.kills", 2, "how often the server is killed")
	crashEvery   = flag.Duration("feedback.every", time.Second, "about how long it runs between kills")
)

// sentFeedback is what a client was told of: that it was stored, and received.
type sentFeedback struct {
	id, code string
	events   int
}

// crashClient submits and acts, each with a key that makes it safe to try again,
// and tries until it is told that it was done.
type crashClient struct {
	url    *atomic.Pointer[string]
	token  string
	number int
}

// try posts until there is an answer without errors, or the context ends.
func (c *crashClient) try(ctx context.Context, query string, variables map[string]any, to any) error {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		if c.post(ctx, body, to) {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return ctx.Err()
}

func (c *crashClient) post(ctx context.Context, body []byte, to any) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, *c.url.Load()+"/graphql", bytes.NewReader(body))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer func() { _ = got.Body.Close() }()
	var answer struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	if json.NewDecoder(got.Body).Decode(&answer) != nil || len(answer.Errors) > 0 {
		return false
	}
	return json.Unmarshal(answer.Data, to) == nil
}

// run submits and receives until the time is over; it gives what was told done.
func (c *crashClient) run(ctx context.Context, until time.Time) (done []sentFeedback, err error) {
	for n := 0; time.Now().Before(until); n++ {
		key := motcua.DeriveID("crash", fmt.Sprint(c.number), fmt.Sprint(n))
		var sent struct {
			SubmitFeedback struct {
				Feedback   *struct{ ID, Code string }
				UserErrors []struct{ Message string }
			}
		}
		err := c.try(ctx, `mutation($in: SubmitFeedbackInput!) { submitFeedback(input: $in) { feedback { id code } userErrors { message } } }`, map[string]any{"in": map[string]any{
			"title": fmt.Sprintf("Hồ sơ số %d của người thứ %d quá hạn", n, c.number), "text": "Hồ sơ của tôi đã quá hạn mười ngày mà chưa có kết quả.",
			"agency": "H41", "consent": false, "channel": "TELEPHONE", "idempotencyKey": key,
			"sender": map[string]any{"name": "Người Gửi Thử", "address": "Đường Thử", "email": fmt.Sprintf("c%d-%d@example.invalid", c.number, n)},
		}}, &sent)
		if err != nil || sent.SubmitFeedback.Feedback == nil {
			return done, fmt.Errorf("submit: %v %+v", err, sent)
		}
		f := sentFeedback{sent.SubmitFeedback.Feedback.ID, sent.SubmitFeedback.Feedback.Code, 1}
		var acted struct {
			ReceiveFeedback struct {
				Feedback   *struct{ EventCount int }
				UserErrors []struct{ Code string }
			}
		}
		err = c.try(ctx, fmt.Sprintf(`mutation { receiveFeedback(input: {on: [{id: %q, expectedEvents: 1}], idempotencyKey: %q}) { feedback { eventCount } userErrors { code } } }`, f.id, key), nil, &acted)
		if err != nil || acted.ReceiveFeedback.Feedback == nil {
			return done, fmt.Errorf("receive: %v %+v", err, acted)
		}
		f.events = acted.ReceiveFeedback.Feedback.EventCount
		done = append(done, f)
	}
	return done, nil
}

// What was acknowledged while the server was killed again and again is there,
// each once, with each of its events once.
func TestKilledServerKeepsFeedback(t *testing.T) {
	dir := dataDir(t)
	command(t, "", "import", "demo", "--data", dir).must(t, exitDone)
	token := strings.TrimSpace(command(t, "", "key", "create", "crash", "--role", "RECEIVER", "--agency", "H41", "--data", dir).must(t, exitDone).out)
	s := startServer(t, dir)
	var url atomic.Pointer[string]
	url.Store(&s.url)
	until := time.Now().Add(time.Duration(*crashKills+1) * *crashEvery)
	ctx, cancel := context.WithTimeout(t.Context(), time.Until(until)+time.Duration(*crashKills+3)*20*time.Second)
	defer cancel()
	var wait sync.WaitGroup
	var lock sync.Mutex
	var all []sentFeedback
	for n := range *crashClients {
		wait.Go(func() {
			done, err := (&crashClient{&url, token, n}).run(ctx, until)
			lock.Lock()
			defer lock.Unlock()
			all = append(all, done...)
			if err != nil {
				t.Error(err)
			}
		})
	}
	for range *crashKills {
		time.Sleep(*crashEvery/2 + rand.N(*crashEvery))
		s.kill()
		s = startServer(t, dir)
		url.Store(&s.url)
	}
	wait.Wait()
	checkKept(t, ctx, &crashClient{&url, token, 0}, all)
}

func checkKept(t *testing.T, ctx context.Context, c *crashClient, all []sentFeedback) {
	t.Helper()
	codes := map[string]bool{}
	for _, f := range all {
		var got struct {
			Feedback struct {
				ID, State  string
				EventCount int
				Events     []struct{ Kind string }
			}
		}
		if err := c.try(ctx, fmt.Sprintf(`{ feedback(code: %q) { id state eventCount events { kind } } }`, f.code), nil, &got); err != nil {
			t.Fatal(err)
		}
		if got.Feedback.ID != f.id || got.Feedback.State != "RECEIVED" || got.Feedback.EventCount != f.events || len(got.Feedback.Events) != 2 || codes[f.code] {
			t.Errorf("%+v is there as %+v, before %v", f, got.Feedback, codes[f.code])
		}
		codes[f.code] = true
	}
	var figures struct {
		FeedbackStatistics struct{ Received, InProgress int }
	}
	today := motcua.DateOf(time.Now())
	if err := c.try(ctx, fmt.Sprintf(`{ feedbackStatistics(agency: "H41", from: %q, to: %q) { received inProgress } }`, today.AddDays(-1), today.AddDays(2)), nil, &figures); err != nil {
		t.Fatal(err)
	}
	if got := figures.FeedbackStatistics.Received; got != len(all) || len(all) == 0 {
		t.Errorf("%d are there, %d were acknowledged", got, len(all))
	}
	t.Logf("%d submissions and as many events, %d kills", len(all), *crashKills)
}
