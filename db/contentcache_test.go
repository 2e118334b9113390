package db_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// counter counts statements.
type counter struct{ n atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (*counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// What was read once is not read again, says the same, and is no more public
// than it would be without the cache.
func TestContentCache(t *testing.T) {
	at := pgtest.New(t)
	open := func(bytes int) (*db.DB, *counter) {
		c := &counter{}
		d, err := db.Open(t.Context(), at.URL, db.Options{ContentBytes: bytes, Tracer: c})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Close)
		return d, c
	}
	kept, statements := open(1 << 20)
	plain, _ := open(0)
	on := *day("2026-11-25")
	load := func(d *db.DB, r *motcua.Record) *motcua.Procedure {
		t.Helper()
		p, err := d.Procedure(t.Context(), motcua.ProcedureKey{ID: r.Procedure}, on)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	birth := record("birth", "1.001193", "Đăng ký khai sinh", "1/QĐ", day("2020-01-01"))
	death := record("death", "1.000656", "Đăng ký khai tử", "1/QĐ", day("2020-01-01"))
	publish(t, plain, clockAt("2026-11-24"), birth, death)

	for _, want := range []int64{2, 1, 1} { // its content is read once
		statements.n.Store(0)
		if diff := cmp.Diff(load(plain, birth), load(kept, birth)); diff != "" {
			t.Error(diff)
		}
		if got := statements.n.Load(); got != want {
			t.Errorf("%d statements, want %d", got, want)
		}
	}
	statements.n.Store(0)
	both, err := kept.Procedures(t.Context(), []motcua.ID{birth.Procedure, death.Procedure}, on)
	if err != nil || len(both) != 2 || statements.n.Load() != 2 {
		t.Errorf("%d procedures by %d statements, %v", len(both), statements.n.Load(), err)
	}
	if s := kept.ContentStats(); s.Versions != 2 || s.Hits != 3 || s.Misses != 2 || s.Bytes == 0 {
		t.Errorf("%+v", s)
	}
	if s := plain.ContentStats(); s != (db.ContentStats{}) {
		t.Errorf("without a cache: %+v", s)
	}

	birth.Content.Name = "Thủ tục đăng ký khai sinh"
	publish(t, plain, clockAt("2026-11-25"), seal(birth))
	if got := load(kept, birth).Name; got != birth.Content.Name {
		t.Errorf("after a correction %q", got)
	}
	publishComplete(t, plain, true, death)
	if _, err := kept.Procedure(t.Context(), motcua.ProcedureKey{ID: birth.Procedure}, on); motcua.KindOf(err) != motcua.KindNotFound {
		t.Errorf("of what is no longer public: %v", err)
	}
}
