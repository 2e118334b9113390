package server

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What an attack may cost: the time of all cores together, and what it allocates,
// which is at least what it adds to the memory. The race detector takes about ten
// times as much of both.
const (
	attackTime   = 100 * time.Millisecond * raceFactor
	attackMemory = 50 << 20 * raceFactor
)

// attack is a request and what has to come of it.
type attack struct {
	name                 string
	method, target, body string
	header               []string
	want                 string // in the answer: a code, or data
	status               int    // 0 is any
}

// spend measures a request. Others use the machine too: the least of three
// counts.
func spend(t *testing.T, ask func() *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	t.Helper()
	var got *httptest.ResponseRecorder
	var took time.Duration
	var memory uint64
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begin := cpu(t)
		got = ask()
		took = cpu(t) - begin
		runtime.ReadMemStats(&after)
		if memory = after.TotalAlloc - before.TotalAlloc; took <= attackTime && memory <= attackMemory {
			return got
		}
	}
	t.Errorf("took %s and %d MB", took, memory>>20)
	return got
}

// cpu is the time that the process has used of all cores.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// asked is an attack by what is asked.
func asked(name, query, want string) attack {
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		panic(err)
	}
	return raw(name, string(body), want)
}

// raw is an attack by a body that calls itself JSON.
func raw(name, body, want string) attack {
	return attack{name: name, method: http.MethodPost, target: "/graphql", body: body, header: []string{"Content-Type", "application/json"}, want: want}
}

func typed(name, contentType, body string) attack {
	return attack{name: name, method: http.MethodPost, target: "/graphql", body: body, header: []string{"Content-Type", contentType}, want: codeMedia, status: http.StatusUnsupportedMediaType}
}

