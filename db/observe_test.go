package db_test

import (
	"testing"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

func TestStatementsAreCountedForTheirRequest(t *testing.T) {
	at := pgtest.New(t)
	told := 0
	d, err := db.Open(t.Context(), at.URL, db.Options{Observe: func(time.Duration, error) { told++ }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	told = 0
	work := &motcua.Work{}
	ctx := motcua.WithWork(t.Context(), work)
	if _, err := d.Counts(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Sources(t.Context()); err != nil { // for nobody
		t.Fatal(err)
	}
	if s, r := work.Statements.Load(), work.Rows.Load(); s != 1 || r != 1 || told != 2 {
		t.Errorf("%d statements and %d rows counted, %d told", s, r, told)
	}
}
