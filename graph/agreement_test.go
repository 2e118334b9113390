package graph_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
)

// agrees waits until the copies have all that was committed, and compares them
// with the database, completely.
func (n *node) agrees(what string) {
	n.t.Helper()
	written, err := n.log.Written(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(n.t.Context(), time.Minute)
	defer cancel()
	if err := n.config.Revisions.Await(ctx, motcua.AllAreas, written); err != nil {
		n.t.Fatalf("%s: %v", what, err)
	}
	n.verify(what, n.log)
}

// verify compares the copies with what a log is of.
func (n *node) verify(what string, log *changelog.Log) {
	n.t.Helper()
	report, err := n.index.Verify(n.t.Context(), log)
	if err != nil || len(report.Differences) > 0 {
		n.t.Errorf("%s: procedures: %v %+v", what, err, report)
	}
	official, err := n.feedback.Official.Verify(n.t.Context(), log.OfFeedback("verify", n.desk.desk().MaskedFeedback))
	if err != nil || len(official.Differences) > 0 {
		n.t.Errorf("%s: feedback of officials: %v %+v", what, err, official)
	}
	public, err := n.feedback.Public.Verify(n.t.Context(), log.OfFeedback("verify", db.PublishedFeedback))
	if err != nil || len(public.Differences) > 0 {
		n.t.Errorf("%s: published feedback: %v %+v", what, err, public)
	}
}

const (
	hideAll    = `update publication set published = tstzrange(lower(published), clock_timestamp()) where upper_inf(published)`
	showAll    = `update publication set published = tstzrange(lower(published), null) where not upper_inf(published)`
	touchOne   = `update feedback set changed_at = clock_timestamp() where id = (select id from feedback order by id limit 1)`
	touchLast  = `update feedback set changed_at = clock_timestamp() where id = (select id from feedback order by id desc limit 1)`
	touchMany  = `update feedback set changed_at = clock_timestamp()`
	logEntries = `select count(*) from change where xid = pg_current_xact_id()`
)

// statements is a connection, a transaction or a pool.
type statements interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func (n *node) exec(on statements, sql string) {
	n.t.Helper()
	if _, err := on.Exec(n.t.Context(), sql); err != nil {
		n.t.Fatalf("%s: %v", sql, err)
	}
}

// owner connects as who may write anything.
func owner(t *testing.T, at pgtest.Database) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), at.Admin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (n *node) begin(conn *pgx.Conn) pgx.Tx {
	n.t.Helper()
	tx, err := conn.Begin(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	return tx
}

// Whatever transactions do, and in whatever order they end, every copy ends with
// what the database holds.
func TestAllEndInAgreement(t *testing.T) {
	n := newNode(t, time.Minute)
	for i := range 20 {
		n.submitFrom(i)
	}
	n.agrees("at first")
	one, two := owner(t, n.at), owner(t, n.at)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	late := n.begin(one) // writes first, ends last
	n.exec(late, hideAll)
	n.exec(late, touchOne)
	n.exec(two, touchLast)
	do(late.Commit(t.Context()))
	n.agrees("after a late commit")

	tx := n.begin(one)
	n.exec(tx, touchOne)
	inner, err := tx.Begin(t.Context())
	do(err)
	n.exec(inner, showAll)
	do(inner.Rollback(t.Context()))
	inner, err = tx.Begin(t.Context())
	do(err)
	n.exec(inner, touchLast)
	do(errors.Join(inner.Commit(t.Context()), tx.Commit(t.Context())))
	n.exec(two, showAll)
	n.agrees("after savepoints")

	tx = n.begin(one)
	n.exec(tx, hideAll)
	n.exec(tx, touchMany)
	do(tx.Rollback(t.Context()))
	n.agrees("after rolled-back work")

	tx = n.begin(one)
	n.exec(tx, `do $$ begin for i in 1..500 loop `+touchMany+`; end loop; end $$`)
	var entries int
	do(tx.QueryRow(t.Context(), logEntries).Scan(&entries))
	if entries < 10_000 {
		t.Errorf("%d changes in the transaction", entries)
	}
	n.exec(tx, hideAll)
	n.exec(tx, showAll)
	do(tx.Commit(t.Context()))
	n.agrees("after 10,000 changes in one transaction")

	other := n.begin(owner(t, pgtest.New(t))) // of another database of the cluster
	n.exec(other, `select pg_current_xact_id()`)
	n.exec(two, touchMany)
	time.Sleep(100 * time.Millisecond)
	n.verify("while another database writes", n.log)
	do(other.Rollback(t.Context()))
	n.agrees("after another database wrote")
}

// A node that slept while the log was trimmed beyond it is built anew.
func TestSleeperEndsInAgreement(t *testing.T) {
	n := newNode(t, time.Minute)
	n.submitFrom(0)
	n.agrees("before it sleeps")
	before := n.index.Status().Generation
	n.stop()
	conn := owner(t, n.at)
	n.exec(conn, touchMany)
	n.exec(conn, hideAll)
	n.exec(conn, showAll)
	n.exec(conn, `update change set at = at - interval '8 days'`)
	n.exec(conn, `update follower set seen_at = seen_at - interval '2 hours'`)
	n.exec(conn, `insert into follower (node, epoch, xid, id) select 'awake', (select epoch from log_epoch), c.xid, c.id from change c order by c.xid desc, c.id desc limit 1`)
	n.exec(conn, `select log_trim()`)
	n.exec(conn, touchMany)
	n.run()
	n.agrees("after it slept")
	if after := n.index.Status().Generation; after == before {
		t.Errorf("generation %d was not built anew", after)
	}
}

// A database that was put back to an earlier state is another history, also on
// the server and timeline where it was copied: revisions of before are unknown,
// and the copies are built anew from what there is now.
func TestRestoredDatabaseEndsInAgreement(t *testing.T) {
	n := newNode(t, time.Minute)
	revision := n.addAlias("zqxbefore")
	n.submitFrom(0)
	n.agrees("before the copy")
	n.stop()
	n.desk.desk().Close() // nobody may be connected to what is copied
	n.database(t).Close()
	restored := pgtest.Clone(t, n.at)

	// What was written after the copy is lost with the database.
	later, err := db.Open(t.Context(), n.at.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(later.Close)
	log := changelog.New(later.Pool(), "node", nil)
	n.exec(later.Pool(), hideAll)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- n.index.Run(ctx, log) }()
	for n.searched("ket hon") > 0 {
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	<-done

	d, err := db.Open(t.Context(), restored.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	log = changelog.New(d.Pool(), "node", nil)
	if renewed, err := log.Claim(t.Context()); err != nil || !renewed {
		t.Fatalf("the copied database is taken for the one before: %v", err)
	}
	var revisions motcua.Revisions
	source := revisions.Watch(motcua.AllAreas, log)
	ctx, cancel = context.WithCancel(t.Context())
	go func() { done <- n.index.Run(ctx, source) }()
	for n.searched("ket hon") == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	old, err := motcua.ParseRevision(revision)
	if err != nil {
		t.Fatal(err)
	}
	if err := revisions.Await(t.Context(), motcua.AllAreas, old); motcua.KindOf(err) != motcua.KindStale {
		t.Errorf("a revision of before: %v", err)
	}
	report, err := n.index.Verify(t.Context(), log)
	if err != nil || len(report.Differences) > 0 || report.Procedures == 0 {
		t.Errorf("after the restore: %v %+v", err, report)
	}
	cancel()
	<-done
}

// searched is how many procedures a text finds now.
func (n *node) searched(text string) int {
	n.t.Helper()
	found, err := n.index.Search(n.t.Context(), motcua.ProcedureQuery{Text: text, Day: *day(today)})
	if err != nil {
		n.t.Fatal(err)
	}
	return found.Total
}
