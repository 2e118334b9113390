package readcopy_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"motcua"
	"motcua/db"
)

var steps = flag.Int("copy.steps", 10, "how many changes the copy is compared after")

// catalogue is what is asked of the database and of the copy alike.
type catalogue interface {
	Procedure(ctx context.Context, key motcua.ProcedureKey, day motcua.Date) (*motcua.Procedure, error)
	Procedures(ctx context.Context, ids []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
	ProcedureVersions(ctx context.Context, versions []motcua.ID, day motcua.Date) (map[motcua.ID]*motcua.Procedure, error)
	ProcedureKnown(ctx context.Context, key motcua.ProcedureKey, day motcua.Date, at time.Time) (*motcua.Procedure, error)
	ProceduresKnown(ctx context.Context, ids []motcua.ID, day motcua.Date, at time.Time) (map[motcua.ID]*motcua.Procedure, error)
	Histories(ctx context.Context, ids []motcua.ID) (map[motcua.ID][]*motcua.ProcedureVersion, error)
	ProcedureSuccessions(ctx context.Context, ids []motcua.ID) ([]motcua.ProcedureSuccession, error)
	AgencyOn(ctx context.Context, code, name *string, day motcua.Date) (*motcua.Agency, error)
	SuccessorsOf(ctx context.Context, names []string, day motcua.Date) ([]motcua.ID, error)
	Agencies(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Agency, error)
	ListAgencies(ctx context.Context, page motcua.Page, parent *motcua.ID) (motcua.Listed[*motcua.Agency], error)
	Units(ctx context.Context, parents []motcua.ID) (map[motcua.ID][]*motcua.Agency, error)
	Successions(ctx context.Context, ids []motcua.ID) ([]motcua.Succession, error)
	LegalBasis(ctx context.Context, number string, issuer *string) (*motcua.LegalBasis, error)
	LegalBases(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.LegalBasis, error)
	ListLegalBases(ctx context.Context, f motcua.LegalBasisFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.LegalBasisUse], error)
	ListPapers(ctx context.Context, f motcua.PaperFilter, page motcua.Page, day motcua.Date) (motcua.Listed[*motcua.PaperUse], error)
	Sectors(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Sector, error)
	ListSectors(ctx context.Context, page motcua.Page) (motcua.Listed[*motcua.Sector], error)
	Decision(ctx context.Context, number string, agency *string, date *motcua.Date) (*motcua.Decision, error)
	Decisions(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.Decision, error)
	DecisionRecords(ctx context.Context, ids []motcua.ID) (map[motcua.ID]*motcua.DecisionRecord, error)
	ListDecisions(ctx context.Context, page motcua.Page, f motcua.DecisionFilter) (motcua.Listed[*motcua.Decision], error)
	Announced(ctx context.Context, f motcua.AnnouncedFilter) (motcua.AnnouncedPage, error)
}

// world is all that can be asked about.
type world struct {
	procedures, versions, agencies, sectors, decisions, bases []motcua.ID
	codes, numbers, agencyCodes, agencyNames                  []string
	days                                                      []motcua.Date
	moments                                                   []time.Time
}

func (f *fixture) world(t *testing.T) (w world) {
	t.Helper()
	ids := func(sql string) (out []motcua.ID) {
		rows, err := f.db.Pool().Query(t.Context(), sql)
		if err == nil {
			out, err = pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
		}
		if err != nil {
			t.Fatal(err)
		}
		return append(out, motcua.DeriveID("nothing"))
	}
	texts := func(sql string) (out []string) {
		for _, id := range ids(sql) {
			out = append(out, string(id))
		}
		return out
	}
	w.procedures = ids(`select id::text from procedure order by id`)
	w.versions = ids(`select id::text from procedure_version order by id`)
	w.agencies = ids(`select id::text from agency order by id`)
	w.sectors = ids(`select id::text from sector order by id`)
	w.decisions = ids(`select id::text from decision order by id`)
	w.bases = ids(`select id::text from legal_basis order by id`)
	w.codes = texts(`select code from procedure union select code from procedure_version union select national_code from procedure order by 1`)
	w.numbers = texts(`select number from decision where number is not null union select number from legal_basis order by 1`)
	w.agencyCodes = append(texts(`select code from agency where code is not null order by 1`), "H60", "h22")
	w.agencyNames = append(texts(`select name from agency order by 1`), "tuyen quang", "Kiên Giang")
	for i := range 12 {
		w.days = append(w.days, *day("2025-12-15")+motcua.Date(i*30))
	}
	rows, err := f.db.Pool().Query(t.Context(), `select lower(recorded) from procedure_validity union select upper(recorded) from procedure_validity where not upper_inf(recorded) order by 1`)
	if err == nil {
		w.moments, err = pgx.CollectRows(rows, pgx.RowTo[time.Time])
	}
	if err != nil {
		t.Fatal(err)
	}
	w.moments = append(w.moments, time.Now())
	return w
}

