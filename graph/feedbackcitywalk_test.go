package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestCityWalk leads one feedback through its whole life on the net, with tokens
// of an issuer and over weeks: a refusal, a reopening, a supplement, a wrong
// forward that is taken back, two forwards, a conflict, an answer that is
// returned, an overdue publication and a rating. Each step is tried before by
// everybody who may not make it.
func TestCityWalk(t *testing.T) {
	c := newCity(t)
	f, secret := c.sent()
	own := []string{"colleague", "handler", "other", "approver", "publisher", "whole", "auditor", "erasing"}
	of := func(more ...string) []string { return append(append([]string{}, own...), more...) }

	// A token that ended, or that was changed, is nobody's.
	c.tokens["old"] = c.tokens["receiver"]
	c.tokens["forged"] = c.tokens["receiver"][:len(c.tokens["receiver"])-6] + "AAAAAA"
	c.clock.Add(9 * 3600)
	for _, name := range []string{"old", "forged"} {
		if got := c.ask(t, `{ viewer { subject } }`, nil, "Authorization", "Bearer "+c.tokens[name]); got.status != 401 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}

	// Refused within the two days, by a template, and reopened when the citizen
	// comes back.
	c.on("2026-06-16")
	c.onlyBy("receiver", "receiveFeedback", f, "", "+colleague", "+whole", "handler", "other", "approver", "publisher", "auditor", "erasing")
	template := c.template()
	c.refused("receiver", "refuseFeedback", f, fmt.Sprintf(`reason: UNCLEAR template: {id: %q}`, template), "INVALID")
	c.refused("receiver", "refuseFeedback", f, fmt.Sprintf(`reason: UNCLEAR note: "x" template: {id: %q, values: [{name: "điểm cần làm rõ", value: "y"}]}`, template), "INVALID")
	c.onlyBy("receiver", "refuseFeedback", f, fmt.Sprintf(`reason: UNCLEAR template: {id: %q, values: [{name: "điểm cần làm rõ", value: "số hồ sơ"}]}`, template),
		"+colleague", "+whole", "handler", "other", "approver", "publisher", "auditor", "erasing")
	told := string(c.asked("", fmt.Sprintf(`{ f: feedback(code: %q secret: %q) { personal { notes { kind text } } } }`, f.Code, secret), nil, true).Data["f"])
	if want := "Kính gửi " + canaryName + ", Sở Tư pháp tỉnh Tuyên Quang chưa rõ số hồ sơ (16/06/2026)."; !strings.Contains(told, want) {
		t.Errorf("the sender is told %s, want %s", told, want)
	}
	c.refused("receiver", "classifyFeedback", f, "class: CONDUCT", "STATE_FORBIDS")
	c.onlyBy("approver", "reopenFeedback", f, `note: "Người dân đã nói rõ."`, "+receiver", "+colleague", "+whole", "handler", "other", "publisher", "auditor", "erasing")
	if f.State != "RECEIVED" || *f.DueAt != "2026-07-07" {
		t.Errorf("reopened: %s, due %s", f.State, *f.DueAt)
	}

	// A supplement stops the clock and begins it anew.
	c.onlyBy("receiver", "requestSupplement", f, `note: "Xin gửi số hồ sơ."`, "+colleague", "+whole", "+handler", "+other", "+approver", "publisher", "auditor", "erasing")
	c.on("2026-06-19")
	if code := c.bySender("supplementFeedback", f, "sai", `text: "12"`); code != "NOT_FOUND" {
		t.Errorf("a wrong secret: %q", code)
	}
	if code := c.bySender("supplementFeedback", f, secret, `text: "Số hồ sơ 12, canarynote."`); code != "" {
		t.Errorf("supplemented: %q", code)
	}
	*f = *c.look("receiver", f)
	if f.State != "SUPPLEMENTED" || *f.DueAt != "2026-07-10" {
		t.Errorf("supplemented: %s, due %s", f.State, *f.DueAt)
	}

	// Of two who act on what they saw the second is told.
	stale := *f
	c.onlyBy("receiver", "classifyFeedback", f, "class: PROCEDURE", "+colleague", "+whole", "handler", "other", "approver", "publisher", "auditor", "erasing")
	c.refused("colleague", "markDuplicate", &stale, fmt.Sprintf("duplicateOf: %q", f.ID), "INVALID")
	c.refused("colleague", "refuseFeedback", &stale, `reason: UNCLEAR note: "không rõ"`, "CONFLICT")

	c.forwardedTwice(f, of)
	c.answeredByProvince(f)
	c.publishedLate(f, secret)
	c.figures()
	c.leaks()
}

