package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync"
	"time"

	"motcua"
)

// payload is what a mutation gives, under any name.
type payload struct {
	Feedback   *struct{ ID, Code string }
	Alias      *struct{ ID string }
	Retired    *string
	Results    []struct{ Feedback *struct{ EventCount int } }
	UserErrors []struct{ Field, Code, Message string }
}

// mutation runs one mutation until it is acknowledged.
func (c *caller) mutation(ctx context.Context, query string, input any) (p payload, retried bool, err error) {
	var data map[string]json.RawMessage
	if retried, err = c.try(ctx, query, map[string]any{"in": input}, &data); err != nil {
		return p, retried, err
	}
	for _, doc := range data {
		err = json.Unmarshal(doc, &p)
	}
	return p, retried, err
}

// sender submits feedback, receives it and writes notes on it, each under a key
// of its own, and now and then sends again what was acknowledged.
type sender struct {
	*torture
	*caller
	number int
	random *rand.Rand
	done   []sentFeedback
}

// sentFeedback is what a client was told of.
type sentFeedback struct {
	id, code string
	events   int
}

const submitMutation = `mutation($in: SubmitFeedbackInput!) { submitFeedback(input: $in) { feedback { id code } userErrors { field code message } } }`

func (s *sender) run(ctx context.Context, until <-chan struct{}) error {
	for n := 0; !over(ctx, until); n++ {
		if err := s.one(ctx, n); err != nil {
			return fmt.Errorf("sender %d: %w", s.number, err)
		}
		pause(s.random, 1)
	}
	return ctx.Err()
}

func (s *sender) one(ctx context.Context, n int) error {
	input := map[string]any{
		"title": fmt.Sprintf("Hồ sơ số %d của người thứ %d quá hạn", n, s.number), "text": "Hồ sơ của tôi đã quá hạn mười ngày mà chưa có kết quả.",
		"agency": "G15", "consent": false, "channel": "TELEPHONE", "idempotencyKey": s.key(n, 0),
		"sender": map[string]any{"name": "Người Gửi Thử", "address": "Đường Thử", "email": fmt.Sprintf("c%d-%d@example.invalid", s.number, n)},
	}
	sent, _, err := s.mutation(ctx, submitMutation, input)
	if err != nil || sent.Feedback == nil {
		return fmt.Errorf("submit: %v %+v", err, sent)
	}
	f := sentFeedback{sent.Feedback.ID, sent.Feedback.Code, 1}
	if s.random.IntN(3) == 0 {
		if again, _, err := s.mutation(ctx, submitMutation, input); err != nil || again.Feedback == nil || *again.Feedback != *sent.Feedback {
			return fmt.Errorf("the same key again: %v: first %+v, then %+v", err, sent, again)
		}
	}
	for events := 1; events <= 1+s.random.IntN(3); events++ {
		if err := s.act(ctx, n, &f); err != nil {
			return err
		}
	}
	s.done = append(s.done, f)
	return nil
}

// act receives the feedback, or writes a note on what was received.
func (s *sender) act(ctx context.Context, n int, f *sentFeedback) error {
	query := `mutation($in: ReceiveFeedbackInput!) { receiveFeedback(input: $in) { results { feedback { eventCount } } userErrors { code message } } }`
	input := map[string]any{"on": []any{map[string]any{"id": f.id, "expectedEvents": f.events}}, "idempotencyKey": s.key(n, f.events)}
	if f.events > 1 {
		query = `mutation($in: NoteFeedbackInput!) { noteFeedback(input: $in) { results { feedback { eventCount } } userErrors { code message } } }`
		input["note"] = "Ghi chú thử nghiệm"
	}
	for range 1 + s.random.IntN(2) {
		acted, _, err := s.mutation(ctx, query, input)
		if err != nil || len(acted.Results) != 1 || acted.Results[0].Feedback == nil || acted.Results[0].Feedback.EventCount != f.events+1 {
			return fmt.Errorf("act on %s: %v: %+v", f.id, err, acted)
		}
	}
	f.events++
	return nil
}

