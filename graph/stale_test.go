package graph_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/readcopy"
	"motcua/search"
)

var (
	staleFor  = flag.Duration("stale.for", 3*time.Second, "how long writes and reads go on side by side")
	staleRate = flag.Int("stale.rate", 100, "writes a second")
)

// write is a change that was made: from its position on, an answer about its
// procedure has to be of this number or a later one.
type write struct {
	position motcua.Position
	number   int
}

// history is what was written about each procedure, in order.
type history struct {
	mu     sync.Mutex
	writes map[string][]write // by code
}

func (h *history) add(code string, w write) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.writes[code] = append(h.writes[code], w)
}

// least gives the number that an answer of a revision has to have at least.
func (h *history) least(code string, at motcua.Position) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.writes[code] {
		if at.Reached(w.position) {
			n = max(n, w.number)
		}
	}
	return n
}

const staleProcedures = 8

func staleCode(i int) string { return fmt.Sprintf("7.%06d", i) }

// Under writes, each answer is at least as new as the revision that it claims,
// whether it was kept or not, by lookup, list and search.
func TestNoAnswerIsStale(t *testing.T) {
	t.Run("rows from the database", func(t *testing.T) { testNoAnswerIsStale(t, false) })
	t.Run("rows from the copy", func(t *testing.T) { testNoAnswerIsStale(t, true) })
}

