package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/search/feedback"
	"motcua/search/replica"
)

// lists is a desk whose feedback can be listed.
type lists struct {
	*desk
	index     *feedback.Indexes
	revisions *motcua.Revisions // that they are of
}

func newLists(t *testing.T, more ...*motcua.Record) *lists {
	t.Helper()
	d := newDesk(t, more...)
	store := d.database(t)
	x, err := feedback.Open(t.TempDir(), replica.Options{Clock: clock()})
	if err != nil {
		t.Fatal(err)
	}
	log := changelog.New(store.Pool(), "test", nil)
	var revisions motcua.Revisions
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	for one, read := range map[*feedback.Index]changelog.FeedbackReader{x.Official: d.desk().MaskedFeedback, x.Public: db.PublishedFeedback} {
		go func() {
			_ = one.Run(ctx, revisions.Watch(motcua.AreaFeedback, log.OfFeedback("feedback", read))) // it ends with the context's error
			done <- struct{}{}
		}()
	}
	t.Cleanup(func() {
		cancel()
		<-done
		<-done
		_ = x.Close()
	})
	d.config.FeedbackSearcher, d.config.Filters = x, store
	d.serve(t)
	return &lists{d, x, &revisions}
}

// desk is the database with the keys, as the server has it.
func (d *desk) desk() *db.DB { return d.config.Feedback.(*db.DB) }

// settled waits until the indexes have all that was written.
func (l *lists) settled() {
	l.t.Helper()
	for _, x := range []*feedback.Index{l.index.Official, l.index.Public} {
		if err := x.WaitReady(l.t.Context()); err != nil {
			l.t.Fatal(err)
		}
	}
	// The id too: a copy that was made while a transaction ran is at its number,
	// before its changes.
	var xid, id int64
	err := l.desk.desk().Pool().QueryRow(l.t.Context(), `select xid::text::bigint, id from change order by xid desc, id desc limit 1`).Scan(&xid, &id)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		l.t.Fatal(err)
	}
	has := func(x *feedback.Index) bool {
		at := x.Status().Position
		return at.XID > uint64(xid) || at.XID == uint64(xid) && at.ID >= id
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if has(l.index.Official) && has(l.index.Public) {
			return
		}
	}
	l.t.Fatal("the indexes do not follow")
}

// titled lists the titles, as officials see them or as everybody does.
func (l *lists) titled(as, arguments string) []string {
	l.t.Helper()
	a := l.asked(as, fmt.Sprintf(`{ feedbacks(%s) { totalCount nodes { masked { title } published { title } } } }`, arguments), nil, false)
	if len(a.Errors) > 0 {
		return []string{a.Errors[0].Extensions.Code}
	}
	var got struct {
		TotalCount int
		Nodes      []struct{ Masked, Published *struct{ Title string } }
	}
	if err := json.Unmarshal(a.Data["feedbacks"], &got); err != nil {
		l.t.Fatal(err)
	}
	titles := []string{}
	for _, n := range got.Nodes {
		switch {
		case n.Masked != nil:
			titles = append(titles, n.Masked.Title)
		case n.Published != nil:
			titles = append(titles, n.Published.Title)
		}
	}
	if len(titles) != got.TotalCount {
		l.t.Errorf("%s: %d of %d have a title", arguments, len(titles), got.TotalCount)
	}
	slices.Sort(titles) // all were sent at one time
	return titles
}

