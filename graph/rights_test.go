package graph_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/graph"
)

// eventLines finds in the source which event each mutation makes, and as whom:
// one line for each.
var eventLines = regexp.MustCompile(`func \(m mutations\) (\w+)\([^\n]*\n\treturn m\.(actOnFeedback|actAsSender)\(ctx, in, motcua\.Event(\w+)\)`)

// otherRights says of the mutations that make no event what they ask for. Each
// is tried in a test of its own.
var otherRights = map[string]string{
	"addAlias": "scope `CURATE`", "retireAlias": "scope `CURATE`", "pinResult": "scope `CURATE`", "unpinResult": "scope `CURATE`",
	"reportSearchClick": "anybody", "submitFeedback": "anybody; RECEIVER for what came by telephone or letter",
	"createUpload": "anybody", "createExport": "any API key or token; the list is what its holder sees", "showAttachment": "PUBLISHER",
	"saveFilter": "any API key or token, for themselves", "deleteSavedFilter": "any API key or token, for themselves",
	"addReplyTemplate": "APPROVER or ADMINISTRATOR", "retireReplyTemplate": "APPROVER or ADMINISTRATOR",
	"publishDecision": "PUBLISHER of the agency that decided", "retractVersion": "PUBLISHER of the agency that decided",
	"createWebhook": "ADMINISTRATOR", "rotateWebhookSecret": "ADMINISTRATOR", "disableWebhook": "ADMINISTRATOR",
	"enableWebhook": "ADMINISTRATOR", "redeliverWebhook": "ADMINISTRATOR",
	"delegate": "ADMINISTRATOR, or who gives away their own role", "endDelegation": "ADMINISTRATOR, or who was absent",
}

var capitals = regexp.MustCompile(`[A-Z]`)

// kindOf gives the event of a name in the code: TakenBack is TAKEN_BACK.
func kindOf(name string) motcua.FeedbackEventKind {
	return motcua.FeedbackEventKind(strings.TrimPrefix(strings.ToUpper(capitals.ReplaceAllString(name, "_$0")), "_"))
}

// eventRights gives, of the mutations by which officials make events, the roles
// that the rules of the domain ask for, and the mutations of senders.
func eventRights(t *testing.T) (official map[string][]motcua.Role, sender []string) {
	t.Helper()
	source, err := os.ReadFile("feedbackmutations.go")
	if err != nil {
		t.Fatal(err)
	}
	official = map[string][]motcua.Role{}
	for _, m := range eventLines.FindAllStringSubmatch(string(source), -1) {
		name, kind := strings.ToLower(m[1][:1])+m[1][1:], kindOf(m[3])
		if !slices.Contains(motcua.FeedbackEventKinds(), kind) {
			t.Fatalf("%s makes %s, which is no event", name, kind)
		}
		if m[2] == "actAsSender" {
			sender = append(sender, name)
			continue
		}
		official[name] = slices.DeleteFunc(slices.Clone(motcua.RolesFor(kind)), func(r motcua.Role) bool { return !r.Official() })
	}
	if len(official) < 20 {
		t.Fatalf("found %d mutations of officials", len(official))
	}
	return official, sender
}

// officialRoles are those of the table's columns.
var officialRoles = slices.DeleteFunc(motcua.Roles(), func(r motcua.Role) bool { return !r.Official() })

// TestRightsAreWritten keeps the table of doc/security.md as the code is; every
// mutation of the schema stands in it.
func TestRightsAreWritten(t *testing.T) {
	official, sender := eventRights(t)
	var table strings.Builder
	table.WriteString("| Mutation |")
	for _, r := range officialRoles {
		fmt.Fprintf(&table, " %s |", r)
	}
	table.WriteString(" others |\n|" + strings.Repeat(" --- |", len(officialRoles)+2) + "\n")
	for _, field := range graph.NewSchema(graph.Config{}).Schema().Mutation.Fields {
		roles, made := official[field.Name]
		other, known := otherRights[field.Name]
		if slices.Contains(sender, field.Name) {
			other, known = "the sender, by the secret", true
		}
		if !made && !known {
			t.Errorf("who may %s? Say it in otherRights", field.Name)
		}
		fmt.Fprintf(&table, "| `%s` |", field.Name)
		for _, r := range officialRoles {
			cell := ""
			if slices.Contains(roles, r) || !made && strings.HasPrefix(other, string(r)) {
				cell = "✓"
			}
			fmt.Fprintf(&table, " %s |", cell)
		}
		fmt.Fprintf(&table, " %s |\n", other)
	}
	path := filepath.Join("..", "doc", "security.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- rights: written by go test ./graph -run Rights -update -->\n", "<!-- end of rights -->"
	before, rest, found := strings.Cut(string(text), begin)
	written, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+table.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(table.String(), written); diff != "" {
		t.Errorf("doc/security.md does not say who may do what; run go test ./graph -run Rights -update\n%s", diff)
	}
}

// fieldsOf are what the mutations need beside the feedback, as long as they are
// refused for who asks.
var fieldsOf = map[string]string{
	"classifyFeedback": "class: PROCEDURE", "refuseFeedback": `reason: UNCLEAR note: "x"`, "requestSupplement": `note: "x"`, "recordSupplement": `note: "x"`,
	"forwardFeedback": `to: "G15"`, "takeBackForward": `note: "x"`, "returnFeedback": `note: "x"`, "assignFeedback": `assignee: "iss|x"`, "answerFeedback": `answer: "x"`,
	"returnAnswer": `note: "x"`, "unpublishFeedback": `note: "x"`, "reopenFeedback": `note: "x"`, "noteFeedback": `note: "x"`, "recordWithdrawal": `note: "x"`,
}

// TestRightsHold tries every event by a key of every role: who has none of its
// roles is forbidden it, and nobody else is for want of a role.
func TestRightsHold(t *testing.T) {
	d := newDesk(t)
	official, _ := eventRights(t)
	keyOf := func(r motcua.Role) string { return "only " + string(r) }
	for _, role := range officialRoles {
		k := motcua.Key{Name: keyOf(role), CreatedBy: "root", Grants: []motcua.Grant{{Role: role, Agency: department.ID}}}
		token, err := d.database(t).CreateKey(t.Context(), k, clock()())
		if err != nil {
			t.Fatal(err)
		}
		d.tokens[keyOf(role)] = token
	}
	f, _ := d.submit(input("Hồ sơ đất đai bị trả lại nhiều lần", "Tôi nộp hồ sơ đăng ký biến động đất đai từ tháng ba nhưng bị trả lại ba lần không rõ lý do."))
	other := *f
	other.ID = d.another().ID
	for _, role := range officialRoles {
		for mutation, roles := range official {
			if slices.Contains(roles, role) {
				continue // what comes of it depends on the state
			}
			fields := fieldsOf[mutation]
			if mutation == "markDuplicate" {
				fields = fmt.Sprintf("duplicateOf: %q", other.ID)
			}
			copied := *f
			if code := d.act(keyOf(role), mutation, &copied, fields); code != "FORBIDDEN" {
				t.Errorf("%s by %s: %q", mutation, role, code)
			}
		}
	}
}

// another sends feedback that others may be a duplicate of.
func (d *desk) another() *seen {
	f, _ := d.submit(input("Cấp giấy khai sinh chậm", "Tôi nộp hồ sơ đăng ký khai sinh cho con đã một tháng mà chưa nhận được kết quả nào."))
	return f
}