func (s *sender) key(parts ...int) motcua.ID {
	return motcua.DeriveID("torture", fmt.Sprint(s.seed, s.number, parts))
}

func (s *sender) told() (string, int) { return "feedback", len(s.done) }

// publisher publishes decisions by mutation, new procedures and amendments.
type publisher struct {
	*torture
	*caller
	random *rand.Rand

	lock sync.Mutex
	done []string // codes, each of which has been announced
	more map[string]int
}

const publishMutation = `mutation($in: PublishDecisionInput!) { publishDecision(input: $in) { decision { number } userErrors { field code message } } }`

func (p *publisher) run(ctx context.Context, until <-chan struct{}) error {
	p.more = map[string]int{}
	for n := 0; !over(ctx, until); n++ {
		day := motcua.DateOf(time.Now()).AddDays(-300 + n%290)
		item, code := newProcedure(fmt.Sprintf("2.%06d", n), fmt.Sprintf("Thủ tục mới số %d", n)), fmt.Sprintf("2.%06d", n)
		amends := len(p.done) > 0 && p.random.IntN(3) == 0
		if amends {
			code = p.done[p.random.IntN(len(p.done))]
			item = amendment(code)
			day = motcua.DateOf(time.Now()).AddDays(p.more[code] - 5)
		}
		doc, err := json.Marshal(map[string]any{
			"decision":   map[string]any{"number": fmt.Sprintf("%d/QĐ-BTP", 5000+n), "date": day.String(), "agency": map[string]any{"code": "G15", "name": "Bộ Tư pháp"}},
			"procedures": []any{item},
		})
		if err != nil {
			return err
		}
		for range 1 + p.random.IntN(2) {
			got, _, err := p.mutation(ctx, publishMutation, map[string]any{"document": string(doc), "idempotencyKey": motcua.DeriveID("torture-publish", fmt.Sprint(p.seed, n))})
			if err != nil || len(got.UserErrors) > 0 {
				return fmt.Errorf("publish %s: %v: %+v", doc, err, got)
			}
		}
		p.lock.Lock()
		if amends {
			p.more[code]++
		} else {
			p.done = append(p.done, code)
		}
		p.lock.Unlock()
		pause(p.random, 1)
	}
	return ctx.Err()
}

func (p *publisher) told() (string, int) { return "decisions", len(p.done) }

// curator adds and retires aliases. These have no keys: who tries again learns
// that it was done.
type curator struct {
	*torture
	*caller
	random *rand.Rand
	live   map[string]string // id by form
	added  int
}

func (c *curator) run(ctx context.Context, until <-chan struct{}) error {
	for n := 0; !over(ctx, until); n++ {
		pause(c.random, 1)
		form := fmt.Sprintf("%s%d", torturedForm, n)
		got, retried, err := c.mutation(ctx, `mutation($in: AddAliasInput!) { addAlias(input: $in) { alias { id } userErrors { field code message } } }`,
			map[string]any{"form": form, "means": "đăng ký khai sinh", "kind": "COLLOQUIAL"})
		known := retried && len(got.UserErrors) == 1 && got.UserErrors[0].Code == "CONFLICT"
		if err != nil || got.Alias == nil && !known {
			return fmt.Errorf("add an alias: %v %+v", err, got)
		}
		c.added++
		c.live[form] = ""
		if got.Alias == nil || c.random.IntN(2) == 0 {
			continue
		}
		gone, retried, err := c.mutation(ctx, `mutation($in: RetireAliasInput!) { retireAlias(input: $in) { userErrors { field code message } } }`, map[string]any{"id": got.Alias.ID})
		known = retried && len(gone.UserErrors) == 1 && gone.UserErrors[0].Code == "NOT_FOUND"
		if err != nil || len(gone.UserErrors) > 0 && !known {
			return fmt.Errorf("retire an alias: %v %+v", err, gone)
		}
		delete(c.live, form)
	}
	return ctx.Err()
}

func (c *curator) told() (string, int) { return "aliases", c.added }

// importer imports files in processes of their own, some of which are killed.
type importer struct {
	*torture
	random *rand.Rand
	names  map[int]string // what each record is called since the last import
	rounds int
}

