package changelog_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
)

// Whoever takes a whole state in may do so more slowly than a session is left idle
// in a transaction.
func TestWholeStatesAreTakenInAtLeisure(t *testing.T) {
	const idle = 100 * time.Millisecond
	cfg, err := pgxpool.ParseConfig(pgtest.New(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "100ms"
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	log := changelog.New(pool, "slow", nil)
	if _, err := log.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows := log.OfRows("slow", func(ctx context.Context, tx pgx.Tx, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) error {
		return db.CatalogueRows(ctx, tx, keys, func(motcua.ID) bool { return false }, each)
	})
	pieces := 0
	slowly := func() { pieces++; time.Sleep(4 * idle) }
	if _, err := rows.Rows(t.Context(), nil, func(*motcua.CatalogueRows) error { slowly(); return nil }); err != nil {
		t.Errorf("rows: %v", err)
	}
	if _, err := log.Snapshot(t.Context(), nil, func(motcua.Batch) error { slowly(); return nil }, func([]motcua.Procedure) error { slowly(); return nil }); err != nil {
		t.Errorf("snapshot: %v", err)
	}
	if pieces < 3 {
		t.Errorf("%d pieces were taken in", pieces)
	}
}
