package readcopy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
	"motcua/db/changelog"
	"motcua/db/pgtest"
	"motcua/db/readcopy"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func ptr[T any](v T) *T { return &v }

func day(s string) *motcua.Date {
	d, err := motcua.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return &d
}

// fixture is a database with a copy of it.
type fixture struct {
	db   *db.DB
	at   pgtest.Database
	log  *changelog.Log
	copy *readcopy.Copy
	dir  string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{at: pgtest.New(t), dir: t.TempDir()}
	d, err := db.Open(t.Context(), f.at.URL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	f.db = d
	f.open(t)
	f.log = changelog.New(d.Pool(), "test", nil).OfRows("copy", func(ctx context.Context, tx pgx.Tx, keys *motcua.CatalogueKeys, each func(*motcua.CatalogueRows) error) error {
		holds := f.copy.Holds
		if keys == nil {
			holds = func(motcua.ID) bool { return false }
		}
		return db.CatalogueRows(ctx, tx, keys, holds, each)
	})
	return f
}

// open opens the copy that is in the folder.
func (f *fixture) open(t *testing.T) {
	t.Helper()
	c, err := readcopy.Open(f.dir, readcopy.Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	f.copy = c
}

var errIdle = errors.New("there is nothing more in the log")

// untilIdle applies batches to a sink until there is none.
type untilIdle struct{ motcua.Sink }

func (s untilIdle) Apply(ctx context.Context, b motcua.Batch) error {
	if err := s.Sink.Apply(ctx, b); err != nil {
		return err
	}
	if b.Areas == 0 {
		return errIdle
	}
	return nil
}

// follow brings the copy to the end of the log.
func (f *fixture) follow(t testing.TB) {
	t.Helper()
	from := f.copy.Status(t.Context(), false).Position
	if from == nil {
		t.Fatal("there is no copy")
	}
	// What was committed may still be held back by a transaction of another test.
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		err := f.log.Follow(t.Context(), *from, untilIdle{f.copy})
		if !errors.Is(err, errIdle) && !strings.Contains(err.Error(), "lacks what versions say") {
			t.Fatal(err)
		}
		from = f.copy.Status(t.Context(), false).Position
		var waiting bool
		if err := f.db.Pool().QueryRow(t.Context(), `select exists (select from change where (xid, id) > ($1::text::xid8, $2))`,
			fmt.Sprint(from.XID), from.ID).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		if !waiting {
			return
		}
	}
	t.Fatal("the log is held back")
}

func agency(code, name string) motcua.Agency {
	return motcua.Agency{ID: motcua.DeriveID("agency", code), Code: &code, Name: name, Kind: motcua.AgencyDepartment}
}

var (
	theAgencies = []motcua.Agency{agency("G15", "Bộ Tư pháp"), agency("H60", "UBND tỉnh Tuyên Quang"), agency("H22", "UBND tỉnh Hà Giang"), agency("000.00.13.H60", "Sở Tư pháp tỉnh Tuyên Quang")}
	theSectors  = []motcua.Sector{{ID: motcua.DeriveID("s1"), Code: ptr("TP07"), Name: "Hộ tịch"}, {ID: motcua.DeriveID("s2"), Name: "Đất đai"}}
	theBases    = []motcua.LegalBasis{
		{ID: motcua.DeriveID("b1"), Number: "60/2014/QH13", Title: ptr("Luật Hộ tịch")},
		{ID: motcua.DeriveID("b2"), Number: "Luật số 60/2014/QH13", Title: ptr("Luật  hộ tịch"), Issuer: &theAgencies[0]},
		{ID: motcua.DeriveID("b3"), Number: "60/2014/QH13 ", Issuer: &theAgencies[1], Date: day("2014-11-20")},
		{ID: motcua.DeriveID("b4"), Number: "28/2026/QĐ-UBND", Title: ptr("Quy định")},
		{ID: motcua.DeriveID("b5"), Number: "28/2026/QĐ-UBND", Title: ptr("Quy chế khác")},
	}
	thePapers = []string{"Tờ khai", "tờ  khai.", "Giấy chứng sinh", "Sổ hộ khẩu"}
	theCodes  = []string{"1.000001", "1.000002", " 1.000001", "1.000003", "1.000003.000.00.00.H60"}
)

// some gives a few of a list.
func some[T any](r *rand.Rand, list []T) (out []T) {
	for _, v := range list {
		if r.IntN(3) == 0 {
			out = append(out, v)
		}
	}
	return out
}

func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func someDecision(r *rand.Rand) motcua.Decision {
	d := motcua.NewDecision(ptr(fmt.Sprintf("%d/QĐ-BTP", 1+r.IntN(4))), ptr(*day("2026-01-01")+motcua.Date(r.IntN(5)*30)), one(r, theAgencies[:2]))
	d.Title = ptr("Công bố")
	return d
}

// someRecord makes up what is published of one of a few procedures.
func someRecord(r *rand.Rand, id motcua.ID) *motcua.Record {
	rec := &motcua.Record{Line: 1, Procedure: id, Provenance: motcua.Provenance{Source: one(r, []string{motcua.SourcePortal, motcua.SourceDecision})}}
	rec.Content = motcua.Content{
		Code: one(r, theCodes), Name: fmt.Sprintf("Thủ tục %d", r.IntN(50)), Kind: motcua.KindStandard,
		Decision: someDecision(r), DecisionKind: one(r, []*motcua.DecisionKind{nil, ptr(motcua.DecisionNew), ptr(motcua.DecisionAmended)}),
		Sector: &theSectors[r.IntN(2)], Executing: some(r, theAgencies), LegalBases: some(r, theBases), PromulgatedBy: &theAgencies[r.IntN(4)],
		Note: ptr(fmt.Sprint(r.IntN(100))),
	}
	for _, name := range some(r, thePapers) {
		rec.Content.Cases = append(rec.Content.Cases, motcua.Case{Components: []motcua.Component{{Name: name, Kind: motcua.ComponentPaper, ProcessingResult: one(r, []*bool{nil, ptr(true), ptr(false)})}}})
	}
	if r.IntN(2) == 0 {
		rec.Effective = ptr(*day("2026-01-01") + motcua.Date(r.IntN(300)))
	}
	raw, err := json.Marshal(rec.Content)
	if err != nil {
		panic(err)
	}
	rec.Raw = append(raw, fmt.Sprintf(" %*s", r.IntN(5), "")...)
	return rec
}

func (f *fixture) publish(t testing.TB, records ...*motcua.Record) {
	t.Helper()
	im, err := f.db.NewImporter(t.Context(), time.Now, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := im.Publish(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	if err := im.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// exec runs statements as the owner, which change what no method does.
func (f *fixture) exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), f.at.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}