// TestFeedbackLists: everybody lists what is published, officials what their
// agencies hold or held, others nothing; each count opens into as many.
func TestFeedbackLists(t *testing.T) {
	l := newLists(t)
	land, _ := l.submit(input("Hồ sơ đất đai bị trả lại", "Tôi là "+canaryName+", hồ sơ đất đai bị trả lại ba lần không có văn bản."))
	l.submit(input("Lệ phí cao hơn quy định", "Bộ phận một cửa thu lệ phí cao hơn mức quy định, số điện thoại "+canaryPhone+"."))
	l.settled()
	both := []string{"Hồ sơ đất đai bị trả lại", "Lệ phí cao hơn quy định"}
	for _, tt := range []struct {
		as, arguments string
		want          []string
	}{
		{"receiver", `orderBy: {field: RECEIVED}`, both},
		{"whole", `orderBy: {field: RECEIVED}`, both},
		{"auditor", `orderBy: {field: RECEIVED}`, both},
		{"outsider", `first: 20`, []string{}},
		{"", `first: 20`, []string{}},
		{"receiver", `published: true`, []string{}},
		{"receiver", `search: "dat dai"`, both[:1]},
		{"receiver", `search: "le phi cao"`, both[1:]},
		{"receiver", `search: "Canarywat"`, []string{}},
		{"receiver", `search: "0987123456"`, []string{}},
		{"receiver", fmt.Sprintf(`search: %q`, land.Code), both[:1]},
		{"outsider", fmt.Sprintf(`search: %q`, land.Code), []string{}},
		{"receiver", `filter: {states: [RECEIVED]}`, []string{}},
		{"receiver", `filter: {agencies: ["H60"], assigned: false, open: true} orderBy: {field: RECEIVED}`, both},
		{"receiver", `filter: {dueBefore: "2026-07-06"}`, []string{}},
		{"receiver", `filter: {dueFrom: "2026-07-06"} orderBy: {field: RECEIVED}`, both},
		{"receiver", `filter: {ages: [UP_TO_5_DAYS], overdue: false} orderBy: {field: RECEIVED}`, both},
		{"", `filter: {overdue: true}`, []string{"BAD_USER_INPUT"}},
		{"receiver", `orderBy: {field: RELEVANCE}`, []string{"BAD_USER_INPUT"}},
	} {
		if diff := cmp.Diff(tt.want, l.titled(tt.as, tt.arguments)); diff != "" {
			t.Errorf("%s lists %s (-want +got):\n%s", tt.as, tt.arguments, diff)
		}
	}
	l.counted()
	l.must("receiver", "receiveFeedback", land, "")
	l.settled()
	if diff := cmp.Diff(both[:1], l.titled("receiver", `filter: {states: [RECEIVED]}`)); diff != "" {
		t.Errorf("after it was received (-want +got):\n%s", diff)
	}
	l.leaks()
}

// counted looks at facets and backlog.
func (l *lists) counted() {
	l.t.Helper()
	a := l.asked("receiver", `{ feedbacks { facets(fields: [STATE, AGENCY, AGE, OVERDUE]) { field values { value label count } } }
		backlog { totalCount overdueCount cells { state age overdue count feedbacks { totalCount } } } }`, nil, false)
	got := string(a.Data["feedbacks"]) + string(a.Data["backlog"])
	for _, want := range []string{
		`{"value":"SUBMITTED","label":"đã gửi, chờ tiếp nhận","count":2}`, `"label":"Sở Tư pháp`, `{"value":"UP_TO_5_DAYS","label":"đến 5 ngày","count":2}`,
		`{"value":"false","label":"chưa quá hạn","count":2}`,
		`"totalCount":2,"overdueCount":0,"cells":[{"state":"SUBMITTED","age":"UP_TO_5_DAYS","overdue":false,"count":2,"feedbacks":{"totalCount":2}}]`,
	} {
		if !strings.Contains(got, want) {
			l.t.Errorf("no %s in %s %+v", want, got, a.Errors)
		}
	}
	if a := l.asked("", `{ backlog { totalCount } }`, nil, false); a.code("backlog") != "FORBIDDEN" {
		l.t.Errorf("anybody asks for the backlog: %+v", a)
	}
}

// TestSimilarFeedback: officials see what is alike among what they see; who is
// about to send something sees published answers.
func TestSimilarFeedback(t *testing.T) {
	l := newLists(t)
	text := "Bộ phận một cửa từ chối nhận hồ sơ đăng ký đất đai vì thiếu bản sao có chứng thực, dù quy định không yêu cầu giấy tờ này."
	first, _ := l.submit(input("Từ chối nhận hồ sơ đất đai", text))
	l.submit(input("Từ chối nhận hồ sơ đất đai", text+" Mong được xem xét."))
	l.submit(input("Đường ngập nước", "Con đường vào khu dân cư ngập nước mỗi khi trời mưa lớn, đề nghị sửa chữa."))
	l.settled()
	a := l.asked("receiver", fmt.Sprintf(`{ feedback(id: %q) { similar { share likelyDuplicate feedback { masked { title } } } } }`, first.ID), nil, false)
	var got struct {
		Similar []struct {
			Share           float64
			LikelyDuplicate bool
		}
	}
	if err := json.Unmarshal(a.Data["feedback"], &got); err != nil || len(got.Similar) != 1 || !got.Similar[0].LikelyDuplicate {
		t.Errorf("similar: %v, %s, %+v", err, a.Data["feedback"], a.Errors)
	}
	a = l.asked("", fmt.Sprintf(`{ feedback(code: %q) { similar { share } } relatedToFeedback(title: "Từ chối nhận hồ sơ đất đai") { similarAnswers { code } } }`, first.Code), nil, false)
	if string(a.Data["feedback"]) != `{"similar":null}` || string(a.Data["relatedToFeedback"]) != `{"similarAnswers":[]}` {
		t.Errorf("anybody sees %s, %s, %+v", a.Data["feedback"], a.Data["relatedToFeedback"], a.Errors)
	}
	l.leaks()
}

