package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

// check says that all acknowledged feedback is there with its events, once, and
// that the agency has no other.
func (s *sender) check(ctx context.Context) {
	codes := map[string]bool{}
	for _, f := range s.done {
		var got struct {
			Feedback struct {
				ID, Code   string
				EventCount int
				Events     []struct{ Kind string }
			}
		}
		if _, err := s.try(ctx, fmt.Sprintf(`{ feedback(code: %q) { id code eventCount events { kind } } }`, f.code), nil, &got); err != nil {
			s.t.Fatal(err)
		}
		if got.Feedback.ID != f.id || got.Feedback.EventCount != f.events || len(got.Feedback.Events) != f.events || codes[f.code] {
			s.t.Errorf("seed %d: %+v is there as %+v, before %v", s.seed, f, got.Feedback, codes[f.code])
		}
		codes[f.code] = true
	}
	if s.number == 0 {
		s.checkTotal(ctx)
	}
}

func (s *sender) checkTotal(ctx context.Context) {
	var figures struct {
		FeedbackStatistics struct{ Figures struct{ Received int } }
	}
	today := motcua.DateOf(time.Now())
	query := fmt.Sprintf(`{ feedbackStatistics(agency: "G15", from: %q, to: %q) { figures { received } } }`, today.AddDays(-1), today.AddDays(2))
	if _, err := s.try(ctx, query, nil, &figures); err != nil {
		s.t.Fatal(err)
	}
	want := 0
	for _, one := range s.senders {
		want += len(one.done)
	}
	if got := figures.FeedbackStatistics.Figures.Received; got != want || want == 0 {
		s.t.Errorf("seed %d: %d submissions are there, %d were acknowledged", s.seed, got, want)
	}
}

// check says that each decision made what it announced, once.
func (p *publisher) check(ctx context.Context) {
	for _, code := range p.done {
		var got struct {
			Procedure struct{ History struct{ TotalCount int } }
		}
		if _, err := p.try(ctx, fmt.Sprintf(`{ procedure(code: %q) { history { totalCount } } }`, code), nil, &got); err != nil {
			p.t.Fatal(err)
		}
		if want := 1 + p.more[code]; got.Procedure.History.TotalCount != want {
			p.t.Errorf("seed %d: %s has %d versions, %d were acknowledged", p.seed, code, got.Procedure.History.TotalCount, want)
		}
	}
}

// check says that exactly the aliases that were not retired are there, once.
func (c *curator) check(ctx context.Context) {
	got := map[string]int{}
	for after := any(nil); ; {
		var page struct {
			Aliases struct {
				Nodes    []struct{ Form string }
				PageInfo struct {
					EndCursor   string
					HasNextPage bool
				}
			}
		}
		query := fmt.Sprintf(`query($a: String) { aliases(form: %q, first: 100, after: $a) { nodes { form } pageInfo { endCursor hasNextPage } } }`, torturedForm)
		if _, err := c.try(ctx, query, map[string]any{"a": after}, &page); err != nil {
			c.t.Fatal(err)
		}
		for _, n := range page.Aliases.Nodes {
			got[n.Form]++
		}
		if after = page.Aliases.PageInfo.EndCursor; !page.Aliases.PageInfo.HasNextPage {
			break
		}
	}
	want := map[string]int{}
	for form := range c.live {
		want[form] = 1
	}
	if diff := cmp.Diff(want, got); diff != "" {
		c.t.Errorf("seed %d: aliases:\n%s", c.seed, diff)
	}
}

// check says that the catalogue has what was imported last.
func (i *importer) check(context.Context) {
	got := map[int]string{}
	for line := range strings.Lines(command(i.t, "", "dump", "--data", i.dir).must(i.t, exitDone).out) {
		var p struct{ Code, Name string }
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			i.t.Fatal(err)
		}
		var n int
		if _, err := fmt.Sscanf(p.Code, "1.%06d", &n); err == nil && i.names[n] != "" {
			got[n] = p.Name
		}
	}
	if diff := cmp.Diff(i.names, got); diff != "" {
		i.t.Errorf("seed %d: imported:\n%s", i.seed, diff)
	}
}

// check says that the copy ends as the dump.
func (c *copier) check(ctx context.Context) {
	c.endsWith(c.t, dumped(c.t, c.dir), func() error { return c.pull(ctx, c.ask) })
}
