package search

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"motcua"
)

func TestPutFindRemove(t *testing.T) {
	p := proc("1.000894", "Thủ tục đăng ký kết hôn")
	src := newFakeSource()
	x := open(t, t.TempDir())
	defer follow(t, x, src)()
	src.put(p)
	await(t, x, src)
	if got := find(t, x, "kết hôn"); !slices.Equal(got, []motcua.ID{p.ID}) {
		t.Fatalf("put: found %v", got)
	}
	changed := p
	changed.VersionID, changed.Name = testID("second version"), "Thủ tục đăng ký khai sinh"
	src.put(changed)
	await(t, x, src)
	if got := find(t, x, "kết hôn"); got != nil {
		t.Errorf("the version before is found: %v", got)
	}
	if got := find(t, x, "khai sinh"); !slices.Equal(got, []motcua.ID{p.ID}) {
		t.Errorf("the new version: found %v", got)
	}
	agrees(t, x, src)
	src.remove(p.ID)
	await(t, x, src)
	if r := search(t, x, motcua.ProcedureQuery{}); r.Total != 0 {
		t.Errorf("removed: %d procedures are listed", r.Total)
	}
	if got, err := x.Suggest(t.Context(), "đăng", 0, today); err != nil || got != nil {
		t.Errorf("removed: completed with %v, %v", got, err)
	}
	agrees(t, x, src)
}

// TestForms: however the question is typed, the same procedure is first.
func TestForms(t *testing.T) {
	x := built(t, newFakeSource(catalogue()...))
	want := catalogue()[0].ID
	const text = "đăng ký kết hôn"
	for _, form := range []string{
		text, norm.NFD.String(text), strings.ToUpper(text), "dang ky ket hon", "DANG KY KET HON", "đăng kí kết hôn",
		"thủ tục đăng ký kết hôn", "  đăng   ký kết hôn?! ", "Tôi muốn đăng ký kết hôn thì làm thế nào?",
		"đăng ký ket hon", "1.000894", " 1.000894 ", "1.000894.000.00.00.H55", "1.000894.01",
	} {
		if got := find(t, x, form); len(got) == 0 || got[0] != want {
			t.Errorf("%q: found %v, want %v first", form, got, want)
		}
	}
}

func TestCodes(t *testing.T) {
	decided := proc("1.111111", "Cấp giấy phép lái xe hạng A1")
	decided.Decision.Number = ptr("1872/QĐ-BTP")
	based := proc("1.222222", "Khai thuế")
	based.LegalBases = []motcua.LegalBasis{{ID: testID("law"), Number: "Thông tư số 03/2023/TT-BTP"}}
	odd := proc("1.014955-Xoa", "Thủ tục đã xóa")
	spaced, twin := proc(" 1.014325", "Hỗ trợ tư vấn"), proc("1.014325", "Hỗ trợ khác")
	variant := proc("2.000815", "Chứng thực bản sao 1.111111")
	variant.ServiceVariants = []motcua.ServiceVariant{{Code: "9.000001", Name: "dịch vụ"}}
	x := built(t, newFakeSource(decided, based, odd, spaced, twin, variant))
	tests := map[string][]motcua.ID{
		"1.111111":               {decided.ID},
		"1872/QĐ-BTP":            {decided.ID},
		"1872/qd-btp":            {decided.ID},
		"03/2023/TT-BTP":         {based.ID},
		"1.014955-Xoa":           {odd.ID},
		"1.014955-xoa":           {odd.ID},
		"2.000815.000.00.00.H55": {variant.ID},
		"2.000815.01":            {variant.ID},
		"9.000001":               {variant.ID},
		"9.999999":               nil,
		"giấy phép lái xe A1":    {decided.ID},
	}
	for text, want := range tests {
		if got := find(t, x, text); !slices.Equal(got, want) {
			t.Errorf("%q: found %v, want %v", text, got, want)
		}
	}
	for _, code := range []string{"1.014325", " 1.014325"} {
		r := search(t, x, motcua.ProcedureQuery{Filter: motcua.ProcedureFilter{Codes: []string{code}}})
		if r.Total != 2 {
			t.Errorf("filter by code %q: %d procedures, want both", code, r.Total)
		}
	}
}