// ask asks the same of both and compares.
func ask[T any](t *testing.T, name string, a, b catalogue, of func(catalogue) (T, error)) T {
	t.Helper()
	want, wantErr := of(a)
	got, gotErr := of(b)
	opts := cmp.Options{cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got, opts); diff != "" && wantErr == nil {
		t.Errorf("%s (-database +copy):\n%s", name, diff)
	}
	if diff := cmp.Diff(asError(wantErr), asError(gotErr), opts); diff != "" {
		t.Errorf("%s: error (-database +copy):\n%s", name, diff)
	}
	return want
}

func asError(err error) any {
	own, ok := err.(*motcua.Error)
	if !ok {
		return fmt.Sprint(err)
	}
	shown := *own
	shown.Err = nil
	return shown
}

// pages walks over a list forwards and backwards with small pages.
func pages[T any](t *testing.T, name string, a, b catalogue, of func(catalogue, motcua.Page) (motcua.Listed[T], error)) {
	t.Helper()
	var after, before *string
	for range 20 {
		page := motcua.Page{First: ptr(3), After: after}
		got := ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) { return of(c, page) })
		if len(got.Cursors) == 0 {
			break
		}
		after = &got.Cursors[len(got.Cursors)-1]
		if before == nil && len(got.Cursors) > 1 {
			before = &got.Cursors[1]
			ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) {
				return of(c, motcua.Page{First: ptr(5), After: &got.Cursors[0], Before: after})
			})
		}
	}
	ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) { return of(c, motcua.Page{Last: ptr(2)}) })
	ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) { return of(c, motcua.Page{Last: ptr(2), Before: after}) })
	ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) { return of(c, motcua.Page{Last: ptr(4), Before: before}) })
	ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) { return of(c, motcua.Page{First: ptr(0)}) })
	ask(t, name, a, b, func(c catalogue) (motcua.Listed[T], error) { return of(c, motcua.Page{First: ptr(2), After: ptr("x")}) })
}

// compare asks everything of both.
func (f *fixture) compare(t *testing.T, r *rand.Rand) {
	t.Helper()
	ctx, w := t.Context(), f.world(t)
	var a, b catalogue = f.db, f.copy
	d, at := one(r, w.days), one(r, w.moments)
	type procedures = map[motcua.ID]*motcua.Procedure
	ask(t, "Procedures", a, b, func(c catalogue) (procedures, error) { return c.Procedures(ctx, w.procedures, d) })
	ask(t, "ProceduresKnown", a, b, func(c catalogue) (procedures, error) { return c.ProceduresKnown(ctx, w.procedures, d, at) })
	ask(t, "ProcedureVersions", a, b, func(c catalogue) (procedures, error) { return c.ProcedureVersions(ctx, w.versions, d) })
	ask(t, "Histories", a, b, func(c catalogue) (map[motcua.ID][]*motcua.ProcedureVersion, error) {
		return c.Histories(ctx, w.procedures)
	})
	few := some(r, w.procedures)
	ask(t, "ProcedureSuccessions", a, b, func(c catalogue) ([]motcua.ProcedureSuccession, error) { return c.ProcedureSuccessions(ctx, few) })
	for _, code := range w.codes {
		ask(t, "Procedure "+code, a, b, func(c catalogue) (*motcua.Procedure, error) {
			return c.Procedure(ctx, motcua.ProcedureKey{Code: code}, d)
		})
		ask(t, "ProcedureKnown "+code, a, b, func(c catalogue) (*motcua.Procedure, error) {
			return c.ProcedureKnown(ctx, motcua.ProcedureKey{Code: code}, d, at)
		})
	}
	for _, id := range w.procedures {
		ask(t, "Procedure", a, b, func(c catalogue) (*motcua.Procedure, error) { return c.Procedure(ctx, motcua.ProcedureKey{ID: id}, d) })
	}
	f.compareRegisters(t, r, w, d)
	f.compareAgencies(t, r, w, d)
	for _, filter := range []motcua.AnnouncedFilter{{}, {Agency: one(r, w.agencyCodes)}, {Sector: "TP07"}, {Sector: "?"}} {
		filter.Limit = 2
		page := ask(t, "Announced", a, b, func(c catalogue) (motcua.AnnouncedPage, error) { return c.Announced(ctx, filter) })
		if page.HasMore {
			last := page.Decisions[len(page.Decisions)-1]
			filter.Before = &motcua.AnnouncedMark{Updated: last.Updated, ID: last.ID}
			ask(t, "Announced, page 2", a, b, func(c catalogue) (motcua.AnnouncedPage, error) { return c.Announced(ctx, filter) })
		}
	}
}

