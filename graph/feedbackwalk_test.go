package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The whole life of feedback over HTTP, as sender, receiver, handler, approver,
// publisher and other agencies' officials, with each forbidden step tried on the
// way. No private word is in anything that the server emits but to who may read
// it.
func TestFeedbackWalk(t *testing.T) {
	d := newDesk(t)
	f, secret := d.submit(input("Hồ sơ đất đai bị trả lại nhiều lần",
		"Tôi là Trần Quỳnh Canarywat, số điện thoại 0987.123.456, CCCD 079188001234, thư canary@example.vn, phản ánh việc hồ sơ bị trả lại ba lần không có văn bản."))
	if f.State != "SUBMITTED" || f.DueAt == nil || *f.DueAt != "2026-07-06" || f.Events == nil {
		t.Errorf("sent: %+v", f)
	}
	if d.look("", f) != nil || d.look("outsider", f) != nil || d.look("ministry", f) != nil {
		t.Error("feedback is seen by who has nothing to do with it")
	}
	if got := d.look("receiver", f); got == nil || got.Masked == nil || !strings.Contains(got.Masked.Text, "[số điện thoại]") {
		t.Errorf("the receiver sees %+v", got)
	}
	if got := d.look("whole", f); got == nil {
		t.Error("the agency above does not see it")
	}

	// Received: by nobody else, and not twice.
	for as, want := range map[string]string{"": "NOT_FOUND", "outsider": "NOT_FOUND", "handler": "FORBIDDEN", "approver": "FORBIDDEN", "auditor": "FORBIDDEN"} {
		d.refused(as, "receiveFeedback", f, "", want)
	}
	d.refused("receiver", "classifyFeedback", f, "class: CONDUCT", "STATE_FORBIDS")
	d.must("receiver", "receiveFeedback", f, "")
	d.refused("receiver", "receiveFeedback", f, "", "STATE_FORBIDS")

	// A supplement, by who has the secret.
	d.must("receiver", "requestSupplement", f, `note: "Xin gửi thêm số hồ sơ."`)
	if f.State != "AWAITING_SUPPLEMENT" || f.DueAt != nil || f.DueAtStatus != "NONE" {
		t.Errorf("asked for more: %+v", f)
	}
	d.refused("receiver", "classifyFeedback", f, "class: CONDUCT", "STATE_FORBIDS")
	if code := d.bySender("supplementFeedback", f, "sai", `text: "Số hồ sơ 12, canarynote"`); code != "NOT_FOUND" {
		t.Errorf("a wrong secret: %q", code)
	}
	if code := d.bySender("supplementFeedback", f, secret, `text: "Số hồ sơ 12, canarynote"`); code != "" {
		t.Errorf("supplement: %q", code)
	}
	if code := d.bySender("rateFeedback", f, secret, `rating: 5`); code != "STATE_FORBIDS" {
		t.Errorf("rated before an answer: %q", code)
	}

	// Two at once: the second saw fewer events than there are.
	late := *f
	d.must("receiver", "classifyFeedback", f, "class: CONDUCT")
	d.refused("receiver", "refuseFeedback", &late, `reason: UNCLEAR note: "không rõ"`, "CONFLICT")

	d.forwarding(f)
	d.answering(f)
	d.publishing(f, secret)
	d.leaks()
}

