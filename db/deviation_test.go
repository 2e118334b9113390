package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"motcua/db"
)

// Whatever is stored and follows from something else is found where it is
// another, named, and stored as it should be.
func TestDeviationsAreFoundAndMended(t *testing.T) {
	o := newOffice(t)
	o.answered(t)
	if found, err := o.FindDeviations(t.Context()); err != nil || len(found) > 0 {
		t.Fatalf("before anything is wrong: %v, %+v", err, found)
	}
	owner, err := db.Open(t.Context(), o.at.Owner, db.Options{AllowPrivileged: true})
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	for sql, want := range map[string][]string{
		`update feedback set state = 'SUBMITTED', due_at = '2001-01-01'`:      {"feedback state", "feedback due_at"},
		`update feedback set events = 99`:                                     {"feedback events"},
		`update feedback set attachments = 3`:                                 {"feedback attachments"},
		`delete from feedback_assignment`:                                     {"feedback_assignment episode 1"},
		`update feedback_assignment set outcome = 'FORWARDED'`:                {"feedback_assignment episode 1"},
		`update agency set sort_key = 'x' where code = 'G15'`:                 {"agency sort_key"},
		`update agency set code_key = 'x' where code = 'G15'`:                 {"agency code_key"},
		`update sector set sort_key = 'x'`:                                    {"sector sort_key"},
		`update decision set number_key = 'x' where number is not null`:       {"decision number_key"},
		`update legal_basis set number_key = 'x'`:                             {"legal_basis number_key"},
		`update procedure_version set name = 'x', levels = '{}'`:              {"procedure_version name", "procedure_version levels"},
		`update procedure_version set content_hash = sha256('x')`:             {"procedure_version content_hash"},
		`delete from version_agency`:                                          {"version_agency links"},
		`update version_component set name = 'x'`:                             {"version_component links"},
		`delete from version_legal_basis`:                                     {"version_legal_basis links"},
		`update procedure_validity set assumed = not assumed`:                 {"procedure_validity holdings"},
		`update procedure_validity set legal = daterange('2001-01-01', null)`: {"procedure_validity holdings"},
	} {
		if _, err := owner.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		found, err := o.FindDeviations(t.Context())
		if diff := cmp.Diff(want, fieldsOf(found)); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", sql, err, diff)
		}
		if mended, err := owner.MendDerived(t.Context()); err != nil || len(mended) != len(found) {
			t.Fatalf("%s: mended %+v, %v", sql, mended, err)
		}
		if found, err := o.FindDeviations(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("%s: after the mending %+v, %v", sql, found, err)
		}
	}
}

// What cannot be read is named and left, and holds up nothing else.
func TestUnreadableContentIsLeft(t *testing.T) {
	o := newOffice(t)
	owner, err := db.Open(t.Context(), o.at.Owner, db.Options{AllowPrivileged: true})
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	for _, sql := range []string{
		`update procedure_version set content = '[]'`,
		`update agency set sort_key = 'x' where code = 'G15'`,
	} {
		if _, err := owner.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	found, err := owner.MendDerived(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mended := map[string]bool{}
	for _, d := range found {
		mended[d.Table+" "+d.Field] = d.Mended
	}
	if diff := cmp.Diff(map[string]bool{"procedure_version content": false, "agency sort_key": true}, mended); diff != "" {
		t.Error(diff)
	}
	if found, err = owner.FindDeviations(t.Context()); err != nil || len(found) != 1 || found[0].Field != "content" || found[0].Mended {
		t.Errorf("%+v, %v", found, err)
	}
}

func fieldsOf(list []db.Deviation) (out []string) {
	seen := map[string]bool{}
	for _, d := range list {
		if name := d.Table + " " + d.Field; !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}