// TestSavedFilters: a filter is its owner's.
func TestSavedFilters(t *testing.T) {
	l := newLists(t)
	save := func(as, name string) string {
		return l.asked(as, fmt.Sprintf(`mutation { saveFilter(input: {name: %q, filter: {states: [RECEIVED], agencies: ["H60"], overdue: true, dueBefore: "2026-07-01"}}) { savedFilter { id name } userErrors { code } } }`, name), nil, false).code("saveFilter")
	}
	list := func(as string) (out []struct{ ID, Name, Filter string }) {
		if err := json.Unmarshal(l.asked(as, `{ savedFilters { id name filter } }`, nil, false).Data["savedFilters"], &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, code := range []string{save("receiver", "Quá hạn"), save("receiver", "Quá hạn")} {
		if code != "" {
			t.Errorf("save: %s", code)
		}
	}
	if code := save("", "Quá hạn"); code != "FORBIDDEN" {
		t.Errorf("anybody saves: %s", code)
	}
	if code := save("receiver", " "); code != "INVALID" {
		t.Errorf("without a name: %s", code)
	}
	mine := list("receiver")
	if len(mine) != 1 || mine[0].Filter != `{"states":["RECEIVED"],"agencies":["H60"],"overdue":true,"dueBefore":"2026-07-01"}` || len(list("handler")) > 0 {
		t.Fatalf("%+v, the handler has %+v", mine, list("handler"))
	}
	remove := func(as string) string {
		return l.asked(as, fmt.Sprintf(`mutation { deleteSavedFilter(input: {id: %q}) { deletedId userErrors { code } } }`, mine[0].ID), nil, false).code("deleteSavedFilter")
	}
	if got := []string{remove("handler"), remove("receiver"), remove("receiver")}; !cmp.Equal(got, []string{"NOT_FOUND", "", "NOT_FOUND"}) {
		t.Errorf("delete: %q", got)
	}
}

// TestFeedbackListStatements: a list takes as many statements for one as for
// many.
func TestFeedbackListStatements(t *testing.T) {
	l := newLists(t)
	for i := range 3 {
		l.submit(input(fmt.Sprintf("Phản ánh lần %d", i), "Hồ sơ đăng ký đất đai bị trả lại nhiều lần không có văn bản giải thích."))
	}
	l.settled()
	count := func(first int) int64 {
		query := fmt.Sprintf(`{ feedbacks(first: %d) { totalCount nodes { code agency { name } sector { name } masked { title } events { kind } } facets(fields: [AGENCY, SECTOR]) { values { label count } } } }`, first)
		// What is kept for some seconds may be read within any of them, so the least
		// of several is what a list takes.
		least := int64(math.MaxInt64)
		for range 4 {
			before := l.statements.Load()
			if a := l.asked("receiver", query, nil, false); len(a.Errors) > 0 {
				t.Fatalf("%+v", a.Errors)
			}
			least = min(least, l.statements.Load()-before)
		}
		return least
	}
	if one, three := count(1), count(3); one != three {
		t.Errorf("%d statements for one, %d for three", one, three)
	}
}

// TestFeedbackRowsAreWrittenAtOnce: rows of a list whose values stand in them are
// what they are field by field, on a day when one is overdue too.
func TestFeedbackRowsAreWrittenAtOnce(t *testing.T) {
	l := newLists(t)
	for i := range 3 {
		l.submit(input(fmt.Sprintf("Phản ánh lần %d", i), "Hồ sơ đăng ký đất đai bị trả lại nhiều lần không có văn bản giải thích."))
	}
	l.settled()
	const fields = `id code state group class channel origin agency { id code name kind } consent submittedAt receivedAt changedAt dueAt dueAtStatus overdue refusal rating attachmentCount eventCount published { title }`
	rows := func(more string) (out []map[string]any) {
		a := l.asked("receiver", fmt.Sprintf(`{ feedbacks(orderBy: {field: RECEIVED}) { nodes { %s %s } } }`, fields, more), nil, false)
		var got struct{ Nodes []map[string]any }
		if err := json.Unmarshal(a.Data["feedbacks"], &got); err != nil || len(got.Nodes) != 3 {
			t.Fatalf("%v %+v", err, a)
		}
		for _, row := range got.Nodes {
			delete(row, "daysLeft")
		}
		return got.Nodes
	}
	for _, day := range []time.Duration{0, 60 * 24 * time.Hour} {
		at := clock()().Add(day)
		l.config.Clock = func() time.Time { return at }
		l.serve(t)
		plain, byField := rows(""), rows("daysLeft") // which has a resolver
		if diff := cmp.Diff(byField, plain); diff != "" {
			t.Errorf("after %s (-field by field +at once):\n%s", day, diff)
		}
		if late := plain[0]["overdue"]; late != (day > 0) {
			t.Errorf("after %s: overdue %v", day, late)
		}
	}
}
