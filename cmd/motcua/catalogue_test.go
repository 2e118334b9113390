package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
	"motcua/db/readcopy"
)

// An official's lists name agencies that the copy has, without a statement; one
// that it has not heard of yet comes from the database.
func TestRegistersComeFromTheCopyForOfficialsToo(t *testing.T) {
	at := pgtest.New(t)
	d, err := db.Open(t.Context(), at.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	insert := func(code, name string) motcua.ID {
		t.Helper()
		id := motcua.DeriveID("agency", code)
		if _, err := d.Pool().Exec(t.Context(), `insert into agency (id, code, name, kind, sort_key) values ($1, $2, $3, 'DEPARTMENT', $4)`, id, code, name, []byte(name)); err != nil {
			t.Fatal(err)
		}
		return id
	}
	known := insert("H60", "UBND Tuyen Quang")
	held, err := readcopy.Open(t.TempDir(), readcopy.Options{Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Close() }()
	log := changelog.New(d.Pool(), "test", nil)
	rows := log.OfRows("copy", rowsFor(held))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- held.Run(ctx, copySource{rows, rows}) }()
	for deadline := time.Now().Add(20 * time.Second); !held.Fresh(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the copy does not follow")
		}
	}
	c := &catalogue{db: d, copy: held, log: log, patience: readPatience}
	ask := func(ids ...motcua.ID) (names, statements int) {
		t.Helper()
		var work motcua.Work
		found, err := c.Agencies(motcua.WithWork(t.Context(), &work), ids)
		if err != nil {
			t.Fatal(err)
		}
		return len(found), int(work.Statements.Load())
	}
	if names, statements := ask(known); names != 1 || statements != 0 {
		t.Errorf("%d agencies by %d statements, want one by none", names, statements)
	}
	cancel() // the copy stays as it is, and is fresh for a moment
	<-done
	unheard := insert("H22", "UBND Ha Giang")
	if names, statements := ask(known, unheard); names != 2 || statements == 0 {
		t.Errorf("%d agencies by %d statements, want two by one", names, statements)
	}
}