// Documents that are more work than they look.
func documentAttacks() []attack {
	const leaf = "__typename "
	return []attack{
		asked("fragment bomb", bomb(60, "NEXT NEXT"), `"__typename":"Query"`),
		asked("fragment bomb of nested fields", bomb(40, `node(id: "x") { NEXT } node(id: "x") { NEXT }`), codeLimit),
		asked("fragment bomb of aliases", bomb(28, "a: __typename NEXT b: __typename NEXT"), codeLimit),
		asked("fragment bomb of lists", bomb(60, "decisions(first: 100) { nodes { id } } NEXT NEXT"), codeLimit),
		asked("fragment bomb of introspection", bomb(25, "__schema { types { fields { type { name } } } } NEXT NEXT"), codeLimit),
		asked("fragments without number", "{ "+leaf+"}"+repeated(400, func(i int) string { return fmt.Sprintf(" fragment f%d on Query{a}", i) }), codeLimit),
		asked("fragments that all spread all", spreadAll(22), `"__typename":"Query"`),
		asked("31 aliases", "{ "+repeated(31, func(i int) string { return fmt.Sprintf("a%d: __typename ", i) })+"}", codeLimit),
		asked("10,000 aliases", "{ "+repeated(10000, func(i int) string { return fmt.Sprintf("a%d:__typename ", i) })[:60000]+"}", codeLimit),
		asked("500 repeated fields", "{ "+strings.Repeat(leaf, 500)+"}", `"__typename":"Query"`),
		asked("501 repeated fields", "{ "+strings.Repeat(leaf, 501)+"}", codeLimit),
		asked("16,000 repeated fields", "{ "+strings.Repeat("id ", 16000)+"}", codeLimit),
		asked("repeated fields in fragments", "{ "+repeated(12, func(i int) string { return fmt.Sprintf("...f%d ", i) })+"}"+
			repeated(12, func(i int) string {
				return fmt.Sprintf(" fragment f%d on Query {%s}", i, strings.Repeat(" __typename", 40))
			}), `"__typename":"Query"`),
		asked("repeated fields with arguments", "{ "+strings.Repeat(`agency(code: "x") { name } `, 90)+"}", `"agency":null`),
		asked("50 KB of unknown directives", "{ __typename "+strings.Repeat("@x", 25000)+"}", codeLimit),
		asked("50 unknown directives", "{ __typename "+strings.Repeat("@x ", 50)+"}", codeValidation),
		asked("200 unknown fields", "{ "+repeated(200, func(i int) string { return fmt.Sprintf("unknownField%d ", i) })+"}", codeValidation),
		asked("unknown field of 60 KB", "{ "+strings.Repeat("x", 60000)+" }", codeValidation),
		asked("conflicting fields", "{ "+strings.Repeat(`node(id: "x") { id } node(id: "y") { id } `, 40)+"}", codeValidation),
		asked("deep nesting", "{ agency(code: \"x\") { "+nested(12, "parent", "name")+" } }", codeLimit),
		asked("10,000 levels", strings.Repeat("{a", 10000), codeLimit),
		asked("deep inline fragments", "{ "+nested(190, "... on Query", leaf)+" }", `"__typename":"Query"`),
		asked("deep lists in a literal", "{ nodes(ids: "+strings.Repeat("[", 900)+") { id } }", "GRAPHQL_"),
		asked("deep objects in a literal", "{ procedures(filter: "+strings.Repeat("{a:", 240)+"1"+strings.Repeat("}", 240)+") { totalCount } }", "GRAPHQL_"),
		asked("deep types of variables", "query ($a: "+strings.Repeat("[", 400)+"Int"+strings.Repeat("]", 400)+") { __typename }", "GRAPHQL_"),
		asked("many variables", "query ("+repeated(240, func(i int) string { return fmt.Sprintf("$a%d:Int ", i) })+") { __typename }", codeValidation),
		asked("many operations", repeated(200, func(i int) string { return fmt.Sprintf("query q%d{a} ", i) }), codeValidation),
		asked("circular fragments", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "within itself"),
		asked("fragment in itself", "{ agency(code: \"x\") { ...a } } fragment a on Agency { parent { ...a } }", "within itself"),
		asked("unused deep fragment", "{ __typename } fragment a on Agency { "+nested(20, "parent", "name")+" }", codeLimit),
		asked("introspection depth", "{ __schema { types { "+nested(19, "ofType", "name")+" } } }", codeLimit),
		asked("introspection bomb", "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }", "introspection depth"),
		asked("introspection again and again", "{ "+repeated(9, func(i int) string { return fmt.Sprintf("a%d: __schema { types { name } } ", i) })+"}", codeLimit),
		asked("lists by lists", "{ decisions(first: 100) { nodes { procedures(first: 100) { nodes { code } } } } }", codeLimit),
		asked("lists by lists through fragments", "{ decisions(first: 100) { ...d } } fragment d on DecisionConnection { edges { node { ... on Decision { procedures(last: 100) { nodes { code } } } } } }", codeLimit),
		asked("first: 1000000", "{ decisions(first: 1000000) { nodes { id } } }", "1000000 asked for, 0 to 100 allowed"),
		asked("first: -5", "{ decisions(first: -5) { nodes { id } } }", "-5 asked for, 0 to 100 allowed"),
		asked("comments", "{ __typename }"+strings.Repeat("#\n", 40000), codeLimit),
		asked("braces", strings.Repeat("{", 30000), "GRAPHQL_"),
		asked("text without end", `{ agency(code: "`+strings.Repeat("é", 20000), "GRAPHQL_PARSE_FAILED"),
		asked("block text", `{ agency(code: """`+strings.Repeat("\n  ", 15000)+`""") { name } }`, `"agency":null`),
		asked("a search of 2,000 words", `{ procedures(search: "`+strings.Repeat("ab ", 2000)+`") { totalCount } }`, "at most 2000 allowed"),
		asked("a subscription by itself", "subscription { catalogChanged { cursor } }", codeSubscription),
	}
}

// spreadAll is n fragments of which each spreads all that follow.
func spreadAll(n int) string {
	var b strings.Builder
	b.WriteString("{ ...f0 }")
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Query { __typename", i)
		for j := i + 1; j < n; j++ {
			fmt.Fprintf(&b, " ...f%d", j)
		}
		b.WriteString(" }")
	}
	return b.String()
}

