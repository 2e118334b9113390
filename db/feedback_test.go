package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
	"motcua/db/vault"
)

// office is a database with agencies, a procedure and a keyset.
type office struct {
	*db.DB
	at  pgtest.Database
	now time.Time
}

var marriage = motcua.DeriveID("procedure", "marriage")

func newOffice(t *testing.T) *office {
	t.Helper()
	at := pgtest.New(t)
	v, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), at.URL, db.Options{Vault: v})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	publish(t, d, clockAt("2026-01-05"), record("marriage", "1.000894", "Đăng ký kết hôn", "1/QĐ-BTP", day("2025-01-01")))
	return &office{d, at, day("2026-06-15").Start().Add(9 * time.Hour)}
}

func official(name string, agency motcua.ID, roles ...motcua.Role) motcua.Caller {
	c := motcua.Caller{Subject: "iss|" + name, Name: name}
	for _, r := range roles {
		c.Grants = append(c.Grants, motcua.Grant{Role: r, Agency: agency})
	}
	return c
}

var (
	receiver  = official("An", unit.ID, motcua.RoleReceiver)
	handler   = official("Bình", unit.ID, motcua.RoleHandler)
	approver  = official("Chi", unit.ID, motcua.RoleApprover)
	publisher = official("Dung", unit.ID, motcua.RolePublisher)
	stranger  = official("Giang", ministry.ID, motcua.RoleReceiver, motcua.RoleHandler, motcua.RoleApprover, motcua.RolePublisher)
)

func submission() motcua.Submission {
	return motcua.Submission{
		Words:   motcua.Words{Title: "Hồ sơ kết hôn bị trả nhiều lần", Text: "Tôi là Nguyễn Thị Lan, điện thoại 0912 345 678, nộp hồ sơ ba lần đều bị trả lại mà không có văn bản."},
		Sender:  motcua.Sender{Name: "Nguyễn Thị Lan", Address: "12 Lê Lợi, Tuyên Quang", Telephone: ptr("+84912345678")},
		Channel: motcua.FeedbackWeb, Origin: motcua.OriginSent, Procedure: &marriage, Agency: &unit.ID, Consent: true,
	}
}