// forwarding sends it to the ministry by mistake and takes it back, sends it
// again and gets it back, and has it in hand at the end.
func (d *desk) forwarding(f *seen) {
	d.t.Helper()
	d.refused("approver", "forwardFeedback", f, `to: "G15"`, "FORBIDDEN")
	d.refused("receiver", "forwardFeedback", f, `to: "X99"`, "NOT_FOUND")
	d.refused("receiver", "forwardFeedback", f, `to: "000.00.13.H60"`, "INVALID")
	d.must("receiver", "forwardFeedback", f, `to: "G15"`)
	if f.State != "FORWARDED" || d.look("ministry", f) == nil {
		d.t.Errorf("forwarded: %+v", f)
	}
	d.refused("ministry", "takeBackForward", f, "", "FORBIDDEN")
	d.must("receiver", "takeBackForward", f, `note: "gửi nhầm"`)
	if f.State != "CLASSIFIED" || d.look("ministry", f) != nil {
		d.t.Errorf("taken back: %+v, the ministry sees %+v", f, d.look("ministry", f))
	}
	d.must("receiver", "forwardFeedback", f, `to: "G15"`)
	d.must("ministry", "receiveFeedback", f, "")
	d.refused("receiver", "takeBackForward", f, "", "STATE_FORBIDS")
	d.refused("receiver", "refuseFeedback", f, `reason: UNCLEAR note: "không rõ"`, "FORBIDDEN")
	d.must("ministry", "returnFeedback", f, `note: "không thuộc thẩm quyền"`)
	d.must("receiver", "classifyFeedback", f, "class: CONDUCT")
}

func (d *desk) answering(f *seen) {
	d.t.Helper()
	handler := d.subject("handler")
	d.refused("handler", "answerFeedback", f, `answer: "Xong"`, "STATE_FORBIDS")
	d.must("receiver", "assignFeedback", f, `assignee: "iss|somebody"`)
	d.refused("handler", "answerFeedback", f, `answer: "Xong"`, "FORBIDDEN")
	d.must("receiver", "assignFeedback", f, fmt.Sprintf("assignee: %q", handler))
	d.refused("approver", "answerFeedback", f, `answer: "Xong"`, "FORBIDDEN")
	d.refused("handler", "answerFeedback", f, `answer: " "`, "INVALID")
	d.must("handler", "answerFeedback", f, `answer: "Kính gửi bà Trần Quỳnh Canarywat, hồ sơ đã được giải quyết."`)
	d.refused("handler", "approveAnswer", f, "", "FORBIDDEN")
	d.must("approver", "returnAnswer", f, `note: "viết rõ hơn"`)
	d.must("handler", "answerFeedback", f, `answer: "Kính gửi bà Trần Quỳnh Canarywat, hồ sơ đã được giải quyết ngày 10/6."`)
	d.must("approver", "approveAnswer", f, "")
}

// publishing goes through the redaction, and the sender's rating.
func (d *desk) publishing(f *seen, secret string) {
	d.t.Helper()
	d.refused("publisher", "publishFeedback", f, "", "STATE_FORBIDS")
	d.must("publisher", "proposeRedaction", f, `title: "Hồ sơ" text: "Tôi là Quynh, tên đầy đủ trần quỳnh canarywat" answer: "Đã giải quyết."`)
	d.refused("publisher", "confirmRedaction", f, "", "INVALID")
	d.refused("publisher", "confirmRedaction", f, "acknowledged: true", "INVALID")
	d.must("publisher", "proposeRedaction", f, "")
	d.refused("handler", "confirmRedaction", f, "", "FORBIDDEN")
	d.must("publisher", "confirmRedaction", f, "")
	d.must("publisher", "publishFeedback", f, "")
	public := d.look("", f)
	if public == nil || public.Published == nil || public.Masked != nil || public.Events != nil {
		d.t.Fatalf("everybody sees %+v", public)
	}
	if want := "Tôi là [họ tên], số điện thoại [số điện thoại], CCCD [số giấy tờ], thư [thư điện tử], phản ánh việc hồ sơ bị trả lại ba lần không có văn bản."; public.Published.Text != want {
		d.t.Errorf("published: %q", public.Published.Text)
	}
	if code := d.bySender("rateFeedback", f, secret, `rating: 6`); code != "INVALID" {
		d.t.Errorf("rated 6: %q", code)
	}
	if code := d.bySender("rateFeedback", f, secret, `rating: 4 note: "canarynote cảm ơn"`); code != "" {
		d.t.Errorf("rated: %q", code)
	}
	if code := d.bySender("rateFeedback", f, secret, `rating: 1`); code != "STATE_FORBIDS" {
		d.t.Errorf("rated twice: %q", code)
	}
}

