package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// knowledge lists what is known, then what was known: version names with their
// days, and whether the row still counts.
func knowledge(t *testing.T, url, procedure string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	rows, err := conn.Query(t.Context(), `
		select format('%s %s%s%s', v.name, h.legal, case when h.assumed then ' assumed' else '' end,
		              case when upper_inf(h.recorded) then '' else ' (was)' end)
		from procedure_validity h join procedure_version v on v.id = h.version
		where h.procedure = $1
		order by upper_inf(h.recorded) desc, lower(h.legal) nulls first, lower(h.recorded)`, motcua.DeriveID("procedure", procedure))
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestThreeTimeAxes(t *testing.T) {
	const code = "1.001193"
	birth := func(name, decision string, date *motcua.Date) *motcua.Record {
		return record("birth", code, name, decision, date)
	}
	tests := []struct {
		name    string
		records []*motcua.Record
		want    []string
	}{{
		name:    "one decision holds from its day on",
		records: []*motcua.Record{birth("A", "1/QĐ", day("2020-01-01"))},
		want:    []string{"A [2020-01-01,) assumed"},
	}, {
		name: "a later decision ends the earlier one's days",
		records: []*motcua.Record{
			birth("A", "1/QĐ", day("2020-01-01")), birth("B", "2/QĐ", day("2022-01-01"))},
		want: []string{"A [2020-01-01,2022-01-01) assumed", "B [2022-01-01,) assumed", "A [2020-01-01,) assumed (was)"},
	}, {
		name: "a decision that comes late splits the range it falls into",
		records: []*motcua.Record{
			birth("A", "1/QĐ", day("2020-01-01")), birth("C", "3/QĐ", day("2024-01-01")), birth("B", "2/QĐ", day("2022-01-01"))},
		want: []string{
			"A [2020-01-01,2022-01-01) assumed", "B [2022-01-01,2024-01-01) assumed", "C [2024-01-01,) assumed",
			"A [2020-01-01,) assumed (was)", "A [2020-01-01,2024-01-01) assumed (was)"},
	}, {
		name: "two corrections on one day leave the days alone",
		records: []*motcua.Record{
			birth("A", "1/QĐ", day("2020-01-01")), birth("A2", "1/QĐ", day("2020-01-01")), birth("A3", "1/QĐ", day("2020-01-01"))},
		want: []string{"A3 [2020-01-01,) assumed", "A [2020-01-01,) assumed (was)", "A2 [2020-01-01,) assumed (was)"},
	}, {
		name: "a correction back to the first content is that version again",
		records: []*motcua.Record{
			birth("A", "1/QĐ", day("2020-01-01")), birth("A2", "1/QĐ", day("2020-01-01")), birth("A", "1/QĐ", day("2020-01-01"))},
		want: []string{"A [2020-01-01,) assumed", "A [2020-01-01,) assumed (was)", "A2 [2020-01-01,) assumed (was)"},
	}, {
		name:    "a missing date leaves the lower bound open",
		records: []*motcua.Record{birth("A", "1/QĐ", nil)},
		want:    []string{"A (,) assumed"},
	}, {
		name:    "a date that was missing and is known now is a correction",
		records: []*motcua.Record{birth("A", "1/QĐ", nil), birth("A", "1/QĐ", day("2021-05-05"))},
		want:    []string{"A [2021-05-05,) assumed", "A (,) assumed (was)"},
	}, {
		name:    "an undated decision after a dated one holds from the day it became known",
		records: []*motcua.Record{birth("A", "1/QĐ", day("2020-01-01")), birth("B", "2/QĐ", nil)},
		want:    []string{"A [2020-01-01,2026-07-18) assumed", "B [2026-07-18,) assumed", "A [2020-01-01,) assumed (was)"},
	}, {
		name:    "a version in force only in future",
		records: []*motcua.Record{birth("A", "1/QĐ", day("2026-12-30"))},
		want:    []string{"A [2026-12-30,) assumed"},
	}, {
		name:    "of two decisions of one day the one that came last prevails",
		records: []*motcua.Record{birth("A", "1/QĐ", day("2020-01-01")), birth("B", "2/QĐ", day("2020-01-01"))},
		want:    []string{"B [2020-01-01,) assumed", "A [2020-01-01,) assumed (was)"},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := pgtest.New(t)
			d := openAt(t, url.URL)
			for _, r := range tt.records {
				publish(t, d, clockAt("2026-07-18"), r)
			}
			if diff := cmp.Diff(tt.want, knowledge(t, url.URL, "birth")); diff != "" {
				t.Error(diff)
			}
			publish(t, d, clockAt("2026-07-18"), tt.records[len(tt.records)-1])
			if diff := cmp.Diff(tt.want, knowledge(t, url.URL, "birth")); diff != "" {
				t.Error("importing the last record again changed:", diff)
			}
		})
	}
}

