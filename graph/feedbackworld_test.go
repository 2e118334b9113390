package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"motcua"
)

// desk is a world in which feedback is sent and acted on over HTTP, with keys
// that have roles. It keeps all that the server ever answered, but for what was
// asked for as private, so that a test can look for what must not be in it.
type desk struct {
	*world
	t       *testing.T
	tokens  map[string]string
	emitted bytes.Buffer
}

// Canaries stand in every private field; none may be seen anywhere else.
var canaries = []string{"Quỳnh Canarywat", "quynh canarywat", "0987123456", "987123456", "987 123 456", "canary@example.vn", "Ngõ Canaryxóm", "079188001234", "canarynote"}

const canaryName, canaryAddress, canaryPhone, canaryEmail = "Trần Quỳnh Canarywat", "99 Ngõ Canaryxóm, Tuyên Quang", "0987 123 456", "canary@example.vn"

func newDesk(t *testing.T, more ...*motcua.Record) *desk {
	t.Helper()
	d := &desk{world: newWorld(t, append(more, full(), provincial("p", "4.000001", province))...), t: t, tokens: map[string]string{}}
	for name, k := range map[string]motcua.Key{
		"receiver":  {Grants: []motcua.Grant{{Role: motcua.RoleReceiver, Agency: department.ID}}},
		"handler":   {Grants: []motcua.Grant{{Role: motcua.RoleHandler, Agency: department.ID}}},
		"approver":  {Grants: []motcua.Grant{{Role: motcua.RoleApprover, Agency: department.ID}}},
		"publisher": {Grants: []motcua.Grant{{Role: motcua.RolePublisher, Agency: department.ID}}},
		"ministry":  {Grants: []motcua.Grant{{Role: motcua.RoleReceiver, Agency: ministry.ID}, {Role: motcua.RoleHandler, Agency: ministry.ID}}},
		"outsider":  {Grants: []motcua.Grant{{Role: motcua.RoleReceiver, Agency: formerProvince.ID}, {Role: motcua.RoleHandler, Agency: formerProvince.ID}, {Role: motcua.RoleApprover, Agency: formerProvince.ID}}},
		"whole":     {Grants: []motcua.Grant{{Role: motcua.RoleReceiver, Agency: province.ID}}},
		"auditor":   {Grants: []motcua.Grant{{Role: motcua.RoleAuditor}}},
		"erasing":   {Grants: []motcua.Grant{{Role: motcua.RoleAdministrator}}},
	} {
		k.Name, k.CreatedBy = name, "root"
		token, err := d.database(t).CreateKey(t.Context(), k, clock()())
		if err != nil {
			t.Fatal(err)
		}
		d.tokens[name] = token
	}
	return d
}

// answer is what a mutation or query gave, with the codes of its errors.
type answer struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// seen is feedback as the tests ask for it.
type seen struct {
	ID, Code, State string
	EventCount      int
	DueAt           *string
	DueAtStatus     string
	AllowedEvents   []string
	Masked          *struct{ Title, Text string }
	Published       *struct{ Title, Text, Answer string }
	Assignee        *string
	Events          []struct{ Kind string }
}

const seenFields = `id code state eventCount dueAt dueAtStatus allowedEvents masked { title text } published { title text answer } assignee events { kind }`

// asked asks as somebody ("" is nobody) and keeps the answer.
func (d *desk) asked(as, query string, variables map[string]any, private bool) answer {
	d.t.Helper()
	var header []string
	if as != "" {
		header = []string{"Authorization", "Bearer " + d.tokens[as]}
	}
	got := d.ask(d.t, query, variables, header...)
	if !private {
		d.emitted.Write(got.body)
		fmt.Fprintln(&d.emitted, got.header)
	}
	var a answer
	if err := json.Unmarshal(got.body, &a); err != nil {
		d.t.Fatalf("%s: %v: %s", query, err, got.body)
	}
	return a
}