// The records that the importer changes, and how forms of the curator begin.
const (
	torturedRecords = 60
	torturedForm    = "xyzq"
)

func (i *importer) run(ctx context.Context, until <-chan struct{}) error {
	for ; !over(ctx, until); i.rounds++ {
		lines := make([]string, 0, torturedRecords)
		for n := 1; n <= torturedRecords; n++ {
			if i.random.IntN(3) == 0 {
				continue
			}
			i.names[n] = fmt.Sprintf("Thủ tục số %d lần %d", n, i.rounds)
			lines = append(lines, rawRecord(n, i.names[n], "1/QĐ-BTP", jan1))
		}
		if err := i.load(ctx, rawFile(i.t, lines...)); err != nil {
			return err
		}
		pause(i.random, 20) // a file changes many records, and each version is compared each time
	}
	return ctx.Err()
}

// load imports a file until that is done.
func (i *importer) load(ctx context.Context, file string) error {
	for ctx.Err() == nil {
		var said strings.Builder
		cmd := program("import", "portal", file, "--data", i.dir)
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			return err
		}
		if i.random.IntN(3) == 0 {
			time.AfterFunc(time.Duration(i.random.IntN(400))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		err := cmd.Wait()
		if err == nil {
			return nil
		}
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != -1 && exit.ExitCode() != exitFailed && exit.ExitCode() != exitBusy || strings.Contains(said.String(), "panic") {
			return fmt.Errorf("import: %w: %s", err, said.String())
		}
	}
	return ctx.Err()
}

func (i *importer) told() (string, int) { return "imports", i.rounds }

// reader searches and lists.
type reader struct {
	*torture
	*caller
	random *rand.Rand
	asked  int
}

func (r *reader) run(ctx context.Context, until <-chan struct{}) error {
	for ; !over(ctx, until); r.asked++ {
		n := 1 + r.random.IntN(torturedRecords)
		query := []string{
			fmt.Sprintf(`{ procedures(search: "thu tuc so %d", first: 5) { totalCount nodes { code name } facets(fields: [SECTOR]) { values { count } } } }`, n),
			`{ procedures(first: 20, orderBy: {field: NAME}) { totalCount nodes { code name decision { number } } pageInfo { endCursor } } }`,
			fmt.Sprintf(`{ procedures(search: "1.%06d") { totalCount nodes { code } } }`, n),
			`{ feedbacks(first: 20) { totalCount nodes { code state } } }`,
		}[r.random.IntN(4)]
		var got struct {
			Procedures, Feedbacks struct {
				TotalCount int
				Nodes      []json.RawMessage
			}
		}
		if _, err := r.try(ctx, query, nil, &got); err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if len(got.Procedures.Nodes) > got.Procedures.TotalCount {
			return fmt.Errorf("%s: %d of %d", query, len(got.Procedures.Nodes), got.Procedures.TotalCount)
		}
		var one struct{ Procedure *struct{ Code string } }
		code := fmt.Sprintf("1.%06d", n)
		if _, err := r.try(ctx, fmt.Sprintf(`{ procedure(code: %q) { code } }`, code), nil, &one); err != nil || one.Procedure == nil || one.Procedure.Code != code {
			return fmt.Errorf("%s: %v: %+v", code, err, one)
		}
		time.Sleep(time.Duration(r.random.IntN(20)) * time.Millisecond)
	}
	return ctx.Err()
}

func (r *reader) check(context.Context) {}

func (r *reader) told() (string, int) { return "reads", 2 * r.asked }

// copier keeps a copy of the catalogue by catalogChanges alone.
type copier struct {
	*torture
	*caller
	client
	pages int
}

func (c *copier) run(ctx context.Context, until <-chan struct{}) error {
	for !over(ctx, until) {
		if err := c.pull(ctx, c.ask); err != nil {
			return fmt.Errorf("follow: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ctx.Err()
}

func (c *copier) ask(ctx context.Context, query string, variables map[string]any, to any) error {
	c.pages++
	_, err := c.try(ctx, query, variables, to)
	return err
}

func (c *copier) told() (string, int) { return "pages of changes", c.pages }