func (o *office) submit(t *testing.T) *motcua.Receipt {
	t.Helper()
	s := submission()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	got, err := o.SubmitFeedback(t.Context(), motcua.Caller{}, s, o.now)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// act makes an event that must be allowed, an hour after the one before.
func (o *office) act(t *testing.T, by motcua.Caller, f *motcua.Feedback, e motcua.FeedbackEvent) *motcua.Feedback {
	t.Helper()
	o.now = o.now.Add(time.Hour)
	got, err := o.try(t.Context(), by, f, e)
	if err != nil {
		t.Fatalf("%s: %v", e.Kind, err)
	}
	return got
}

func (o *office) try(ctx context.Context, by motcua.Caller, f *motcua.Feedback, e motcua.FeedbackEvent) (*motcua.Feedback, error) {
	return o.ActOnFeedback(ctx, by, motcua.FeedbackAct{Feedback: f.ID, Expected: ptr(f.Standing.Events), Event: e}, o.now)
}

func event(kind motcua.FeedbackEventKind, note string) motcua.FeedbackEvent {
	e := motcua.FeedbackEvent{Kind: kind}
	if note != "" {
		e.Note = &note
	}
	return e
}

// answered leads feedback to its approved answer.
func (o *office) answered(t *testing.T) *motcua.Receipt {
	t.Helper()
	got := o.submit(t)
	f := o.act(t, receiver, got.Feedback, event(motcua.EventReceived, ""))
	f = o.act(t, receiver, f, motcua.FeedbackEvent{Kind: motcua.EventClassified, Class: ptr(motcua.ClassConduct)})
	f = o.act(t, receiver, f, motcua.FeedbackEvent{Kind: motcua.EventAssigned, Assignee: &handler.Subject})
	f = o.act(t, handler, f, event(motcua.EventAnswered, "Kính gửi bà Nguyễn Thị Lan, hồ sơ đã được giải quyết."))
	got.Feedback = o.act(t, approver, f, event(motcua.EventApproved, ""))
	return got
}

// Where feedback stands is the fold of its events, in every column.
func TestFeedbackIsTheFoldOfItsEvents(t *testing.T) {
	o := newOffice(t)
	got := o.answered(t)
	f := o.act(t, publisher, got.Feedback, event(motcua.EventRedactionProposed, ""))
	f = o.act(t, publisher, f, event(motcua.EventRedactionConfirmed, ""))
	f = o.act(t, publisher, f, event(motcua.EventPublished, ""))
	events, err := o.FeedbackEvents(t.Context(), []motcua.ID{f.ID})
	if err != nil {
		t.Fatal(err)
	}
	folded, err := motcua.Fold(events[f.ID])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(folded, f.Standing, cmpopts.IgnoreUnexported(motcua.Standing{}), cmpopts.EquateApproxTime(0)); diff != "" {
		t.Errorf("folded, stored: %s", diff)
	}
	want := &motcua.Publication{
		Title:  "Hồ sơ kết hôn bị trả nhiều lần",
		Text:   "Tôi là [họ tên], điện thoại [số điện thoại], nộp hồ sơ ba lần đều bị trả lại mà không có văn bản.",
		Answer: "Kính gửi bà [họ tên], hồ sơ đã được giải quyết.", At: f.Public.At,
	}
	if diff := cmp.Diff(want, f.Public); diff != "" {
		t.Error(diff)
	}
	if f.Held[0] != unit.ID || f.DueAt != nil || f.State != motcua.StatePublished {
		t.Errorf("%+v", f)
	}
}

// What somebody may not see is not there for them; what they see but may not do
// is forbidden; what the state does not allow is told with what it does.
func TestForbiddenSteps(t *testing.T) {
	o := newOffice(t)
	f := o.submit(t).Feedback
	for _, c := range []struct {
		name string
		by   motcua.Caller
		e    motcua.FeedbackEvent
		want motcua.ErrorKind
	}{
		{"another agency", stranger, event(motcua.EventReceived, ""), motcua.KindNotFound},
		{"nobody", motcua.Caller{}, event(motcua.EventReceived, ""), motcua.KindNotFound},
		{"a handler does not receive", handler, event(motcua.EventReceived, ""), motcua.KindForbidden},
		{"not yet received", receiver, motcua.FeedbackEvent{Kind: motcua.EventClassified, Class: ptr(motcua.ClassPolicy)}, motcua.KindState},
		{"no reason", receiver, motcua.FeedbackEvent{Kind: motcua.EventRefused, Refusal: ptr(motcua.RefusalUnclear)}, motcua.KindInvalid},
		{"to itself", receiver, motcua.FeedbackEvent{Kind: motcua.EventForwarded, To: &unit.ID}, motcua.KindInvalid},
		{"to nobody", receiver, motcua.FeedbackEvent{Kind: motcua.EventForwarded, To: &marriage}, motcua.KindNotFound},
	} {
		_, err := o.try(t.Context(), c.by, f, c.e)
		if got := motcua.KindOf(err); got != c.want {
			t.Errorf("%s: %v (%d), want kind %d", c.name, err, got, c.want)
		}
	}
	_, err := o.try(t.Context(), receiver, f, motcua.FeedbackEvent{Kind: motcua.EventClassified, Class: ptr(motcua.ClassPolicy)})
	var own *motcua.Error
	if !errors.As(err, &own) || !cmp.Equal(own.Allowed, []motcua.FeedbackEventKind{motcua.EventReceived, motcua.EventRefused, motcua.EventForwarded, motcua.EventWithdrawn, motcua.EventNoted}) {
		t.Errorf("allowed: %v", err)
	}
	stale := *f
	o.act(t, receiver, f, event(motcua.EventReceived, ""))
	if _, err := o.try(t.Context(), receiver, &stale, event(motcua.EventNoted, "muộn")); motcua.KindOf(err) != motcua.KindConflict {
		t.Errorf("the second of two: %v", err)
	}
}

// A retry with the same key and input makes one record and gives one secret;
// another input under the key is refused.
func TestSubmissionRetried(t *testing.T) {
	o := newOffice(t)
	s := submission()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	s.Retry = &motcua.Retry{Key: motcua.DeriveID("retry"), Hash: [32]byte{1}}
	first, err := o.SubmitFeedback(t.Context(), motcua.Caller{}, s, o.now)
	if err != nil {
		t.Fatal(err)
	}
	second, err := o.SubmitFeedback(t.Context(), motcua.Caller{}, s, o.now)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second, cmpopts.IgnoreUnexported(motcua.Standing{})); diff != "" {
		t.Error(diff)
	}
	s.Retry.Hash[0]++
	if _, err := o.SubmitFeedback(t.Context(), motcua.Caller{}, s, o.now); motcua.KindOf(err) != motcua.KindMismatch {
		t.Errorf("another input: %v", err)
	}
}

