package db_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// complete is a content with every part that the decree demands.
func complete(name string) motcua.Content {
	return motcua.Content{
		Name: name, Kind: motcua.KindStandard,
		Sector:     &motcua.Sector{Code: ptr("G15-TP07"), Name: "Hộ tịch"},
		Levels:     []motcua.Level{motcua.LevelCommune},
		Audiences:  []motcua.Audience{{Name: "Công dân Việt Nam"}},
		Executing:  []motcua.Agency{{Name: "Ủy ban nhân dân cấp xã", Kind: motcua.AgencyUnitGroup}},
		Methods:    []motcua.Method{{Channel: motcua.ChannelDirect, TimeLimit: motcua.TimeLimit{Amount: ptr(motcua.Decimal("5")), Unit: ptr(motcua.UnitWorkingDay)}, Text: ptr("Tại bộ phận một cửa")}},
		Cases:      []motcua.Case{{Components: []motcua.Component{{Name: "Tờ khai", Kind: motcua.ComponentPaper, Originals: 1}}}},
		Steps:      []motcua.Step{{Number: 1, Text: ptr("Nộp hồ sơ")}},
		Results:    []motcua.Result{{Name: "Giấy khai sinh"}},
		LegalBases: []motcua.LegalBasis{{Number: "60/2014/QH13"}},
	}
}

// announcement is a decision of the ministry.
func announcement(number, date string, items ...motcua.AnnouncementItem) *motcua.Announcement {
	a := &motcua.Announcement{Decision: motcua.Decision{Number: &number, Date: day(date), Agency: motcua.Agency{Code: ptr("G15"), Name: "Bộ Tư pháp"}}}
	for i, item := range items {
		item.Path = fmt.Sprintf("procedures[%d]", i)
		content := item.Content
		content.Kind = motcua.KindStandard // an amended one's is not given
		raw, err := json.Marshal([]any{item.Kind, item.Code, content, item.Given, item.ReplacedBy})
		if err != nil {
			panic(err)
		}
		item.Raw = raw
		a.Items = append(a.Items, item)
	}
	return a
}

func fresh(code, name string) motcua.AnnouncementItem {
	return motcua.AnnouncementItem{Kind: motcua.DecisionNew, Code: code, Content: complete(name)}
}

func amended(code, note string) motcua.AnnouncementItem {
	return motcua.AnnouncementItem{Kind: motcua.DecisionAmended, Code: code, Given: []string{"note"}, Content: motcua.Content{Note: &note}}
}

func ended(kind motcua.DecisionKind, code string, successors ...string) motcua.AnnouncementItem {
	return motcua.AnnouncementItem{Kind: kind, Code: code, ReplacedBy: successors}
}

type announcer struct {
	*db.DB
	url   pgtest.Database
	today string
}

func newAnnouncer(t *testing.T) *announcer {
	t.Helper()
	url := pgtest.New(t)
	return &announcer{openAt(t, url.URL), url, "2026-07-18"}
}

var by = motcua.Caller{Subject: "test", Name: "an"}

func (p *announcer) try(t *testing.T, a *motcua.Announcement, dry bool) (motcua.AnnouncementReport, error) {
	t.Helper()
	return p.Announce(t.Context(), clockAt(p.today), a, db.AnnounceOptions{By: by, DryRun: dry})
}

func (p *announcer) announce(t *testing.T, a *motcua.Announcement) (outcomes []motcua.AnnouncementOutcome) {
	t.Helper()
	r, err := p.try(t, a, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range r.Results {
		outcomes = append(outcomes, one.Outcome)
	}
	return outcomes
}

// holdings tells what is known now of the procedure with a code.
func (p *announcer) holdings(t *testing.T, code string) []string {
	t.Helper()
	rows := p.query(t, `
		select format('%s/%s %s%s', v.name, coalesce(v.content->>'note', ''), h.legal, case when h.assumed then ' assumed' else '' end)
		from procedure_validity h join procedure_version v on v.id = h.version join procedure p on p.id = h.procedure
		where p.national_code = $1 and upper_inf(h.recorded) order by lower(h.legal) nulls first`, code)
	return rows
}

func (p *announcer) query(t *testing.T, sql string, args ...any) []string {
	t.Helper()
	rows, err := p.Pool().Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" && len(got)+len(want) > 0 {
		t.Errorf("%s:\n%s", what, diff)
	}
}

