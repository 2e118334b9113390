package db_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// Two callers who share one connection never see each other's standing, also
// where a transaction fails, and without a transaction of its own nobody acts.
func TestActingEndsWithTheTransaction(t *testing.T) {
	d, err := db.Open(t.Context(), pgtest.New(t).URL, db.Options{Conns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	one, two, other := motcua.DeriveID("one"), motcua.DeriveID("two"), motcua.DeriveID("other")
	type standing struct {
		Subject        string
		One, Two, Sent bool
	}
	const ask = `select coalesce(current_setting('motcua.subject', true), ''), r.reach = '*' or r.reach like '%' || $1 || '%', r.reach = '*' or r.reach like '%' || $2 || '%',
		coalesce(current_setting('motcua.own', true), '') = $3
		from (select coalesce(current_setting('motcua.reach', true), '') as reach) r`
	failed := errors.New("failed")
	for _, c := range []struct {
		name string
		as   db.Acting
		err  error
		want standing
	}{
		{"an official of one", db.ActingFor("iss|an", false, "", one, other), nil, standing{"iss|an", true, false, false}},
		{"an official of two", db.ActingFor("iss|binh", false, "", two), failed, standing{"iss|binh", false, true, false}},
		{"nobody", db.Acting{}, nil, standing{}},
		{"an official of all", db.ActingFor("iss|chi", true, ""), nil, standing{"iss|chi", true, true, false}},
		{"a sender", db.ActingFor("", false, other), failed, standing{"", false, false, true}},
		{"one of none", db.ActingFor("iss|dung", false, ""), nil, standing{"iss|dung", false, false, false}},
	} {
		var got, between standing
		err := d.InTxAs(t.Context(), c.as, func(tx pgx.Tx) error {
			err := tx.QueryRow(t.Context(), ask, one, two, other).Scan(&got.Subject, &got.One, &got.Two, &got.Sent)
			return errors.Join(err, c.err)
		})
		if !errors.Is(err, c.err) {
			t.Fatal(err)
		}
		if err := d.Pool().QueryRow(t.Context(), ask, one, two, other).Scan(&between.Subject, &between.One, &between.Two, &between.Sent); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if between != (standing{}) {
			t.Errorf("after %s the connection acts for %+v", c.name, between)
		}
	}
}