// Who reads what is personal is told by the rows' own policy, whoever asks.
func TestPersonalPart(t *testing.T) {
	o := newOffice(t)
	got := o.answered(t)
	id := got.Feedback.ID
	tree, err := o.AgencyTree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		by     motcua.Caller
		reader motcua.FeedbackReader
		want   bool
	}{
		{"a handler of the agency", handler, handler.FeedbackReader(tree), true},
		{"an administrator of the agency", motcua.Caller{Subject: "x"}, official("Q", unit.ID, motcua.RoleAdministrator).FeedbackReader(tree), false},
		{"another agency", stranger, stranger.FeedbackReader(tree), false},
		{"the sender", motcua.Caller{}, motcua.FeedbackReader{Sender: id}, true},
		{"the sender of another", motcua.Caller{}, motcua.FeedbackReader{Sender: marriage}, false},
		{"nobody", motcua.Caller{}, motcua.FeedbackReader{}, false},
	} {
		list, err := o.PersonalFeedback(t.Context(), c.by, c.reader, []motcua.ID{id})
		if err != nil {
			t.Fatal(err)
		}
		p := list[id]
		if (p != nil) != c.want {
			t.Errorf("%s: %v", c.name, p)
		}
		if p != nil && (p.Sender.Name != "Nguyễn Thị Lan" || p.Words.Title == "" || p.Answer == nil) {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
	masked, err := o.MaskedWords(t.Context(), []motcua.ID{id})
	if err != nil || masked[id].Text != "Tôi là [họ tên], điện thoại [số điện thoại], nộp hồ sơ ba lần đều bị trả lại mà không có văn bản." {
		t.Errorf("%v, %v", masked, err)
	}
	if _, err := o.OpenFeedback(t.Context(), got.Feedback.Code, got.Secret); err != nil {
		t.Error(err)
	}
	if _, err := o.OpenFeedback(t.Context(), got.Feedback.Code, got.Secret+"x"); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("a wrong secret: %v", err)
	}
}