func TestAnnounceAllKinds(t *testing.T) {
	p := newAnnouncer(t)
	first := announcement("1/QĐ-BTP", "2026-01-05", fresh("1.000001", "Khai sinh"), fresh("1.000002", "Khai tử"), fresh("1.000003", "Kết hôn"))
	p.announce(t, first)
	second := announcement("2/QĐ-BTP", "2026-03-01",
		amended("1.000001", "sửa"), ended(motcua.DecisionReplaced, "1.000002", "1.000004"), ended(motcua.DecisionRepealed, "1.000003"), fresh("1.000004", "Khai tử mới"))
	second.Effective = day("2026-04-01")
	dry, err := p.try(t, second, true)
	if err != nil || dry.Changed() != 4 {
		t.Fatalf("dry run: %+v %v", dry, err)
	}
	want(t, "after a dry run", p.holdings(t, "1.000001"), "Khai sinh/ [2026-01-05,) assumed")
	got := p.announce(t, second)
	want(t, "outcomes", texts(got), "ANNOUNCED", "ENDED", "ENDED", "ANNOUNCED")
	want(t, "amended", p.holdings(t, "1.000001"), "Khai sinh/ [2026-01-05,2026-04-01) assumed", "Khai sinh/sửa [2026-04-01,)")
	want(t, "replaced", p.holdings(t, "1.000002"), "Khai tử/ [2026-01-05,2026-04-01) assumed")
	want(t, "repealed", p.holdings(t, "1.000003"), "Kết hôn/ [2026-01-05,2026-04-01) assumed")
	want(t, "new", p.holdings(t, "1.000004"), "Khai tử mới/ [2026-04-01,)")
	want(t, "successors", p.query(t, `select o.code || ' ' || n.code || ' ' || s.on_day from procedure_successor s join procedure o on o.id = s.predecessor join procedure n on n.id = s.successor`), "1.000002 1.000004 2026-04-01")
	want(t, "audit", p.query(t, `select what || ' ' || name || ' ' || rows from audit_entry order by seq`), "PUBLISHED an 3", "PUBLISHED an 4")

	// The same files again change nothing, in whatever order.
	before := p.query(t, `select count(*)::text from change`)
	for _, a := range []*motcua.Announcement{first, second, first} {
		got := p.announce(t, a)
		if slices.ContainsFunc(got, func(o motcua.AnnouncementOutcome) bool { return o != motcua.OutcomeUnchanged }) {
			t.Errorf("again: %v", got)
		}
	}
	want(t, "the change log after the same again", p.query(t, `select count(*)::text from change`), before...)
}

func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// A decision that comes late amends what held on its day; a file whose base has
// changed since is not applied again.
func TestAnnounceLateDecision(t *testing.T) {
	p := newAnnouncer(t)
	p.announce(t, announcement("1/QĐ", "2026-01-01", fresh("1.000001", "A")))
	third := announcement("3/QĐ", "2026-05-01", amended("1.000001", "ba"))
	p.announce(t, third)
	late := announcement("2/QĐ", "2026-03-01", motcua.AnnouncementItem{Kind: motcua.DecisionAmended, Code: "1.000001", Given: []string{"name"}, Content: motcua.Content{Name: "B"}})
	p.announce(t, late)
	want(t, "holdings", p.holdings(t, "1.000001"), "A/ [2026-01-01,2026-03-01) assumed", "B/ [2026-03-01,2026-05-01) assumed", "A/ba [2026-05-01,) assumed")
	want(t, "the third again", texts(p.announce(t, third)), "UNCHANGED")
	// Another text under the same decision is a correction.
	want(t, "corrected", texts(p.announce(t, announcement("2/QĐ", "2026-03-01", amended("1.000001", "hai")))), "CORRECTED")
	want(t, "holdings", p.holdings(t, "1.000001"), "A/ [2026-01-01,2026-03-01) assumed", "A/hai [2026-03-01,2026-05-01) assumed", "A/ba [2026-05-01,) assumed")
}

func TestAnnounceRefusesAllOrNothing(t *testing.T) {
	p := newAnnouncer(t)
	p.announce(t, announcement("1/QĐ", "2026-01-01", fresh("1.000001", "A"), fresh("1.000002", "B")))
	bare := fresh("1.000009", "X")
	bare.Content = motcua.Content{Name: "X", Kind: motcua.KindStandard}
	unknown := fresh("1.000008", "Y")
	unknown.Content.Executing = []motcua.Agency{{Name: "Sở Không có"}}
	a := announcement("2/QĐ", "2026-02-01",
		fresh("1.000001", "A"), amended("1.000007", "x"), bare, unknown,
		ended(motcua.DecisionReplaced, "1.000002", "1.000077"), fresh("1.000006", "Z"))
	a.Items[4].Content.Name = "Tên khác"
	_, err := p.try(t, a, false)
	var faults motcua.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("published: %v", err)
	}
	for _, w := range []string{
		"procedures[0].code (1.000001): a procedure has this code already",
		"procedures[1].code (1.000007): no procedure has this code",
		`procedures[3].executing[0]: no agency is named "Sở Không có"`,
	} {
		if !slices.ContainsFunc(faults, func(f motcua.Fault) bool { return strings.HasPrefix(f.String(), w) }) {
			t.Errorf("no fault %q in\n%v", w, faults)
		}
	}
	a.Items = a.Items[4:5]
	_, err = p.try(t, a, false)
	if !errors.As(err, &faults) || len(faults) != 2 || !strings.Contains(err.Error(), "expected the name of the procedure with this code: \"B\"") || !strings.Contains(err.Error(), "no single procedure has the code \"1.000077\"") {
		t.Errorf("replaced: %v", err)
	}
	_, err = p.try(t, announcement("2/QĐ", "2026-02-01", bare), false)
	if !errors.As(err, &faults) || len(faults) != 9 { // seven parts, the legal basis, place and time
		t.Errorf("bare: %v", err)
	}
	want(t, "nothing was written", p.query(t, `select code from procedure order by code`), "1.000001", "1.000002")
	denied := errors.New("no")
	if _, err := p.Announce(t.Context(), clockAt(p.today), announcement("2/QĐ", "2026-02-01", fresh("1.000005", "E")), db.AnnounceOptions{By: by, May: func(motcua.ID) error { return denied }}); !errors.Is(err, denied) {
		t.Errorf("for another agency: %v", err)
	}
}