// Values that are not what they should be; each answer names the argument.
func valueAttacks() []attack {
	argument := func(path string) string { return fmt.Sprintf(`"argument":"%s"`, path) }
	with := func(name, query, variables, want string) attack {
		return raw(name, fmt.Sprintf(`{"query": %q, "variables": %s}`, query, variables), want)
	}
	const byCode = "query ($v: String!) { agency(code: $v) { name } }"
	const page = "query ($v: Int) { decisions(first: $v) { totalCount } }"
	const filtered = "query ($v: ProcedureFilter) { procedures(filter: $v) { totalCount } }"
	return []attack{
		with("NUL", byCode, `{"v": "a\u0000b"}`, argument("code")),
		asked("NUL in a literal", `{ agency(code: "a\u0000b") { name } }`, argument("code")),
		with("NUL in a filter", filtered, `{"v": {"codes": ["a", "b\u0000"]}}`, argument("filter.codes[1]")),
		with("half a surrogate", byCode, `{"v": "a\ud800b"}`, argument("code")),
		asked("half a surrogate in a literal", `{ agency(code: "a\ud800b") { name } }`, argument("code")),
		with("bytes that are no UTF-8", byCode, "{\"v\": \"a\xffb\"}", argument("code")),
		with("a number for a text", byCode, `{"v": 5}`, argument("code")),
		with("an object for a text", byCode, `{"v": {"a": 1}}`, codeValidation),
		with("a text for a number", page, `{"v": "5"}`, argument("first")),
		with("a fraction", page, `{"v": 1.5}`, codeValidation),
		with("a huge number", page, `{"v": 99999999999999999999999}`, `"variable":"v"`),
		with("a number of 33 bits", page, `{"v": 4294967296}`, argument("first")),
		with("a number with an exponent", page, `{"v": 1e300}`, `"variable":"v"`),
		asked("a huge number in a literal", "{ decisions(first: 99999999999999999999999) { totalCount } }", `"column":20`),
		asked("a huge number for a scalar of the schema", `{ procedures(asOf: 99999999999999999999, minRevision: "x") { totalCount } }`, `"column":20`),
		asked("a huge number deep in a filter", `{ decisions(filter: {signedFrom: 1e999}) { totalCount } }`, codeValidation),
		asked("a huge number in a default", "query ($v: Int = 99999999999999999999999) { decisions(first: $v) { totalCount } }", `"column":18`),
		asked("a fraction in a literal", "{ decisions(first: 1.5) { totalCount } }", codeValidation),
		with("an unknown variable's field", filtered, `{"v": {"nothing": 1}}`, codeValidation),
		with("an unknown enum value", filtered, `{"v": {"levels": ["NOWHERE"]}}`, codeValidation),
		with("deep variables", filtered, `{"v": `+strings.Repeat(`{"codes":`, 9000)+"1"+strings.Repeat("}", 9000)+`}`, codeValidation),
		raw("variables deeper than JSON may be", `{"query": "{ __typename }", "variables": {"v": `+strings.Repeat("[", 60000)+strings.Repeat("]", 60000)+`}}`, codeBadRequest),
		with("values without number", filtered, `{"v": {"codes": [`+strings.TrimSuffix(strings.Repeat(`"a",`, 20000), ",")+`]}}`, "at most 200 allowed"),
		asked("a forged cursor", `{ decisions(first: 1, after: "`+base64.RawURLEncoding.EncodeToString([]byte(`["2020-01-01","x' or 1=1"]`))+`") { totalCount } }`, "decisions"),
		asked("an id that is none", `{ node(id: "../../etc/passwd") { id } }`, `is not a global id`),
		asked("an id of no type", `{ node(id: "`+base64.RawURLEncoding.EncodeToString([]byte("User:019d2be3-6a85-74ec-a33c-a7c04919ba00"))+`") { id } }`, `is not a global id`),
		asked("an id of a key", `{ node(id: "`+base64.RawURLEncoding.EncodeToString([]byte("Alias:019d2be3-6a85-74ec-a33c-a7c04919ba00"))+`") { id } }`, `is not a global id`),
		asked("an id of 60 KB", `{ node(id: "`+strings.Repeat("A", 60000)+`") { id } }`, "an id has at most 200 bytes"),
	}
}