// sent is feedback of a citizen who signed in.
func (c *city) sent() (*seen, string) {
	c.t.Helper()
	f, secret := c.submit(input("Hồ sơ đất đai bị trả lại nhiều lần",
		"Tôi là Trần Quỳnh Canarywat, số điện thoại 0987.123.456, CCCD 079188001234, thư canary@example.vn, phản ánh việc hồ sơ bị trả lại ba lần không có văn bản."))
	if f.State != "SUBMITTED" || f.DueAt == nil || *f.DueAt != "2026-07-06" {
		c.t.Errorf("sent: %+v", f)
	}
	for _, name := range []string{"", "citizen", "ministry", "outsider"} {
		if c.look(name, f) != nil {
			c.t.Errorf("%q sees it", name)
		}
	}
	return f, secret
}

func (c *city) template() string {
	c.t.Helper()
	const add = `mutation { m: addReplyTemplate(input: {agency: "H60" name: "Chưa rõ" text: "Kính gửi {{họ tên}}, {{cơ quan}} chưa rõ {{điểm cần làm rõ}} ({{hôm nay}})."}) { replyTemplate { id placeholders } userErrors { code } } }`
	for _, name := range []string{"", "citizen", "receiver", "ministry", "outsider", "auditor"} {
		if code := c.asked(name, add, nil, false).code("m"); code != "FORBIDDEN" {
			c.t.Errorf("%q adds a template: %q", name, code)
		}
	}
	var p struct {
		ReplyTemplate struct {
			ID           string
			Placeholders []string
		}
	}
	if err := json.Unmarshal(c.asked("approver", add, nil, false).Data["m"], &p); err != nil || len(p.ReplyTemplate.Placeholders) != 1 {
		c.t.Fatalf("%v %+v", err, p)
	}
	return p.ReplyTemplate.ID
}

// forwardedTwice goes to the ministry by mistake and back, again to the ministry,
// and from there to the province.
func (c *city) forwardedTwice(f *seen, of func(...string) []string) {
	c.t.Helper()
	c.on("2026-06-22")
	c.onlyBy("receiver", "forwardFeedback", f, `to: "H22"`, "+colleague", "+whole", "+handler", "+other", "+approver", "publisher", "auditor", "erasing")
	if c.look("outsider", f) == nil || c.look("ministry", f) != nil {
		c.t.Error("the wrong agency does not see it, or another does")
	}
	c.onlyBy("receiver", "takeBackForward", f, `note: "gửi nhầm"`, "+colleague", "+whole", "+handler", "+other", "+approver", "publisher", "auditor", "erasing", "outsider")
	if c.look("outsider", f) != nil || f.State != "CLASSIFIED" || *f.DueAt != "2026-07-10" {
		c.t.Errorf("taken back: %+v", f)
	}
	c.on("2026-06-23")
	c.must("receiver", "forwardFeedback", f, `to: "G15"`)
	c.onlyBy("ministry", "receiveFeedback", f, "", of("receiver")...)
	c.refused("receiver", "takeBackForward", f, "", "STATE_FORBIDS")
	c.onlyBy("ministry", "forwardFeedback", f, `to: "H60"`, of("receiver")...)
	if f.State != "FORWARDED" || *f.DueAt != "2026-07-14" {
		c.t.Errorf("forwarded again: %s, due %s", f.State, *f.DueAt)
	}
	c.onlyBy("whole", "receiveFeedback", f, "", "receiver", "colleague", "handler", "other", "approver", "publisher", "auditor", "erasing", "ministry")
}

func (c *city) answeredByProvince(f *seen) {
	c.t.Helper()
	c.must("whole", "classifyFeedback", f, "class: PROCEDURE")
	c.refused("handler", "answerFeedback", f, `answer: "Xong"`, "STATE_FORBIDS")
	all := []string{"receiver", "colleague", "publisher", "auditor", "erasing", "ministry"}
	c.onlyBy("whole", "assignFeedback", f, fmt.Sprintf("assignee: %q", c.subject("handler")), append(all, "+handler", "+other", "+approver")...)
	c.on("2026-07-01")
	c.onlyBy("handler", "answerFeedback", f, `answer: "Kính gửi bà Trần Quỳnh Canarywat, hồ sơ đã được giải quyết."`, append(all, "other", "approver", "whole")...)
	c.onlyBy("approver", "returnAnswer", f, `note: "viết rõ hơn"`, append(all, "handler", "other", "whole")...)
	c.must("handler", "answerFeedback", f, `answer: "Kính gửi bà Trần Quỳnh Canarywat, hồ sơ đã được giải quyết ngày 30/6."`)
	c.onlyBy("approver", "approveAnswer", f, "", append(all, "handler", "other", "whole")...)
}