func TestRetract(t *testing.T) {
	p := newAnnouncer(t)
	versions := func(a *motcua.Announcement) (out []motcua.ID) {
		r, err := p.try(t, a, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range r.Results {
			out = append(out, one.Version)
		}
		return out
	}
	retract := func(id motcua.ID) motcua.Retraction {
		r, err := p.Retract(t.Context(), clockAt(p.today), id, "nhập sai", db.RetractOptions{By: by})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := versions(announcement("1/QĐ", "2026-01-01", fresh("1.000001", "A")))[0]
	wrong := versions(announcement("1/QĐ", "2026-01-01", fresh("1.000001", "Sai")))[0]
	second := versions(announcement("2/QĐ", "2026-03-01", amended("1.000001", "hai")))[0]

	// A retracted correction gives the corrected version its place again.
	retract(wrong)
	want(t, "after the correction is retracted", p.holdings(t, "1.000001"), "A/ [2026-01-01,2026-03-01) assumed", "Sai/hai [2026-03-01,) assumed")
	retract(second)
	want(t, "after the amendment is retracted", p.holdings(t, "1.000001"), "A/ [2026-01-01,) assumed")
	if _, err := p.Retract(t.Context(), clockAt(p.today), second, "x", db.RetractOptions{By: by}); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("twice: %v", err)
	}
	if _, err := p.Retract(t.Context(), clockAt(p.today), first, " ", db.RetractOptions{By: by}); motcua.KindOf(err) != motcua.KindInvalid {
		t.Errorf("without a reason: %v", err)
	}

	// A repeal made no version: it goes by the id of its announcement.
	versions(announcement("3/QĐ", "2026-05-01", ended(motcua.DecisionRepealed, "1.000001")))
	repeal := p.query(t, `select id::text from announcement where version is null`)[0]
	retract(motcua.ID(repeal))
	want(t, "after the repeal is retracted", p.holdings(t, "1.000001"), "A/ [2026-01-01,) assumed")

	if r := retract(first); len(r.After) != 0 || r.Code != "1.000001" {
		t.Errorf("the last version: %+v", r)
	}
	want(t, "public", p.query(t, `select id::text from public_procedure`))
	want(t, "kept", p.query(t, `select count(*)::text from procedure_version`), "3")
	want(t, "published anew", texts(p.announce(t, announcement("1/QĐ", "2026-01-01", fresh("1.000001", "A")))), "ANNOUNCED")
	want(t, "public", p.query(t, `select p.code from procedure p join public_procedure using (id)`), "1.000001")
}

// The portal publishes no effective day: it does not take the place of one
// that the agency gave.
func TestImportAfterAnnouncement(t *testing.T) {
	p := newAnnouncer(t)
	a := announcement("1/QĐ-BTP", "2026-01-01", fresh("1.000001", "A"))
	a.Effective = day("2026-02-01")
	p.announce(t, a)
	id := motcua.ID(p.query(t, `select id::text from procedure`)[0])
	agency := motcua.ID(p.query(t, `select agency::text from decision`)[0])
	r := record("x", "1.000001", "Khác", "1/QĐ-BTP", day("2026-01-01"))
	r.Procedure = id
	r.Content.Decision = motcua.NewDecision(ptr("1/QĐ-BTP"), day("2026-01-01"), motcua.Agency{ID: agency, Name: "Bộ Tư pháp", Kind: motcua.AgencyDepartment})
	counts := publish(t, p.DB, clockAt(p.today), seal(r))
	if counts.Outranked != 1 || counts.Changed() != 0 {
		t.Errorf("%+v", counts)
	}
	want(t, "holdings", p.holdings(t, "1.000001"), "A/ [2026-02-01,)")
	want(t, "received", p.query(t, `select source from received_record order by source`), "decision", "portal")
	r.Content.Decision = motcua.NewDecision(ptr("2/QĐ-BTP"), day("2026-03-01"), r.Content.Decision.Agency)
	if counts := publish(t, p.DB, clockAt(p.today), seal(r)); counts.Announced != 1 {
		t.Errorf("a newer decision: %+v", counts)
	}
}