// bySender makes an event with the secret and keeps the feedback after it.
func (d *desk) bySender(mutation string, f *seen, secret, fields string) string {
	d.t.Helper()
	a := d.asked("", fmt.Sprintf(`mutation { m: %s(input: {code: %q secret: %q %s}) { feedback { id code state eventCount } userErrors { code } } }`,
		mutation, f.Code, secret, fields), nil, false)
	var p struct{ Feedback *seen }
	if len(a.Errors) == 0 {
		if err := json.Unmarshal(a.Data["m"], &p); err != nil {
			d.t.Fatal(err)
		}
	}
	if p.Feedback != nil {
		*f = *p.Feedback
	}
	return a.code("m")
}

func (d *desk) subject(as string) string {
	d.t.Helper()
	var viewer struct{ Subject string }
	if err := json.Unmarshal(d.asked(as, `{ viewer { subject } }`, nil, false).Data["viewer"], &viewer); err != nil {
		d.t.Fatal(err)
	}
	return viewer.Subject
}

// Who may read what is personal gets it, and each look is in the audit log.
func TestPersonalViews(t *testing.T) {
	d := newDesk(t)
	f, secret := d.submit(input("Thái độ của cán bộ một cửa", "Cán bộ tiếp nhận hồ sơ tại bộ phận một cửa có thái độ không đúng mực với người dân."))
	const personal = `personal { words { title place } sender { name address telephone email } answer notes { event kind text } }`
	read := func(as, query string) string { return string(d.asked(as, query, nil, true).Data["f"]) }
	byID := fmt.Sprintf(`{ f: feedback(id: %q) { %s } }`, f.ID, personal)
	for as, want := range map[string]bool{"receiver": true, "whole": true, "auditor": false, "erasing": false, "outsider": false} {
		if got := read(as, byID); strings.Contains(got, canaryName) != want {
			t.Errorf("%s reads %s", as, got)
		}
	}
	own := read("", fmt.Sprintf(`{ f: feedback(code: %q secret: %q) { %s } }`, f.Code, secret, personal))
	if !strings.Contains(own, "+84987123456") {
		t.Errorf("the sender reads %s", own)
	}
	if got := read("", fmt.Sprintf(`{ f: feedback(code: %q) { state %s } }`, f.Code, personal)); got != `{"state":"SUBMITTED","personal":null}` {
		t.Errorf("with the code alone: %s", got)
	}
	d.refused("erasing", "eraseSender", f, "", "STATE_FORBIDS")
	d.must("receiver", "refuseFeedback", f, `reason: ALREADY_ANSWERED note: "Đã được trả lời."`)
	d.must("erasing", "eraseSender", f, "")
	if got := read("receiver", byID); strings.Contains(got, canaryName) || !strings.Contains(got, `"words":null`) {
		t.Errorf("after erasing: %s", got)
	}
	d.leaks()
}

// What is no feedback is not stored; what only speaks of complaints is.
func TestNotFeedback(t *testing.T) {
	d := newDesk(t)
	a := d.asked("", submitQuery, map[string]any{"in": input("Đơn tố cáo cán bộ địa chính", "Tôi làm đơn này tố cáo ông Nguyễn Văn A nhận tiền của người dân.")}, false)
	if got := string(a.Data["submitFeedback"]); !strings.Contains(got, `"reason":"DENUNCIATION"`) || !strings.Contains(got, `"feedback":null`) || !strings.Contains(got, `"secret":null`) {
		t.Errorf("a denunciation: %s", got)
	}
	f, _ := d.submit(input("Phản ánh việc giải quyết khiếu nại chậm", "Tôi phản ánh việc giải quyết đơn khiếu nại của tôi kéo dài hơn quy định."))
	if f.State != "SUBMITTED" {
		t.Errorf("%+v", f)
	}
}