// code is the one that says why nothing was done; "" is that it was.
func (a answer) code(field string) string {
	if len(a.Errors) > 0 {
		return a.Errors[0].Extensions.Code
	}
	var p struct{ UserErrors []struct{ Code string } }
	if err := json.Unmarshal(a.Data[field], &p); err != nil || len(p.UserErrors) == 0 {
		return ""
	}
	return p.UserErrors[0].Code
}

// act makes one event with the fields of its input and gives the code and the
// feedback after it.
func (d *desk) act(as, mutation string, f *seen, fields string) string {
	d.t.Helper()
	a := d.asked(as, fmt.Sprintf(`mutation { m: %s(input: {on: [{id: %q, expectedEvents: %d}] %s}) { feedback { %s } userErrors { field code message allowedEvents } } }`,
		mutation, f.ID, f.EventCount, fields, seenFields), nil, false)
	code := a.code("m")
	var p struct{ Feedback *seen }
	if len(a.Errors) == 0 {
		if err := json.Unmarshal(a.Data["m"], &p); err != nil {
			d.t.Fatal(err)
		}
	}
	if p.Feedback != nil {
		*f = *p.Feedback
	}
	return code
}

// must makes an event that has to be allowed.
func (d *desk) must(as, mutation string, f *seen, fields string) {
	d.t.Helper()
	if code := d.act(as, mutation, f, fields); code != "" {
		d.t.Fatalf("%s by %s: %s", mutation, as, code)
	}
}

// refused makes an event that must not be allowed.
func (d *desk) refused(as, mutation string, f *seen, fields, want string) {
	d.t.Helper()
	copied := *f
	if code := d.act(as, mutation, &copied, fields); code != want {
		d.t.Errorf("%s by %s in %s: %q, want %s", mutation, as, f.State, code, want)
	}
}

const submitQuery = `mutation($in: SubmitFeedbackInput!) { submitFeedback(input: $in) {
	feedback { ` + seenFields + ` } secret notFeedback { reason goTo procedure { code } } related { procedures { code } similarAnswers { code } }
	userErrors { field code message } clientMutationId } }`

func input(title, text string) map[string]any {
	return map[string]any{
		"title": title, "text": text, "place": "Gần " + canaryAddress, "consent": true, "agency": "000.00.13.H60", "clientMutationId": "x",
		"sender": map[string]any{"name": canaryName, "address": canaryAddress, "telephone": canaryPhone, "email": canaryEmail},
	}
}

// submit sends feedback and gives it with its secret.
func (d *desk) submit(in map[string]any) (*seen, string) {
	d.t.Helper()
	a := d.asked("", submitQuery, map[string]any{"in": in}, false)
	var p struct {
		Feedback   *seen
		Secret     string
		UserErrors []struct{ Field, Code, Message string }
	}
	if err := json.Unmarshal(a.Data["submitFeedback"], &p); err != nil || p.Feedback == nil {
		d.t.Fatalf("%v %+v %s", err, a, a.Data["submitFeedback"])
	}
	return p.Feedback, p.Secret
}

// look gives the feedback as somebody sees it by its id; nil is not at all.
func (d *desk) look(as string, f *seen) *seen {
	d.t.Helper()
	a := d.asked(as, fmt.Sprintf(`{ f: feedback(id: %q) { %s } }`, f.ID, seenFields), nil, false)
	var got *seen
	if err := json.Unmarshal(a.Data["f"], &got); err != nil {
		d.t.Fatal(err)
	}
	return got
}

// leaks fails where a canary stands in what the server emitted, its log or what
// anybody may read.
func (d *desk) leaks() {
	d.t.Helper()
	everything := d.emitted.String() + d.log.String()
	for _, canary := range canaries {
		if at := strings.Index(strings.ToLower(everything), strings.ToLower(canary)); at >= 0 {
			d.t.Errorf("%q was emitted: …%s…", canary, everything[max(0, at-200):min(len(everything), at+100)])
		}
	}
}