// Feedback that was loaded in bulk is like any other: it folds, opens and can be
// acted on.
func TestLoadedFeedback(t *testing.T) {
	o := newOffice(t)
	rules, err := o.RuleSets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := motcua.WholeFeedback{Words: submission().Words, Sender: submission().Sender}
	f := &w.Feedback
	f.ID, f.Code, f.Channel, f.Origin, f.SubmittedAt = motcua.DeriveID("loaded"), motcua.NewTrackingCode(nil), motcua.FeedbackWeb, motcua.OriginGenerated, o.now
	e := motcua.FeedbackEvent{Feedback: f.ID, Kind: motcua.EventSubmitted, At: o.now, Agency: unit.ID, Actor: motcua.Actor{Kind: motcua.ActorSender}, Consent: ptr(false)}
	if e, err = f.Standing.Next(e, rules, nil); err != nil {
		t.Fatal(err)
	}
	if err := f.Standing.Apply(&e); err != nil {
		t.Fatal(err)
	}
	w.Events, w.Episodes = []motcua.FeedbackEvent{e}, motcua.Episodes{}.Apply(&e, &f.Standing)
	if err := o.LoadFeedback(t.Context(), []motcua.WholeFeedback{w}); err != nil {
		t.Fatal(err)
	}
	got := o.act(t, receiver, f, event(motcua.EventReceived, ""))
	if got.State != motcua.StateReceived || got.DueAtStatus != motcua.DueCalendarMissing {
		t.Errorf("%+v", got)
	}
	n, err := o.RecomputeDeadlines(t.Context(), o.now)
	if err != nil || n != 1 {
		t.Errorf("%d due dates were filled in, %v", n, err)
	}
	if n, err = o.RecomputeDeadlines(t.Context(), o.now); err != nil || n != 0 {
		t.Errorf("again: %d, %v", n, err)
	}
}

// The figures of an agency and of the country hold what they must.
func TestFeedbackStatistics(t *testing.T) {
	o := newOffice(t)
	o.answered(t)
	f := o.act(t, receiver, o.submit(t).Feedback, motcua.FeedbackEvent{Kind: motcua.EventForwarded, To: &ministry.ID})
	f = o.act(t, receiver, f, event(motcua.EventTakenBack, ""))
	f = o.act(t, receiver, f, motcua.FeedbackEvent{Kind: motcua.EventForwarded, To: &ministry.ID})
	o.act(t, stranger, f, event(motcua.EventReceived, ""))
	o.submit(t)
	from, to := motcua.DateOf(o.now).AddDays(-30), motcua.DateOf(o.now).AddDays(30)
	for _, c := range []struct {
		agency             *motcua.ID
		received, handled  int
		forwarded, overdue int
	}{
		{&unit.ID, 3, 2, 1, 1},
		{&ministry.ID, 1, 0, 0, 1},
		{nil, 3, 1, 0, 2},
	} {
		s, err := o.DB.FeedbackStatistics(t.Context(), c.agency, from, to)
		if err != nil {
			t.Fatal(err)
		}
		if f := s.Figures; !f.Balanced() || f.Received != c.received || f.Handled != c.handled || f.Forwarded != c.forwarded || f.Overdue != c.overdue {
			t.Errorf("%+v, want %+v", f, c)
		}
	}
	satisfied, err := o.DB.FeedbackSatisfaction(t.Context(), nil, from, to)
	if err != nil || satisfied.Counted != 2 || satisfied.Late != 1 || satisfied.Satisfied != 1 || satisfied.Percent() == nil || *satisfied.Percent() != 50 {
		t.Errorf("satisfaction: %+v, %v", satisfied, err)
	}
	localities, err := o.DB.FeedbackLocalities(t.Context(), from, to)
	if err != nil || localities.Received() != 1 || localities.Handled() != 1 || !localities.Consistent() || localities.NotReported() != len(localities.List)-1 {
		t.Errorf("localities: %+v, %v", localities, err)
	}
}

// Who stands in for an absent handler acts in their part while it lasts.
func TestDelegation(t *testing.T) {
	o := newOffice(t)
	f := o.act(t, receiver, o.submit(t).Feedback, event(motcua.EventReceived, ""))
	f = o.act(t, receiver, f, motcua.FeedbackEvent{Kind: motcua.EventClassified, Class: ptr(motcua.ClassConduct)})
	f = o.act(t, receiver, f, motcua.FeedbackEvent{Kind: motcua.EventAssigned, Assignee: &handler.Subject})
	substitute := official("Em", ministry.ID, motcua.RoleHandler)
	if _, err := o.try(t.Context(), substitute, f, event(motcua.EventAnswered, "Xong.")); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("before: %v", err)
	}
	v := motcua.Delegation{Absent: handler.Subject, Substitute: substitute.Subject, Agency: unit.ID, Role: motcua.RoleHandler,
		From: motcua.DateOf(o.now), To: motcua.DateOf(o.now).AddDays(3)}
	if _, err := o.Delegate(t.Context(), stranger, v); motcua.KindOf(err) != motcua.KindForbidden {
		t.Errorf("a stranger gives it away: %v", err)
	}
	made, err := o.Delegate(t.Context(), handler, v)
	if err != nil {
		t.Fatal(err)
	}
	o.act(t, substitute, f, event(motcua.EventAnswered, "Xong."))
	if err := o.EndDelegation(t.Context(), handler, made.ID, o.now); err != nil {
		t.Error(err)
	}
	if _, err := o.try(t.Context(), substitute, f, event(motcua.EventNoted, "x")); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("afterwards: %v", err)
	}
}

