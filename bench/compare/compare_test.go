package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestZipf compares what is drawn with the law: the place k as often as 1/(k+1).
func TestZipf(t *testing.T) {
	const n, draws = 1000, 200_000
	z := newZipf(n)
	r := rand.New(rand.NewPCG(1, 2))
	counts := make([]int, n)
	for range draws {
		counts[z.draw(r)]++
	}
	harmonic := 0.0
	for k := range n {
		harmonic += 1 / float64(k+1)
	}
	for _, k := range []int{0, 1, 9, 99} {
		want := draws / (float64(k+1) * harmonic)
		if got := float64(counts[k]); math.Abs(got-want) > 5*math.Sqrt(want) {
			t.Errorf("place %d was drawn %v times, want about %v", k, got, want)
		}
	}
	if newZipf(1).draw(r) != 0 {
		t.Error("of one there is another")
	}
}

// testWorld is a small one.
func testWorld() *world {
	return &world{
		codes: []string{"1.000001", "1.000002"}, sectors: []string{"s1"}, texts: []string{"Đăng ký khai sinh"},
		callers:  []caller{{"t1", []string{"a1", "a2"}}, {"t2", []string{"a3"}}},
		feedback: []noted{{"f1", "a3", 2}, {"f2", "a1", 5}},
		today:    time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC),
	}
}

// TestDrawsOfARoundAreTheSame: all who are measured in a round are asked the same,
// and each round asks something else.
func TestDrawsOfARoundAreTheSame(t *testing.T) {
	for _, q := range questions {
		if q.changes {
			continue
		}
		d := q.deck(testWorld())
		ask := func(round uint64) (list []string) {
			next := d.drawn(round)
			for i := range 20 {
				list = append(list, next(i%3).api)
			}
			return list
		}
		if diff := cmp.Diff(ask(1), ask(1)); diff != "" {
			t.Errorf("%s: %s", q.name, diff)
		}
		if len(d.draws) > 1 && cmp.Equal(ask(1), ask(2)) {
			t.Errorf("%s: two rounds ask the same", q.name)
		}
	}
}

// TestNotesKnowOfThoseBefore: who notes says how many events they have seen.
func TestNotesKnowOfThoseBefore(t *testing.T) {
	next := question{draws: byFeedback, changes: true}.deck(testWorld()).drawn(1)
	var got []string
	for range 3 {
		d := next(0)
		got = append(got, d.token+" "+d.plain)
	}
	if diff := cmp.Diff([]string{`t2 {"id":"f1","events":2}`, `t1 {"id":"f2","events":5}`, `t2 {"id":"f1","events":3}`}, got); diff != "" {
		t.Error(diff)
	}
}

// TestFilters: what the API and the floor are asked is the same filter, within
// what the caller sees.
func TestFilters(t *testing.T) {
	w := testWorld()
	kinds := map[string]int{}
	for _, d := range byFilter(w) {
		var api struct {
			F struct {
				Open               bool
				Agencies, States   []string
				DueFrom, DueBefore string
			}
		}
		var plain filter
		if err := json.Unmarshal([]byte(d.api), &api); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(d.plain), &plain); err != nil {
			t.Fatal(err)
		}
		caller := w.callers[0]
		if d.token == "t2" {
			caller = w.callers[1]
		}
		if !api.F.Open || !cmp.Equal(plain.Scope, caller.Agencies) || !cmp.Equal(api.F.Agencies, plain.Agencies) {
			t.Fatalf("%s\n%s", d.api, d.plain)
		}
		if api.F.States != nil && !cmp.Equal(api.F.States, plain.States) || api.F.States == nil && !cmp.Equal(plain.States, backlogStates) {
			t.Fatalf("%s\n%s", d.api, d.plain)
		}
		condition, args := plain.where(4, []any{1, 2, 3})
		if due := api.F.DueFrom != ""; due != (len(args) == 5) || due && (api.F.DueFrom != args[3] || api.F.DueBefore != args[4] || !strings.Contains(condition, "$5")) {
			t.Fatalf("%s\n%s %v", d.api, condition, args)
		}
		kinds[strconv.FormatBool(api.F.Agencies != nil)+strconv.FormatBool(api.F.States != nil)+strconv.FormatBool(api.F.DueFrom != "")]++
	}
	if len(kinds) != 8 {
		t.Errorf("filters are of %d kinds, want all 8: %v", len(kinds), kinds)
	}
}

