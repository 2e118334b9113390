package db_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

var auditorOfAll = motcua.Caller{Subject: "iss|auditor", Name: "Lê Thị Kiểm", Grants: []motcua.Grant{{Role: motcua.RoleAuditor}}}

// audited gives the audit log as a caller sees it, newest first, one line each.
func audited(t *testing.T, d *db.DB, by motcua.Caller, f motcua.AuditFilter) (lines []string) {
	t.Helper()
	list, err := d.AuditLog(t.Context(), by, motcua.Page{First: ptr(100)}, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list.Items {
		lines = append(lines, strings.Join([]string{e.Subject, e.RequestID, string(e.Action), e.Entity, e.What}, " "))
	}
	return lines
}

func TestAuditLog(t *testing.T) {
	d := open(t)
	publish(t, d, clockAt("2026-07-18"), record("a", "1.000001", "Đăng ký", "1/QĐ", day("2026-01-01")))
	official := motcua.Caller{Subject: "iss|an", Name: "An", RequestID: "r1"}
	one, two := motcua.DeriveID("one"), motcua.DeriveID("two")
	entries := []motcua.AuditEntry{
		{Action: motcua.AuditRead, Entity: "SENDER", EntityID: &one, Agency: &unit.ID},
		{Action: motcua.AuditAct, Entity: "FEEDBACK", EntityID: &two, Agency: &ministry.ID, What: "FORWARDED"},
		{Action: motcua.AuditExport, Entity: "EXPORT", What: "XLSX", Rows: ptr(12)},
	}
	if err := d.Audit(t.Context(), official, entries...); err != nil {
		t.Fatal(err)
	}
	if err := d.Audit(t.Context(), motcua.Caller{RequestID: "r2"}, motcua.AuditEntry{Action: motcua.AuditRead, Entity: "SENDER", EntityID: &one, Agency: &unit.ID}); err != nil {
		t.Fatal(err)
	}
	read := "iss|an r1 READ SENDER "
	act, export, sender := "iss|an r1 ACT FEEDBACK FORWARDED", "iss|an r1 EXPORT EXPORT XLSX", "sender r2 READ SENDER "
	ofProvince := motcua.Caller{Subject: "iss|local", Grants: []motcua.Grant{{Role: motcua.RoleAuditor, Agency: province.ID}}}
	action := motcua.AuditAct
	for _, c := range []struct {
		name   string
		by     motcua.Caller
		filter motcua.AuditFilter
		want   []string
	}{
		{"all", auditorOfAll, motcua.AuditFilter{Entity: ptr("SENDER")}, []string{sender, read}},
		{"an agency with its units", auditorOfAll, motcua.AuditFilter{Agency: &province.ID}, []string{sender, read}},
		{"a person", auditorOfAll, motcua.AuditFilter{Subject: ptr("iss|an")}, []string{export, act, read}},
		{"a record", auditorOfAll, motcua.AuditFilter{EntityID: &two}, []string{act}},
		{"an action", auditorOfAll, motcua.AuditFilter{Action: &action}, []string{act}},
		{"yesterday", auditorOfAll, motcua.AuditFilter{To: ptr(time.Now().Add(-24 * time.Hour))}, nil},
		{"what a local auditor sees", ofProvince, motcua.AuditFilter{}, []string{sender, read}},
	} {
		if diff := cmp.Diff(c.want, audited(t, d, c.by, c.filter)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if got := audited(t, d, auditorOfAll, motcua.AuditFilter{Entity: ptr("AUDIT_LOG"), Subject: ptr("iss|local")}); len(got) != 1 {
		t.Errorf("reading the log stands in it %d times", len(got))
	}
	for _, by := range []motcua.Caller{{}, official, {Grants: auditorOfAll.Grants}} {
		if _, err := d.AuditLog(t.Context(), by, motcua.Page{First: ptr(1)}, motcua.AuditFilter{}); motcua.KindOf(err) != motcua.KindForbidden {
			t.Errorf("%+v: %v", by, err)
		}
	}
}

// Nobody rewrites the log, not the role that serves and not the owner, and what
// is younger than a year cannot be trimmed.
func TestAuditLogIsAppendOnly(t *testing.T) {
	p := pgtest.New(t)
	d := openAt(t, p.URL)
	if err := d.Audit(t.Context(), auditorOfAll, motcua.AuditEntry{Action: motcua.AuditRead, Entity: "SENDER"}); err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.Connect(t.Context(), p.Admin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close(t.Context()) }()
	for _, sql := range []string{
		`update audit_entry set subject = 'another'`, `delete from audit_entry`, `truncate audit_entry`,
		`insert into audit_entry (subject, name, action, entity, at) values ('x', 'x', 'READ', 'SENDER', '2020-01-01')`,
		`insert into audit_entry (subject, name, action, entity, what) values ('x', 'x', 'READ', 'SENDER', 'Nguyễn Văn A 0912345678')`,
		`select set_config('motcua.audit_trim', 'on', false); delete from audit_entry`, `select audit_trim('1 day')`,
	} {
		if _, err := d.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("the role that serves may: %s", sql)
		}
		if strings.HasPrefix(sql, "insert") && strings.Contains(sql, "at)") {
			continue // the owner may say when; nobody connects as the owner to serve
		}
		if _, err := admin.Exec(t.Context(), sql); err == nil {
			t.Errorf("the owner may: %s", sql)
		}
	}
	old := `insert into audit_entry (subject, name, action, entity, at) values ('old', 'x', 'READ', 'SENDER', clock_timestamp() - interval '500 days')`
	if _, err := admin.Exec(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if n, err := d.TrimAudit(t.Context(), 400*24*time.Hour); err != nil || n != 1 {
		t.Errorf("trimmed %d: %v", n, err)
	}
	if _, err := d.TrimAudit(t.Context(), motcua.MinAuditKept-time.Hour); err == nil {
		t.Error("less than a year is kept")
	}
}
