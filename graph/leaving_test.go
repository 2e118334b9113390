package graph_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// When the client leaves, its statement ends in the database, where it would
// hold a connection and the locks of others: here it waits for a lock that it
// would not get for as long as the test lasts.
func TestWorkStopsWhenTheClientLeaves(t *testing.T) {
	w := newWorld(t, catalogue()...)
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	// What is seen of pg_stat_activity stays the same within a transaction.
	holder, watcher := administer(t, w), administer(t, w)
	if _, err := holder.Exec(t.Context(), "begin; lock table agency, decision in access exclusive mode"); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{
		"a lookup":                 `{ agency(code: "H60") { name } }`,
		"a list":                   `{ decisions { nodes { number } } }`,
		"what several fields load": `{ a: decision(number: "1/QĐ") { id } b: agency(code: "H60") { parent { name } units { name } } }`,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, leave := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- post(ctx, server.URL+"/graphql", query) }()
			waitForStatements(t, watcher, func(n int) bool { return n > 0 })
			leave()
			if err := <-done; err == nil {
				t.Error("an answer came")
			}
			begin := time.Now()
			waitForStatements(t, watcher, func(n int) bool { return n == 0 })
			if took := time.Since(begin); took > 2*time.Second {
				t.Errorf("the statement ran on for %s", took)
			}
		})
	}
}

func administer(t *testing.T, w *world) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), w.at.Admin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func post(ctx context.Context, url, query string) error {
	body := `{"query": "` + strings.ReplaceAll(query, `"`, `\"`) + `"}`
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

// waitForStatements waits until as many statements wait for a lock as wanted.
func waitForStatements(t *testing.T, conn *pgx.Conn, enough func(int) bool) {
	t.Helper()
	const waiting = `
		select count(*) from pg_stat_activity
		where datname = current_database() and state = 'active' and wait_event_type = 'Lock'`
	for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		var n int
		if err := conn.QueryRow(t.Context(), waiting).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if enough(n) {
			return
		}
		if time.Since(begin) > 5*time.Second {
			t.Fatalf("%d statements wait for the lock", n)
		}
	}
}
