package db_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"motcua"
	"motcua/db"
	"motcua/db/pgtest"
)

// The fixtures are small: one ministry, one province, decisions of theirs.

var (
	ministry = motcua.Agency{ID: motcua.DeriveID("agency", "G15"), Code: ptr("G15"), Name: "Bộ Tư pháp", Kind: motcua.AgencyDepartment}
	province = motcua.Agency{ID: motcua.DeriveID("agency", "H60"), Code: ptr("H60"), Name: "UBND tỉnh Tuyên Quang", Kind: motcua.AgencyDepartment}
	unit     = motcua.Agency{ID: motcua.DeriveID("agency", "H60.13"), Code: ptr("000.00.13.H60"), Name: "Sở Tư pháp tỉnh Tuyên Quang", Kind: motcua.AgencyDepartment}
)

func ptr[T any](v T) *T { return &v }

func day(s string) *motcua.Date {
	d, err := motcua.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return &d
}

// record is a procedure's record under a decision of the ministry.
func record(procedure, code, name, decision string, date *motcua.Date) *motcua.Record {
	r := &motcua.Record{
		Line:      1,
		Procedure: motcua.DeriveID("procedure", procedure),
		Content: motcua.Content{
			Code: code, Name: name, Kind: motcua.KindStandard,
			Levels:        []motcua.Level{motcua.LevelCommune},
			Sector:        &motcua.Sector{ID: motcua.DeriveID("sector", "G15-TP07"), Code: ptr("G15-TP07"), Name: "Hộ tịch"},
			Decision:      motcua.NewDecision(&decision, date, ministry),
			PromulgatedBy: &ministry,
			Executing:     []motcua.Agency{unit, province},
			Cases:         []motcua.Case{{Components: []motcua.Component{{Name: "Tờ khai", Kind: motcua.ComponentPaper, Originals: 1}}}},
			LegalBases:    []motcua.LegalBasis{{ID: motcua.DeriveID("basis", "60"), Number: "60/2014/QH13 ", Title: ptr("Luật Hộ tịch")}},
		},
		Provenance: motcua.Provenance{Source: "portal"},
	}
	return seal(r)
}

// seal gives a record the raw form that it would have been received in.
func seal(r *motcua.Record) *motcua.Record {
	raw, err := json.Marshal(r.Content)
	if err != nil {
		panic(err)
	}
	r.Raw = raw
	return r
}

func clockAt(s string) motcua.Clock {
	at := day(s).Start().Add(12 * time.Hour)
	return func() time.Time { return at }
}

func open(t *testing.T) *db.DB {
	t.Helper()
	return openAt(t, pgtest.New(t).URL)
}

func openAt(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// publish runs one import of the records and gives its counts.
func publish(t *testing.T, d *db.DB, clock motcua.Clock, records ...*motcua.Record) db.ImportCounts {
	t.Helper()
	ctx := context.Background()
	im, err := d.NewImporter(ctx, clock, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range records {
		r.Line = i + 1
	}
	if err := im.Publish(ctx, records); err != nil {
		t.Fatal(err)
	}
	if err := im.Close(ctx); err != nil {
		t.Fatal(err)
	}
	return im.Counts
}

func contains(s, part string) bool { return strings.Contains(s, part) }