func (f *fixture) compareRegisters(t *testing.T, r *rand.Rand, w world, d motcua.Date) {
	t.Helper()
	ctx := t.Context()
	var a, b catalogue = f.db, f.copy
	ask(t, "Sectors", a, b, func(c catalogue) (map[motcua.ID]*motcua.Sector, error) { return c.Sectors(ctx, w.sectors) })
	pages(t, "ListSectors", a, b, func(c catalogue, p motcua.Page) (motcua.Listed[*motcua.Sector], error) { return c.ListSectors(ctx, p) })
	ask(t, "Decisions", a, b, func(c catalogue) (map[motcua.ID]*motcua.Decision, error) { return c.Decisions(ctx, w.decisions) })
	ask(t, "DecisionRecords", a, b, func(c catalogue) (map[motcua.ID]*motcua.DecisionRecord, error) {
		return c.DecisionRecords(ctx, w.decisions)
	})
	late := motcua.OutcomeLate
	for i, filter := range []motcua.DecisionFilter{{}, {Agency: &theAgencies[0].ID}, {Number: "1/qđ"}, {From: day("2026-02-01"), To: &d}, {Reannounced: true}, {Announced: &late}, {Publicised: &late}} {
		pages(t, fmt.Sprint("ListDecisions ", i), a, b, func(c catalogue, p motcua.Page) (motcua.Listed[*motcua.Decision], error) {
			return c.ListDecisions(ctx, p, filter)
		})
	}
	ask(t, "LegalBases", a, b, func(c catalogue) (map[motcua.ID]*motcua.LegalBasis, error) { return c.LegalBases(ctx, w.bases) })
	for _, n := range w.numbers {
		for _, by := range []*string{nil, ptr("G15"), ptr("bộ tư pháp")} {
			ask(t, "LegalBasis "+n, a, b, func(c catalogue) (*motcua.LegalBasis, error) { return c.LegalBasis(ctx, n, by) })
			ask(t, "Decision "+n, a, b, func(c catalogue) (*motcua.Decision, error) { return c.Decision(ctx, n, by, nil) })
		}
		ask(t, "Decision "+n, a, b, func(c catalogue) (*motcua.Decision, error) { return c.Decision(ctx, n, nil, &d) })
	}
	for i, filter := range []motcua.LegalBasisFilter{{}, {Search: "ho tich"}, {Issuer: ptr("G15")}, {Search: "ho tich", Issuer: ptr("ubnd tinh tuyen quang")}, {Search: "%"}} {
		pages(t, fmt.Sprint("ListLegalBases ", i), a, b, func(c catalogue, p motcua.Page) (motcua.Listed[*motcua.LegalBasisUse], error) {
			return c.ListLegalBases(ctx, filter, p, d)
		})
	}
	for i, filter := range []motcua.PaperFilter{{}, {Search: "TO khai"}, {ProcessingResult: ptr(true)}, {ProcessingResult: ptr(false)}} {
		pages(t, fmt.Sprint("ListPapers ", i), a, b, func(c catalogue, p motcua.Page) (motcua.Listed[*motcua.PaperUse], error) {
			return c.ListPapers(ctx, filter, p, d)
		})
	}
}

func (f *fixture) compareAgencies(t *testing.T, r *rand.Rand, w world, d motcua.Date) {
	t.Helper()
	ctx := t.Context()
	var a, b catalogue = f.db, f.copy
	ask(t, "Agencies", a, b, func(c catalogue) (map[motcua.ID]*motcua.Agency, error) { return c.Agencies(ctx, w.agencies) })
	ask(t, "Units", a, b, func(c catalogue) (map[motcua.ID][]*motcua.Agency, error) { return c.Units(ctx, w.agencies) })
	few := some(r, w.agencies)
	ask(t, "Successions", a, b, func(c catalogue) ([]motcua.Succession, error) { return c.Successions(ctx, few) })
	pages(t, "ListAgencies", a, b, func(c catalogue, p motcua.Page) (motcua.Listed[*motcua.Agency], error) {
		return c.ListAgencies(ctx, p, nil)
	})
	pages(t, "ListAgencies of one", a, b, func(c catalogue, p motcua.Page) (motcua.Listed[*motcua.Agency], error) {
		return c.ListAgencies(ctx, p, &theAgencies[1].ID)
	})
	for _, code := range w.agencyCodes {
		ask(t, "AgencyOn "+code, a, b, func(c catalogue) (*motcua.Agency, error) { return c.AgencyOn(ctx, &code, nil, d) })
		ask(t, "AgencyOn both "+code, a, b, func(c catalogue) (*motcua.Agency, error) { return c.AgencyOn(ctx, &code, ptr("tuyên quang"), d) })
	}
	for _, name := range w.agencyNames {
		ask(t, "AgencyOn "+name, a, b, func(c catalogue) (*motcua.Agency, error) { return c.AgencyOn(ctx, nil, &name, d) })
	}
	names := append(some(r, w.agencyNames), some(r, w.agencyCodes)...)
	ask(t, "SuccessorsOf "+strings.Join(names, ", "), a, b, func(c catalogue) ([]motcua.ID, error) { return c.SuccessorsOf(ctx, names, d) })
}