// A retry is one submission; a selection is many events, each for itself.
func TestRetriesAndSelections(t *testing.T) {
	d := newDesk(t)
	in := input("Thời gian giải quyết quá lâu", "Hồ sơ của tôi quá hạn mười ngày mà không có thông báo gia hạn nào.")
	in["idempotencyKey"] = "0b5a7c1e-6f3d-4b1a-9a57-5f0c9a3d2e11"
	first, secret := d.submit(in)
	in["clientMutationId"] = "again"
	again, secretAgain := d.submit(in)
	if first.ID != again.ID || secret != secretAgain {
		t.Errorf("%+v %q, again %+v %q", first, secret, again, secretAgain)
	}
	in["title"] = "Thời gian giải quyết hồ sơ quá lâu"
	if code := d.asked("", submitQuery, map[string]any{"in": in}, false).code("submitFeedback"); code != "IDEMPOTENCY_MISMATCH" {
		t.Errorf("another input: %q", code)
	}
	delete(in, "idempotencyKey")
	other, _ := d.submit(in)
	a := d.asked("receiver", fmt.Sprintf(`mutation { receiveFeedback(input: {on: [{id: %q expectedEvents: 1} {id: %q expectedEvents: 7} {id: %q expectedEvents: 1}]}) {
		results { id feedback { state } userErrors { code } } userErrors { code } } }`, first.ID, other.ID, other.ID), nil, false)
	var p struct {
		Results []struct {
			Feedback   *struct{ State string }
			UserErrors []struct{ Code string }
		}
	}
	if err := json.Unmarshal(a.Data["receiveFeedback"], &p); err != nil || len(p.Results) != 3 {
		t.Fatalf("%v %s", err, a.Data["receiveFeedback"])
	}
	if p.Results[0].Feedback == nil || p.Results[1].UserErrors[0].Code != "CONFLICT" || p.Results[2].Feedback == nil {
		t.Errorf("%+v", p)
	}
}

// A flood from one sender is stopped; the honeypot and other languages are not let in.
func TestSubmissionsThatAreNotTaken(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		change func(map[string]any)
		want   string
	}{
		"honeypot": {func(in map[string]any) { in["website"] = "http://spam" }, "INVALID"},
		"English": {func(in map[string]any) {
			in["text"] = "This service has been absolutely terrible and nobody answers the phone when we call."
			in["title"] = "Terrible service"
		}, "INVALID"},
		"no contact": {func(in map[string]any) { in["sender"] = map[string]any{"name": "An Bình", "address": "Hà Nội"} }, "INVALID"},
		"no agency":  {func(in map[string]any) { delete(in, "agency") }, "INVALID"},
		"group":      {func(in map[string]any) { in["agency"] = "X" }, "NOT_FOUND"},
		"channel":    {func(in map[string]any) { in["channel"] = "TELEPHONE" }, "FORBIDDEN"},
	} {
		in := input("Thủ tục rườm rà", "Thủ tục cấp phép yêu cầu quá nhiều giấy tờ trùng lặp với nhau.")
		c.change(in)
		if got := d.asked("", submitQuery, map[string]any{"in": in}, false).code("submitFeedback"); got != c.want {
			t.Errorf("%s: %q, want %s", name, got, c.want)
		}
	}
	var codes []string
	for i := range 7 {
		in := input(fmt.Sprintf("Thủ tục rườm rà lần %d", i), "Thủ tục cấp phép yêu cầu quá nhiều giấy tờ trùng lặp với nhau.")
		codes = append(codes, d.asked("", submitQuery, map[string]any{"in": in}, false).code("submitFeedback"))
	}
	if want := []string{"", "", "", "", "", "LIMITED", "LIMITED"}; !slices.Equal(codes, want) {
		t.Errorf("a flood: %q", codes)
	}
	d.leaks()
}