func TestNothingToFind(t *testing.T) {
	x := built(t, newFakeSource(catalogue()...))
	for _, text := range []string{
		"???", "\u0301\u0301", "\u200b", "🙂", strings.Repeat("a", 10<<10), "xyzzy", "...", "\xff\xfe", "/-_.",
	} {
		if r := search(t, x, motcua.ProcedureQuery{Text: text, Facets: motcua.FacetFields()}); r.Total != 0 {
			t.Errorf("%.20q: %d results", text, r.Total)
		}
	}
	if r := search(t, x, motcua.ProcedureQuery{Text: " \t"}); r.Total != len(catalogue()) {
		t.Errorf("a blank text lists %d procedures, want all", r.Total)
	}
	if got := find(t, x, "thủ tục"); len(got) == 0 {
		t.Error("nothing but stop words finds nothing")
	}
	if got := find(t, x, strings.Repeat("đăng ký kết hôn ", 5000)); len(got) == 0 {
		t.Error("a question beyond all bounds finds nothing")
	}
}

func TestReadiness(t *testing.T) {
	x := open(t, t.TempDir())
	if x.Ready() {
		t.Error("an empty index is ready")
	}
	_, err := x.Search(t.Context(), motcua.ProcedureQuery{})
	if motcua.KindOf(err) != motcua.KindUnavailable {
		t.Errorf("a question to an empty index: %v", err)
	}
	defer follow(t, x, newFakeSource())()
	if err := x.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := x.Status(); !s.Ready || s.Position == nil || s.Revision == "" || s.AppliedAt.IsZero() {
		t.Errorf("status of a ready index: %+v", s)
	}
}

func TestClosed(t *testing.T) {
	dir := t.TempDir()
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(x.Close(), x.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(t.Context(), motcua.ProcedureQuery{}); motcua.KindOf(err) != motcua.KindUnavailable {
		t.Errorf("a question to a closed index: %v", err)
	}
	open(t, dir) // the lock is free
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	_, err := Open(dir, Options{})
	var locked *LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("a second Open: %v", err)
	}
}

// TestMidnight: what is in force, and which version stands, depends on the
// question's day alone.
func TestMidnight(t *testing.T) {
	tomorrow := today.AddDays(1)
	old, next := proc("1.000001", "Đăng ký cư trú"), proc("1.000001", "Đăng ký thường trú")
	next.ID = old.ID
	old.Legal = motcua.Period{From: ptr(today.AddDays(-10)), To: &tomorrow}
	old.Shown = motcua.Period{To: &tomorrow}
	next.Legal = motcua.Period{From: &tomorrow}
	next.Shown = motcua.Period{From: &tomorrow}
	later := proc("1.000002", "Đăng ký tạm trú")
	later.Legal = motcua.Period{From: &tomorrow}
	x := built(t, newFakeSource(old, next, later))
	now := time.Date(2026, time.July, 1, 16, 59, 59, 0, time.UTC) // 23:59:59 in Vietnam
	clock := motcua.Clock(func() time.Time { return now })
	count := func(f motcua.ProcedureFilter, text string) int {
		return search(t, x, motcua.ProcedureQuery{Text: text, Filter: f, Day: clock.Today()}).Total
	}
	inForce := motcua.ProcedureFilter{Statuses: []motcua.Status{motcua.StatusInForce}}
	type counts struct{ all, inForce, cu, thuong int }
	get := func() counts {
		none := motcua.ProcedureFilter{}
		return counts{count(none, ""), count(inForce, ""), count(none, "cư trú"), count(none, "thường trú")}
	}
	if got, want := get(), (counts{2, 1, 1, 0}); got != want {
		t.Errorf("before midnight: %+v, want %+v", got, want)
	}
	now = now.Add(2 * time.Second)
	if got, want := get(), (counts{2, 2, 0, 1}); got != want {
		t.Errorf("after midnight: %+v, want %+v", got, want)
	}
}