// change makes one change of any kind.
func (f *fixture) change(t *testing.T, r *rand.Rand) string {
	t.Helper()
	ctx := t.Context()
	id := motcua.DeriveID("procedure", fmt.Sprint(r.IntN(6)))
	switch r.IntN(12) {
	case 0:
		f.exec(t, `update agency set name = name || ' x' where id = (select id from agency order by random() limit 1)`)
		return "an agency is renamed"
	case 1:
		_, err := f.db.LoadFormerAgencies(ctx, []motcua.FormerAgency{
			{Code: "H22", Name: "UBND tỉnh Hà Giang", Successor: "H60", Level: motcua.LevelProvince, On: *day("2026-03-01") + motcua.Date(r.IntN(60)), Act: "202/2025/QH15", Grade: motcua.GradeOfficial},
			{Code: "H60", Name: "UBND tỉnh Tuyên Quang", Successor: "H60", Level: motcua.LevelProvince, On: *day("2026-05-01"), Act: "202/2025/QH15", Grade: motcua.GradeReported},
		}[r.IntN(2):], false)
		if err != nil {
			t.Fatal(err)
		}
		return "agencies are succeeded"
	case 2:
		f.exec(t, `update publication set published = tstzrange(lower(published), clock_timestamp()) where procedure = $1 and upper_inf(published)`, id)
		return "a procedure is withdrawn"
	case 3:
		f.exec(t, `insert into procedure_successor (predecessor, successor, decision, on_day)
			select a.id, b.id, (select id from decision order by random() limit 1), date '2026-04-01' from procedure a, procedure b where a.id <> b.id
			order by random() limit 1 on conflict do nothing`)
		return "a procedure is succeeded"
	case 4:
		var version motcua.ID
		err := f.db.Pool().QueryRow(ctx, `select version::text from announcement where version is not null and upper_inf(recorded) order by random() limit 1`).Scan(&version)
		if err == nil {
			_, err = f.db.Retract(ctx, time.Now, version, "wrong", db.RetractOptions{By: motcua.Caller{Subject: "test", Name: "test"}})
		}
		if err != nil && err != pgx.ErrNoRows {
			t.Fatal(err)
		}
		return "a version is retracted"
	case 5:
		f.exec(t, `update rule_set set announce_ministry = $1, publish_ministry = $1, announce_province = $1, publish_province = $1 where announce_ministry is not null`, 1+r.IntN(30))
		return "the rules are changed"
	case 6:
		f.exec(t, `update decision set based_on = (select id from decision o where o.id <> decision.id order by random() limit 1)
			where id = (select id from decision order by random() limit 1)`)
		return "a decision is announced again"
	}
	records := []*motcua.Record{someRecord(r, id)}
	if r.IntN(3) == 0 {
		records = append(records, someRecord(r, motcua.DeriveID("procedure", fmt.Sprint(6+r.IntN(4)))))
	}
	f.publish(t, records...)
	return "records are published"
}

// After any sequence of changes the copy answers as the database does, be it one
// that followed or one that was just made.
func TestCopyAnswersAsTheDatabase(t *testing.T) {
	f := newFixture(t)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	f.publish(t, someRecord(r, motcua.DeriveID("procedure", "0")))
	if err := f.copy.Build(t.Context(), f.log); err != nil {
		t.Fatal(err)
	}
	for n := range *steps {
		what := f.change(t, r)
		f.follow(t)
		f.compare(t, r)
		if t.Failed() {
			t.Fatalf("seed %d, step %d: %s", seed, n, what)
		}
		switch n % 10 {
		case 4: // what is on the disk is what is in use
			if err := f.copy.Close(); err != nil {
				t.Fatal(err)
			}
			f.open(t)
		case 9:
			if err := f.copy.Build(t.Context(), f.log); err != nil {
				t.Fatal(err)
			}
			f.compare(t, r)
		}
	}
}

// Every method that the copy has of the database is compared above.
func TestAllMethodsAreCompared(t *testing.T) {
	asked := reflect.TypeFor[catalogue]()
	if n := asked.NumMethod(); n != 24 {
		t.Errorf("%d methods", n)
	}
}