// publishedLate lets the two days for publishing pass: it is overdue in the list,
// in the backlog and in the list of what falls due alike.
func (c *city) publishedLate(f *seen, secret string) {
	c.t.Helper()
	if f.DueAt == nil || *f.DueAt != "2026-07-03" {
		c.t.Errorf("answered: due %v", f.DueAt)
	}
	c.on("2026-07-07")
	c.settled()
	got := c.asked("handler", `{
		feedbacks(filter: {overdue: true}) { totalCount nodes { id } }
		backlog(agency: "H60") { totalCount overdueCount cells { state overdue count feedbacks { totalCount } } }
		dueList(agency: "H60") { dueCount overdueCount parts { assignee overdueCount feedbacks { totalCount } } feedbacks { totalCount } } }`, nil, false)
	for field, want := range map[string]string{
		"feedbacks": fmt.Sprintf(`{"totalCount":1,"nodes":[{"id":%q}]}`, f.ID),
		"backlog":   `{"totalCount":1,"overdueCount":1,"cells":[{"state":"APPROVED","overdue":true,"count":1,"feedbacks":{"totalCount":1}}]}`,
		"dueList":   fmt.Sprintf(`{"dueCount":0,"overdueCount":1,"parts":[{"assignee":%q,"overdueCount":1,"feedbacks":{"totalCount":1}}],"feedbacks":{"totalCount":1}}`, c.subject("handler")),
	} {
		if string(got.Data[field]) != want {
			c.t.Errorf("%s: %s, want %s", field, got.Data[field], want)
		}
	}
	for _, name := range []string{"", "citizen"} {
		for _, field := range []string{`dueList { dueCount }`, `backlog { totalCount }`} {
			if code := c.asked(name, "{ "+field+" }", nil, false).code(""); code != "FORBIDDEN" {
				c.t.Errorf("%q asks %s: %q", name, field, code)
			}
		}
	}
	sees := []string{"receiver", "colleague", "whole", "auditor", "erasing", "ministry"}
	c.refused("publisher", "publishFeedback", f, "", "STATE_FORBIDS")
	c.onlyBy("publisher", "proposeRedaction", f, "", append(sees, "+handler", "+other", "+approver")...)
	c.onlyBy("publisher", "confirmRedaction", f, "", append(sees, "handler", "other", "approver")...)
	c.onlyBy("publisher", "publishFeedback", f, "", append(sees, "handler", "other", "approver")...)
	c.on("2026-07-08")
	if code := c.bySender("rateFeedback", f, secret, `rating: 5 note: "canarynote cảm ơn"`); code != "" {
		c.t.Errorf("rated: %q", code)
	}
	if public := c.look("", f); public == nil || strings.Contains(public.Published.Text, "Quỳnh") || public.Events != nil {
		c.t.Errorf("everybody sees %+v", public)
	}
}

// figures: the department handled it by forwarding, the province late.
func (c *city) figures() {
	c.t.Helper()
	for name, want := range map[string]string{"": "FORBIDDEN", "citizen": "FORBIDDEN"} {
		if code := c.asked(name, `{ feedbackStatistics(from: "2026-06-01", to: "2026-07-01") { status } }`, nil, false).code(""); code != want {
			c.t.Errorf("%q: %q", name, code)
		}
	}
	const fields = `status figures { received carriedOver new handled answered forwarded inProgress }`
	got := c.asked("whole", `{
		june: feedbackStatistics(from: "2026-06-01", to: "2026-07-01") { `+fields+` localities { received handled notReported consistent } }
		july: feedbackStatistics(from: "2026-07-01", to: "2026-08-01") { `+fields+` satisfaction { counted further late satisfied } }
		wrong: feedbackStatistics(agency: "H22", from: "2026-06-01", to: "2026-07-01") { `+fields+` } }`, nil, false)
	for field, want := range map[string]string{
		"june":  `{"status":"REPORTED","figures":{"received":1,"carriedOver":0,"new":1,"handled":0,"answered":0,"forwarded":0,"inProgress":1},"localities":{"received":1,"handled":1,"notReported":0,"consistent":true}}`,
		"july":  `{"status":"REPORTED","figures":{"received":1,"carriedOver":1,"new":0,"handled":1,"answered":1,"forwarded":0,"inProgress":0},"satisfaction":{"counted":1,"further":1,"late":1,"satisfied":0}}`,
		"wrong": `{"status":"REPORTED","figures":{"received":0,"carriedOver":0,"new":0,"handled":0,"answered":0,"forwarded":0,"inProgress":0}}`,
	} {
		if string(got.Data[field]) != want {
			c.t.Errorf("%s: %s, want %s; %+v", field, got.Data[field], want, got.Errors)
		}
	}
}