func TestRequests(t *testing.T) {
	a := toAPI("query Q($k: String!) { x }", apiVariables)
	d := &draw{api: `{"k":"v"}`, plain: `{"k":"w"}`, token: "secret"}
	want := "POST /graphql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nAuthorization: Bearer secret\r\nContent-Length: 63\r\n\r\n" +
		`{"query":"query Q($k: String!) { x }","variables":{"k":"v"}}`
	got := string(a.appendTo(nil, d))
	body := got[strings.Index(got, "\r\n\r\n")+4:]
	want = strings.Replace(want, "63", strconv.Itoa(len(body)), 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	floor := toFloor("/f2/Q1")
	if got := string(floor.appendTo(nil, &draw{plain: "{}"})); got != "POST /f2/Q1 HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" {
		t.Errorf("%q", got)
	}
}

func TestAnswers(t *testing.T) {
	for text, ok := range map[string]bool{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Status: motcua; hit\r\n\r\n{}":           true,
		"HTTP/1.1 429 Too Many\r\nContent-Length: 2\r\n\r\n{}":                                  false,
		"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"errors\":[{}]}":                        false,
		"HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n{\"data\":1,\"errors\":[\"aaaaa\"]}":      false,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n":                        false,
		"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"userErrors\":[],\"x\":123456789}":      true,
		"HTTP/1.1 200 OK\r\nContent-Length: 32\r\n\r\n{\"userErrors\":[{\"code\":\"CONFLICT\"}": false,
	} {
		a, err := readAnswer(bufio.NewReader(strings.NewReader(text)))
		if (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
		if ok && a.hit != strings.Contains(text, "hit") {
			t.Errorf("%q: %+v", text, a)
		}
	}
}

func TestTable(t *testing.T) {
	second := func(n int) result {
		return result{requests: n, took: time.Second, bytes: n * 2000, hits: n / 2, server: time.Duration(n) * 10 * time.Microsecond}
	}
	var got table
	got.add(question{name: "Q1"}, 16, []measured{{name: "motcua, warm"}, {name: "F1"}}, [][]result{
		{second(100), second(300), second(200)}, {second(400), second(400), second(800)},
	})
	want := "| Q1 | 16 | motcua, warm | 200 (100 to 300) | 0.00 ms | 0.00 ms | 2.0 KB | 50.0 % | 10 µs | 0 µs | 0.25 |  |"
	if diff := cmp.Diff(want, got.rows[0]); diff != "" {
		t.Error(diff)
	}
	if lines := strings.Split(strings.TrimSpace(got.String()), "\n"); strings.Count(lines[0], "|") != strings.Count(lines[2], "|") {
		t.Error("a row has another number of cells than the head")
	}
}

func TestFlatness(t *testing.T) {
	got := flatness([]int{400, 410, 420, 430, 430, 431}, result{requests: 100, took: time.Second}, 30*time.Second)
	for _, part := range []string{"under 30s", "410 MB in the first third", "431 MB in the last", "431 MB at most"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q lacks %q", got, part)
		}
	}
	if got := flatness([]int{1}, result{}, time.Second); !strings.Contains(got, "too shortly") {
		t.Error(got)
	}
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		conns, only string
		ok          bool
		questions   int
	}{{"1,16", "", true, len(questions)}, {"16", "Q1,Q3", true, 2}, {"0", "", false, 0}, {"x", "", false, 0}, {"1", "none", true, 0}} {
		var o options
		if err := o.read(c.conns, c.only); (err == nil) != c.ok || len(o.questions) != c.questions {
			t.Errorf("%+v: %v %v", c, err, o.questions)
		}
	}
	if !bytes.Contains([]byte(object(map[string]any{"k": "Đ"})), []byte("Đ")) {
		t.Error("variables are not written as they are")
	}
}