// Officials find a sender by a number in any form, among what they may read; the
// time of keeping over, nobody does, and the keys may be rotated meanwhile.
func TestFindingAndErasingSenders(t *testing.T) {
	o := newOffice(t)
	id := o.answered(t).Feedback.ID
	tree, err := o.AgencyTree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	find := func(by motcua.Caller) int {
		t.Helper()
		list, err := o.FeedbackOfSender(t.Context(), by, by.FeedbackReader(tree), ptr("0912.345.678"), nil)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	if find(handler) != 1 || find(stranger) != 0 {
		t.Errorf("found %d and %d", find(handler), find(stranger))
	}
	ended, err := o.EndRetention(t.Context(), o.now.AddDate(4, 0, 0))
	if err != nil || ended.Senders != 0 {
		t.Errorf("too early: %+v, %v", ended, err)
	}
	if ended, err = o.EndRetention(t.Context(), o.now.AddDate(6, 0, 0)); err != nil || ended.Senders != 1 || find(handler) != 0 {
		t.Errorf("%+v, %v, found %d", ended, err, find(handler))
	}
	events, err := o.FeedbackEvents(t.Context(), []motcua.ID{id})
	if last := events[id][len(events[id])-1]; err != nil || last.Kind != motcua.EventSenderErased {
		t.Errorf("%+v, %v", last, err)
	}
}

// Nobody changes or deletes an event, whoever serves.
func TestEventsAreAppendOnly(t *testing.T) {
	o := newOffice(t)
	o.submit(t)
	for _, sql := range []string{`update feedback_event set kind = 'NOTED'`, `delete from feedback_event`, `truncate feedback_event`,
		`delete from feedback`, `delete from feedback_sender`, `update feedback set words = ''`} {
		if _, err := o.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was let through", sql)
		}
	}
}

// Two callers on a pool of one connection: what one may read the other does not,
// and between them nobody reads anything.
func TestSendersOnOneConnection(t *testing.T) {
	o := newOffice(t)
	id := o.submit(t).Feedback.ID
	v, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	one, err := db.Open(t.Context(), o.at.URL, db.Options{Conns: 1, Vault: v})
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	count := func(q interface {
		QueryRow(context.Context, string, ...any) pgx.Row
	}) (n int) {
		t.Helper()
		if err := q.QueryRow(t.Context(), `select count(*) from feedback_sender`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 {
		for _, c := range []struct {
			as   db.Acting
			want int
		}{
			{db.ActingFor("iss|an", false, "", unit.ID), 1},
			{db.ActingFor("iss|giang", false, "", ministry.ID), 0},
			{db.ActingFor("", false, id), 1},
			{db.ActingFor("", false, marriage), 0},
			{db.ActingFor("iss|all", true, ""), 1},
			{db.Acting{}, 0},
		} {
			err := one.InTxAs(t.Context(), c.as, func(tx pgx.Tx) error {
				if got := count(tx); got != c.want {
					t.Errorf("%+v sees %d senders, want %d", c.as, got, c.want)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := count(one.Pool()); got != 0 {
				t.Errorf("after %+v the connection shows %d senders", c.as, got)
			}
		}
	}
}