func TestProcedureOnADay(t *testing.T) {
	d := open(t)
	publish(t, d, clockAt("2026-07-18"), record("birth", "1.001193", "A", "1/QĐ", day("2020-01-01")))
	publish(t, d, clockAt("2026-07-18"), record("birth", "1.001193", "B", "2/QĐ", day("2026-12-30")))
	for _, tt := range []struct {
		day, name string
		status    motcua.Status
	}{
		{"2019-12-31", "A", motcua.StatusNotYetInForce},
		{"2020-01-01", "A", motcua.StatusInForce},
		{"2026-12-29", "A", motcua.StatusInForce},
		{"2026-12-30", "B", motcua.StatusInForce},
	} {
		p, err := d.Procedure(t.Context(), motcua.ProcedureKey{Code: "1.001193"}, *day(tt.day))
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != tt.name || p.Status() != tt.status {
			t.Errorf("%s: %s %s, want %s %s", tt.day, p.Name, p.Status(), tt.name, tt.status)
		}
	}
}

func TestPublishedAgainAfterAbsence(t *testing.T) {
	d := open(t)
	var all []*motcua.Record
	for i := range 6 {
		all = append(all, record(fmt.Sprint(i), fmt.Sprintf("1.00000%d", i), "Thủ tục", "1/QĐ", day("2020-01-01")))
	}
	publish(t, d, clockAt("2026-07-18"), all...)
	if diff := cmp.Diff(db.ImportCounts{Unchanged: 5, Ended: 1}, publishComplete(t, d, false, all[1:]...)); diff != "" {
		t.Fatal(diff)
	}
	if _, err := d.Procedure(t.Context(), motcua.ProcedureKey{Code: "1.000000"}, *day("2026-07-18")); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("a procedure that is no longer public: %v", err)
	}
	if diff := cmp.Diff(db.ImportCounts{Unchanged: 5, Republished: 1}, publishComplete(t, d, false, all...)); diff != "" {
		t.Error(diff)
	}
	if _, err := d.Procedure(t.Context(), motcua.ProcedureKey{Code: "1.000000"}, *day("2026-07-18")); err != nil {
		t.Errorf("public again: %v", err)
	}
}

