package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// An operation waits for a connection for a bounded time, and is told to come
// again; what has no time of its own waits until one is free.
func TestWaitForAConnectionIsBounded(t *testing.T) {
	const bound = 100 * time.Millisecond
	d, err := db.Open(t.Context(), pgtest.New(t).URL, db.Options{Conns: 1, AcquireTimeout: bound})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	busy, err := d.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	alias := motcua.Alias{Form: "sổ đỏ", Means: "giấy chứng nhận quyền sử dụng đất", Kind: motcua.AliasColloquial, Weight: 1}
	for name, tt := range map[string]struct{ time, least, most time.Duration }{
		"as long as the bound":  {10 * time.Second, bound, 5 * time.Second},
		"half of the time left": {bound, bound / 2, bound},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), tt.time)
			defer cancel()
			begun := time.Now()
			_, err := d.AddAlias(ctx, alias, "an")
			took := time.Since(begun)
			if motcua.KindOf(err) != motcua.KindUnavailable {
				t.Errorf("a write on a full pool: %v", err)
			}
			if took < tt.least || took > tt.most {
				t.Errorf("it waited %s, not %s to %s", took, tt.least, tt.most)
			}
		})
	}
	time.AfterFunc(3*bound, func() { _ = busy.Rollback(context.Background()) })
	if err := pgx.BeginFunc(t.Context(), d.Pool(), func(pgx.Tx) error { return nil }); err != nil {
		t.Errorf("what has all the time there is: %v", err)
	}
	if _, down := d.DownSince(); down {
		t.Error("a full pool counts as a database that does not answer")
	}
}
