package feedback

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"motcua"
)

// TestMidnight: at the end of the day something is overdue, and nothing was
// written.
func TestMidnight(t *testing.T) {
	f := random(1, 5)[0]
	f.State, f.DueAt, f.SubmittedAt = motcua.StateHandling, &today, today.AddDays(-5).Start()
	x := built(t, t.TempDir(), newFakeSource(f))
	before := x.Official.Status()
	yes := true
	q := motcua.FeedbackQuery{Asker: boss, Filter: motcua.FeedbackFilter{Overdue: &yes}}
	for day, want := range map[motcua.Date]int{today: 0, today.AddDays(1): 1} {
		q.Day = day
		if got := ask(t, x, q).Total; got != want {
			t.Errorf("on %s %d are overdue, want %d", day, got, want)
		}
		b, err := x.Backlog(t.Context(), nil, boss, day)
		if err != nil || b.Total != 1 || b.Overdue != want {
			t.Errorf("backlog on %s: %+v, %v", day, b, err)
		}
	}
	young := motcua.FeedbackFilter{Ages: []motcua.AgeBucket{motcua.AgeFiveDays}}
	for day, want := range map[motcua.Date]int{today: 1, today.AddDays(1): 0} {
		if got := ask(t, x, motcua.FeedbackQuery{Asker: boss, Day: day, Filter: young}).Total; got != want {
			t.Errorf("on %s %d are young, want %d", day, got, want)
		}
	}
	if after := x.Official.Status(); *after.Position != *before.Position || after.AppliedAt != before.AppliedAt {
		t.Errorf("something was written: %+v", after)
	}
}

// TestUnpublished: what is not published any more is gone at once.
func TestUnpublished(t *testing.T) {
	fs := random(30, 7)
	for _, f := range fs {
		f.State = motcua.StatePublished
		f.Public = &motcua.Publication{Title: "Đường ngập", Text: "nước", Answer: "đã sửa", At: f.ChangedAt}
	}
	src := newFakeSource(fs...)
	x := built(t, t.TempDir(), src)
	if got := ask(t, x, motcua.FeedbackQuery{Text: "duong ngap", Asker: everybody}).Total; got != 30 {
		t.Fatalf("%d are published", got)
	}
	gone := *fs[3]
	gone.Feedback = ptr(*gone.Feedback)
	gone.State, gone.Public = motcua.StateApproved, nil
	apply(t, x, src.put(&gone))
	if got := ask(t, x, motcua.FeedbackQuery{Text: "duong ngap", Asker: everybody}).Total; got != 29 {
		t.Errorf("%d are published", got)
	}
	if got := ask(t, x, motcua.FeedbackQuery{Asker: boss}).Total; got != 30 {
		t.Errorf("officials see %d", got)
	}
}

// texted is feedback with a text.
func texted(n int, text string) *motcua.IndexedFeedback {
	f := random(1, uint64(1000+n))[0]
	f.ID, f.SubmittedAt = id("texted", n), today.Start().Add(time.Duration(-n)*time.Hour)
	f.Masked = &motcua.Words{Title: "Phản ánh", Text: text}
	return f
}