func TestCompleteFileThatLacksTooMuchEndsNothing(t *testing.T) {
	d := open(t)
	var all []*motcua.Record
	for i := range 4 {
		all = append(all, record(fmt.Sprint(i), fmt.Sprintf("1.00000%d", i), "Thủ tục", "1/QĐ", day("2020-01-01")))
	}
	publish(t, d, clockAt("2026-07-18"), all...)
	im, err := d.NewImporter(t.Context(), clockAt("2026-07-18"), false)
	if err != nil {
		t.Fatal(err)
	}
	var tooMany *db.TooManyEndedError
	if err := im.EndAbsent(t.Context(), "portal", nil, false); !errors.As(err, &tooMany) {
		t.Errorf("ending all: %v", err)
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(db.ImportCounts{Unchanged: 1, Ended: 3}, publishComplete(t, d, true, all[0])); diff != "" {
		t.Error("with force:", diff)
	}
}

func publishComplete(t *testing.T, d *db.DB, force bool, records ...*motcua.Record) db.ImportCounts {
	t.Helper()
	im, err := d.NewImporter(t.Context(), clockAt("2026-07-18"), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(im.Publish(t.Context(), records), im.EndAbsent(t.Context(), "portal", nil, force), im.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return im.Counts
}

func TestTwoProceduresWithOneCode(t *testing.T) {
	d := open(t)
	publish(t, d, clockAt("2026-07-18"),
		record("here", " 1.014325", "Tuyên Quang", "633/QĐ-UBND", day("2025-09-09")),
		record("there", "1.014325", "another", "01/QĐ-UBND", day("2025-01-01")))
	for code, want := range map[string]string{" 1.014325": "Tuyên Quang", "1.014325": "another"} {
		p, err := d.Procedure(t.Context(), motcua.ProcedureKey{Code: code}, *day("2026-07-18"))
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != want {
			t.Errorf("code %q: %s, want %s", code, p.Name, want)
		}
	}
	_, err := d.Procedure(t.Context(), motcua.ProcedureKey{Code: "1.014325.01"}, *day("2026-07-18"))
	var e *motcua.Error
	if !errors.As(err, &e) || e.Kind != motcua.KindAmbiguous || len(e.Candidates) != 2 {
		t.Errorf("a code of neither's exact form: %v", err)
	}
}

func TestTwoDecisionsWithOneNumber(t *testing.T) {
	d := open(t)
	ofProvince := record("b", "1.000002", "B", "1404/QĐ-UBND", day("2025-06-01"))
	ofProvince.Content.Decision = motcua.NewDecision(ptr("1404/QĐ-UBND"), day("2025-06-01"), province)
	publish(t, d, clockAt("2026-07-18"), record("a", "1.000001", "A", "1404/QĐ-UBND", day("2025-06-01")), seal(ofProvince))
	_, err := d.Decision(t.Context(), "1404/qđ-ubnd ", nil, nil)
	var e *motcua.Error
	if !errors.As(err, &e) || e.Kind != motcua.KindAmbiguous {
		t.Fatalf("a number of two agencies: %v", err)
	}
	labels := []string{e.Candidates[0].Label, e.Candidates[1].Label}
	slices.Sort(labels)
	if diff := cmp.Diff([]string{"Bộ Tư pháp, 2025-06-01", "UBND tỉnh Tuyên Quang, 2025-06-01"}, labels); diff != "" {
		t.Error(diff)
	}
	found, err := d.Decision(t.Context(), "1404/QĐ-UBND", ptr("000.00.00.H60"), nil)
	if err != nil || found.Agency.ID != province.ID {
		t.Errorf("with the agency: %v, %v", found, err)
	}
}

func TestAgencyByEitherGenerationOfCode(t *testing.T) {
	d := open(t)
	publish(t, d, clockAt("2026-07-18"), record("a", "1.000001", "A", "1/QĐ", day("2025-06-01")))
	for _, code := range []string{"H60", "000.00.00.H60", "h60"} {
		a, err := d.Agency(t.Context(), code)
		if err != nil || a.ID != province.ID {
			t.Errorf("agency %s: %v, %v", code, a, err)
		}
	}
	a, err := d.Agency(t.Context(), "H60.13")
	if err != nil || a.Parent == nil || *a.Parent != province.ID {
		t.Errorf("a unit's parent: %+v, %v", a, err)
	}
}

// Published content is insert-only: the role that serves cannot change it.
func TestContentCannotBeChanged(t *testing.T) {
	url := pgtest.New(t)
	d := openAt(t, url.URL)
	publish(t, d, clockAt("2026-07-18"), record("a", "1.000001", "A", "1/QĐ", day("2025-06-01")))
	for _, sql := range []string{
		`update procedure_version set name = 'B'`, `delete from procedure_version`, `delete from procedure_validity`,
		`update procedure_validity set legal = '(,)'`, `delete from publication`, `delete from change`, `truncate change`,
	} {
		if _, err := d.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: was allowed", sql)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	url := pgtest.New(t)
	for name, tt := range map[string]struct{ url, want string }{
		"a superuser":           {url.Admin, "may do more than serving needs"},
		"the owner":             {url.Owner, "may do more than serving needs"},
		"an empty database":     {pgtest.Empty(t).URL, "no motcua schema yet"},
		"a URL that is not one": {"postgres://u:secret@[bad", "expected postgres://"},
	} {
		_, err := db.Open(t.Context(), tt.url, db.Options{})
		if err == nil || !contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want … %s …", name, err, tt.want)
		}
		if err != nil && contains(err.Error(), "secret") {
			t.Errorf("%s: the error shows the password: %v", name, err)
		}
	}
}

func TestImportIsExclusive(t *testing.T) {
	d := open(t)
	im, err := d.NewImporter(t.Context(), clockAt("2026-07-18"), false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.NewImporter(t.Context(), clockAt("2026-07-18"), false); !errors.Is(err, db.ErrBusy) {
		t.Errorf("a second import: %v, want ErrBusy", err)
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	d := open(t)
	im, err := d.NewImporter(t.Context(), clockAt("2026-07-18"), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(im.Publish(t.Context(), []*motcua.Record{record("a", "1.000001", "A", "1/QĐ", nil)}), im.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	counts, err := d.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if im.Counts.New != 1 || counts.Procedures != 0 || counts.Agencies != 0 {
		t.Errorf("counted %+v, stored %+v", im.Counts, counts)
	}
}