// Requests that another page, a proxy or a careless client might send.
func requestAttacks() []attack {
	const ok = `{"query":"mutation { __typename }"}`
	get := func(query string) string { return "/graphql?query=" + url.QueryEscape(query) }
	return []attack{
		typed("CSRF as text", "text/plain", ok),
		typed("CSRF as a form", "application/x-www-form-urlencoded", "query=mutation+{+__typename+}"),
		typed("CSRF as multipart", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n"+ok+"\r\n--x--"),
		typed("CSRF without a type", "", ok),
		typed("a type that holds JSON", "text/plain; application/json", ok),
		typed("another charset", "application/json; charset=utf-7", ok),
		{name: "mutation by GET", method: http.MethodGet, target: get("mutation { __typename }"), want: codeReadOnly, status: http.StatusMethodNotAllowed},
		{name: "subscription by GET", method: http.MethodGet, target: get("subscription { catalogChanged { cursor } }"), want: codeSubscription},
		{name: "mutation chosen by GET", method: http.MethodGet, target: get("query A { __typename } mutation B { __typename }") + "&operationName=B", want: codeReadOnly},
		{name: "TRACE", method: "TRACE", target: "/graphql", want: codeReadOnly, status: http.StatusMethodNotAllowed},
		{name: "PUT", method: http.MethodPut, target: "/graphql", body: ok, want: codeReadOnly, status: http.StatusMethodNotAllowed},
		raw("a batch", "["+strings.TrimSuffix(strings.Repeat(ok+",", 1000), ",")+"]", codeBadRequest),
		raw("a secret that is no JSON", `{"query": hunter2`, codeBadRequest),
		raw("an operation that is not there", `{"query": "query A { __typename }", "operationName": "hunter2"}`, "GRAPHQL_"),
		raw("a body of 50 MB", `{"query": "{ __typename }", "x": "`+strings.Repeat("x", 50<<20)+`"}`, codeLimit),
		raw("a name of an operation of 100 KB", `{"query": "{ __typename }", "operationName": "`+strings.Repeat("x", 100000)+`"}`, "GRAPHQL_"),
	}
}

// Each attack is answered at once, at no cost, with a code, and without what it
// said.
func TestAttacks(t *testing.T) {
	attacked(t, newTestHandler(t, Config{}))
}

// Where answers are kept one is made for all who wait for it, by a goroutine of
// its own: what it cannot read is refused before that, however often it is asked.
func TestAttackOnKeptAnswers(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		a := asked("", `{ procedures(asOf: 99999999999999999999, minRevision: "x") { totalCount } }`, "")
		if got := send(d.Handler, a.method, a.target, a.body, a.header...); !strings.Contains(got.Body.String(), codeValidation) {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
	}
}

func attacked(t *testing.T, h http.Handler) {
	for group, attacks := range map[string][]attack{"documents": documentAttacks(), "values": valueAttacks(), "requests": requestAttacks()} {
		for _, a := range attacks {
			t.Run(group+"/"+a.name, func(t *testing.T) {
				got := spend(t, func() *httptest.ResponseRecorder { return send(h, a.method, a.target, a.body, a.header...) })
				text := got.Body.String()
				if !strings.Contains(text, a.want) {
					t.Errorf("want %s in %.500s", a.want, text)
				}
				if a.status != 0 && got.Code != a.status {
					t.Errorf("the status is %d", got.Code)
				}
				if n := strings.Count(text, `"message"`); n > bounds[BoundErrors].Default {
					t.Errorf("%d errors", n)
				}
				if len(text) > 20_000 || strings.Contains(text, "hunter2") && group == "requests" && !strings.Contains(a.name, "operation") {
					t.Errorf("%d bytes, %.200s", len(text), text)
				}
				if strings.Contains(text, "INTERNAL") || got.Code == http.StatusInternalServerError {
					t.Errorf("%.500s", text)
				}
			})
		}
	}
}

// A name of the schema is suggested only if everybody can read it in the schema.
func TestSuggestionsAreInTheSchema(t *testing.T) {
	h := newTestHandler(t, Config{})
	var schema struct {
		Data struct {
			Type struct{ Fields []struct{ Name string } } `json:"__type"`
		}
	}
	if err := json.Unmarshal(ask(h, `{ __type(name: "Feedback") { fields { name } } }`, nil).Body.Bytes(), &schema); err != nil {
		t.Fatal(err)
	}
	public := map[string]bool{}
	for _, f := range schema.Data.Type.Fields {
		public[f.Name] = true
	}
	for _, guess := range []string{"senderr", "fullName", "phoneNumber", "emai", "addres", "identityNumber", "passwordHash"} {
		text := ask(h, fmt.Sprintf(`{ feedback(code: "x") { %s } }`, guess), nil).Body.String()
		_, hints, _ := strings.Cut(text, "Did you mean")
		hints, _, _ = strings.Cut(hints, "?")
		for i, word := range strings.Split(hints, `\"`) {
			if i%2 == 1 && !public[word] {
				t.Errorf("%s: %q is suggested", guess, word)
			}
		}
	}
}

// The bounds of the attacks are sound: they are not those of a machine that does
// nothing else.
func TestSpendIsMeasured(t *testing.T) {
	begin, sum := cpu(t), 0.0
	for i := range 3_000_000 {
		sum += math.Sqrt(float64(i))
	}
	if took := cpu(t) - begin; took <= 0 || sum == 0 {
		t.Errorf("work takes %s", took)
	}
}