func testNoAnswerIsStale(t *testing.T, copied bool) {
	w := newWorld(t)
	index, ok := w.config.Searcher.(*search.Index)
	if !ok {
		t.Fatal("no index")
	}
	d, err := db.Open(t.Context(), w.at.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var revisions motcua.Revisions
	ctx, stop := context.WithCancel(t.Context())
	var followers, clients sync.WaitGroup
	source := revisions.Watch(motcua.AllAreas, changelog.New(d.Pool(), "test", nil))
	followers.Go(func() { _ = index.Run(ctx, source) }) // ends with the context
	written := &history{writes: map[string][]write{}}
	publishNumbers(t, d, written, 0) // before the copy is made, which knows no procedure else
	w.config.Revisions, w.config.ResponseCache = &revisions, 8<<20
	w.config.Clock = time.Now
	if copied {
		w.config.Catalogue = followedCopy(ctx, t, &followers, &revisions, d)
	}
	w.serve(t)

	reading, done := context.WithTimeout(ctx, *staleFor)
	var checked, hits atomic.Int64
	for range 4 {
		clients.Go(func() {
			for i := 0; reading.Err() == nil; i++ {
				hit := checkStale(t, w.Handler, written, i)
				checked.Add(1)
				if hit {
					hits.Add(1)
				}
			}
		})
	}
	tick := time.NewTicker(time.Second * staleProcedures / time.Duration(*staleRate))
	defer tick.Stop()
	for n := 1; reading.Err() == nil; n++ {
		publishNumbers(t, d, written, n)
		<-tick.C
	}
	done()
	clients.Wait()
	stop()
	followers.Wait()
	t.Logf("%d answers compared, %d of them kept ones, under %d writes a second", checked.Load(), hits.Load(), *staleRate)
	if checked.Load() == 0 || hits.Load() == 0 {
		t.Error("nothing was compared")
	}
}

// followedCopy is a copy of the catalogue that counts for the revision as a node's
// does, and gives all rows.
func followedCopy(ctx context.Context, t *testing.T, followers *sync.WaitGroup, revisions *motcua.Revisions, d *db.DB) *readcopy.Copy {
	t.Helper()
	c, err := readcopy.Open(t.TempDir(), readcopy.Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	log := changelog.New(d.Pool(), "test", nil).OfRows("copy", func(ctx context.Context, tx pgx.Tx, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) error {
		return db.CatalogueRows(ctx, tx, keys, func(motcua.ID) bool { return false }, each)
	})
	source := struct {
		motcua.Source
		rows
	}{revisions.Watch(motcua.AreaCatalogue, log), log}
	followers.Go(func() { _ = c.Run(ctx, source) }) // ends with the context
	for !c.Fresh() {
		time.Sleep(time.Millisecond)
	}
	return c
}

// rows is what a copy is made from.
type rows interface {
	Rows(ctx context.Context, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) (motcua.Position, error)
}

// publishNumbers gives every procedure the same new number, as a correction of
// what its decision announced, and notes where in the log that stands.
func publishNumbers(t *testing.T, d *db.DB, h *history, number int) {
	t.Helper()
	var records []*motcua.Record
	for i := range staleProcedures {
		decision := motcua.NewDecision(ptr("1/QĐ-BTP"), day("2021-01-01"), ministry)
		r := record(fmt.Sprint("stale", i), staleCode(i), fmt.Sprintf("Đăng ký khai sinh %d", i), decision)
		r.Content.Note = ptr(fmt.Sprint(number))
		r.Line = i + 1
		r.Raw, _ = json.Marshal(r.Content)
		records = append(records, r)
	}
	im, err := d.NewImporter(context.Background(), time.Now, false)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = im.Close(context.Background()) }()
	if err := im.Publish(context.Background(), records); err != nil {
		t.Error(err)
		return
	}
	p := motcua.Position{}
	err = d.Pool().QueryRow(context.Background(), `
		select e.system, e.timeline, e.epoch, c.xid::text::bigint, c.id
		from log_epoch e, change c order by c.xid desc, c.id desc limit 1`).Scan(&p.System, &p.Timeline, &p.Epoch, &p.XID, &p.ID)
	if err != nil {
		t.Error(err)
		return
	}
	for i := range staleProcedures {
		h.add(staleCode(i), write{p, number})
	}
}

// staleQueries ask for the number of a procedure, or of several.
var staleQueries = []func(i int) string{
	func(i int) string { return fmt.Sprintf(`{ procedure(code: "%s") { code note } }`, staleCode(i)) },
	func(int) string { return `{ procedures(first: 20) { nodes { code note } } }` },
	func(int) string { return `{ procedures(search: "khai sinh", first: 20) { nodes { code note } } }` },
	func(i int) string {
		return fmt.Sprintf(`{ procedure(code: "%s") { code note history(first: 2) { nodes { kind changes { changes { sentence } } } } } }`, staleCode(i))
	},
}

// checkStale asks one question and compares the answer; hit is that it was kept.
func checkStale(t *testing.T, h http.Handler, written *history, i int) (hit bool) {
	query := staleQueries[i%len(staleQueries)](i % staleProcedures)
	r := httptest.NewRequest("GET", "/graphql?"+url.Values{"query": {query}}.Encode(), nil)
	out := httptest.NewRecorder()
	h.ServeHTTP(out, r)
	var answer struct {
		Data struct {
			Procedure  *struct{ Code, Note string }
			Procedures struct{ Nodes []struct{ Code, Note string } }
		}
		Errors []json.RawMessage
	}
	if err := json.Unmarshal(out.Body.Bytes(), &answer); err != nil || len(answer.Errors) > 0 {
		t.Errorf("%v %s", err, out.Body)
		return false
	}
	claimed := out.Header().Get("Motcua-Revision")
	if claimed == "" { // the copies have not begun
		return false
	}
	text, _ := base64.RawURLEncoding.DecodeString(claimed)
	at, err := motcua.ParsePosition(string(text))
	if err != nil {
		t.Error(err)
		return false
	}
	all := answer.Data.Procedures.Nodes
	if answer.Data.Procedure != nil {
		all = append(all, *answer.Data.Procedure)
	}
	for _, p := range all {
		var number int
		_, _ = fmt.Sscan(p.Note, &number)
		if least := written.least(p.Code, at); number < least {
			t.Errorf("%s: %s has number %d at revision %s, which has %d", query, p.Code, number, at, least)
		}
	}
	return out.Header().Get("Cache-Status") == "motcua; hit"
}