func found(t *testing.T, x *Indexes, text string) (out []int) {
	t.Helper()
	for _, hit := range ask(t, x, motcua.FeedbackQuery{Text: text, Asker: boss}).Hits {
		for n := range 20 {
			if hit.Feedback == id("texted", n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// TestRanking: pairs must be there where any text has them, else the words,
// else most of them; agreeing marks and then the newest come first.
func TestRanking(t *testing.T) {
	x := built(t, t.TempDir(), newFakeSource(
		texted(0, "bị đất lở, người dân lo ngại, đai bảo hộ không có"),
		texted(1, "hồ sơ đất đai bị chậm"),
		texted(2, "hồ sơ đất đai bị chậm"),
		texted(3, "hồ sơ đổi thẻ bị chậm"),
		texted(4, "xin giấy phép xây dựng"),
		texted(5, "xây nhà không có phép và giấy dựng hàng rào"),
		texted(6, "hồ sơ đợi thẻ bị chậm"), texted(7, "hồ sơ đợi thẻ bị chậm"),
	))
	for text, want := range map[string][]int{
		"đất đai":       {1, 2},
		"dat dai":       {1, 2},
		"dai dat":       {1, 2, 0}, // no text has the pair, the shorter ones are about it
		"đợi thẻ":       {6, 7, 3},
		"đổi thẻ":       {3, 6, 7},
		"phép xây dựng": {4},
	} {
		if got := found(t, x, text); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", text, got, want)
		}
	}
}

// TestSimilar: copies with small changes come first and are told as such; what
// the asker may not see is not among them.
func TestSimilar(t *testing.T) {
	original := "Tôi nộp hồ sơ cấp giấy chứng nhận quyền sử dụng đất từ tháng ba, đã quá hạn trả kết quả hai tháng mà bộ phận một cửa không trả lời"
	fs := []*motcua.IndexedFeedback{
		texted(0, original), texted(1, original+", mong được xem xét"), texted(2, "Quá hạn trả kết quả cấp giấy chứng nhận quyền sử dụng đất"),
		texted(3, "Đường vào khu dân cư ngập nước mỗi khi mưa lớn"),
	}
	for i := range 40 {
		fs = append(fs, texted(4+i, pickPhrase(i)))
	}
	fs[1].Held = []motcua.ID{agencies[3]}
	fs[0].Held, fs[2].Held = []motcua.ID{agencies[0]}, []motcua.ID{agencies[0]}
	x := built(t, t.TempDir(), newFakeSource(fs...))
	similar := func(a motcua.FeedbackAsker) []motcua.SimilarFeedback {
		t.Helper()
		got, err := x.Similar(context.Background(), a, officialTexts(fs[0]), fs[0].ID, 5)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := similar(boss)
	if len(got) < 2 || got[0].Feedback != fs[1].ID || !got[0].LikelyDuplicate() || got[1].Feedback != fs[2].ID || got[1].LikelyDuplicate() {
		t.Errorf("similar: %+v", got)
	}
	for _, s := range similar(officialOf(agencies[0])) {
		if s.Feedback == fs[1].ID {
			t.Error("an official sees another agency's feedback")
		}
	}
	if got := similar(everybody); len(got) > 0 {
		t.Errorf("everybody sees %+v", got)
	}
}

func pickPhrase(i int) string { return fmt.Sprintf("%s lần %d", phrases[i%len(phrases)], i) }

// TestReopen: a start reads the folder and needs no source; verify finds nothing.
func TestReopen(t *testing.T) {
	src := newFakeSource(random(120, 9)...)
	dir := t.TempDir()
	x := built(t, dir, src)
	apply(t, x, src.put(random(40, 9)[:20]...))
	want := ask(t, x, motcua.FeedbackQuery{Asker: boss, Facets: motcua.FeedbackFacetFields()})
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	again := built(t, t.TempDir(), src)
	for _, one := range []*Index{again.Official, again.Public} {
		r, err := one.Verify(t.Context(), src)
		if err != nil || len(r.Differences) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if got := ask(t, again, motcua.FeedbackQuery{Asker: boss}); got.Total != want.Total {
		t.Errorf("%d, want %d", got.Total, want.Total)
	}
}

// TestRefused: what is not for everybody is refused to everybody.
func TestRefused(t *testing.T) {
	x := built(t, t.TempDir(), newFakeSource(random(5, 11)...))
	yes := true
	for name, q := range map[string]motcua.FeedbackQuery{
		"overdue":          {Asker: everybody, Filter: motcua.FeedbackFilter{Overdue: &yes}},
		"assignees":        {Asker: everybody, Facets: []motcua.FeedbackFacetField{motcua.FeedbackFacetAssignee}},
		"due":              {Asker: everybody, Order: &motcua.FeedbackOrder{Field: motcua.FeedbackByDue}},
		"relevance":        {Asker: boss, Order: &motcua.FeedbackOrder{Field: motcua.FeedbackByRelevance}},
		"backwards search": {Asker: boss, Text: "đất", Page: motcua.Page{Last: ptr(5)}},
	} {
		if _, err := x.Search(t.Context(), q); motcua.KindOf(err) != motcua.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
