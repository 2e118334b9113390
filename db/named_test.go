package db_test

import (
	"errors"
	"testing"

	"motcua"
	"motcua/db"
)

// namedRecord is one of an older shape: everything by code and name.
func namedRecord(source, code, name, number string, date *motcua.Date) *motcua.Record {
	r := &motcua.Record{Content: complete(name), Provenance: motcua.Provenance{Source: source}}
	r.Content.Code = code
	r.Content.Decision = motcua.Decision{Number: &number, Date: date, Agency: motcua.Agency{Code: ptr("G15"), Name: "Bộ Tư pháp"}}
	return r
}

func importNamed(t *testing.T, p *announcer, records ...*motcua.Record) db.ImportCounts {
	t.Helper()
	im, err := p.NewImporter(t.Context(), clockAt(p.today), false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { // also where the test fails: the pool waits for its connection
		if err := im.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	for i, r := range records {
		r.Line = i + 1
		if err := im.Resolve(t.Context(), r, motcua.Agency{}); err != nil {
			t.Fatal(err)
		}
		seal(r)
	}
	if err := im.Publish(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	return im.Counts
}

// Which of several sources prevails: the newest decision, and of one decision
// the portal over the packet over the document. All are kept.
func TestSourcesPrevail(t *testing.T) {
	p := newAnnouncer(t)
	d := day("2026-01-05")
	if c := importNamed(t, p, namedRecord(motcua.SourcePacket, "1.000001", "Gói tin", "1/QĐ", d)); c.New != 1 {
		t.Fatalf("%+v", c)
	}
	if c := importNamed(t, p, namedRecord(motcua.SourceDocument, "1.000001", "Văn bản", "1/QĐ", d)); c.Outranked != 1 || c.Changed() != 0 {
		t.Errorf("the document of the same decision: %+v", c)
	}
	if c := importNamed(t, p, namedRecord(motcua.SourceDocument, "1.000001", "Văn bản", "0/QĐ", day("2025-12-01"))); c.Outranked != 1 {
		t.Errorf("the document of an older decision: %+v", c)
	}
	want(t, "the packet holds", p.holdings(t, "1.000001"), "Gói tin/ [2026-01-05,) assumed")
	if c := importNamed(t, p, namedRecord(motcua.SourceDocument, "1.000001", "Văn bản mới", "2/QĐ", day("2026-02-01"))); c.Announced != 1 {
		t.Errorf("the document of a newer decision: %+v", c)
	}
	want(t, "sources are kept", p.query(t, `select source from received_record order by source, received_at`), "document", "document", "document", "packet")

	// The portal brings the procedure under its own id: that one is public then.
	publish(t, p.DB, clockAt(p.today), record("portal", "1.000001", "Cổng", "3/QĐ", day("2026-03-01")))
	want(t, "public", p.query(t, `select p.source from procedure p join public_procedure using (id) where national_code = '1.000001'`), "portal")
	// Later packets are about the portal's procedure, which they do not outrank.
	if c := importNamed(t, p, namedRecord(motcua.SourcePacket, "1.000001", "Gói tin cũ", "1/QĐ", d)); c.Changed() != 0 {
		t.Errorf("an old packet beside the portal: %+v", c)
	}
}

func TestResolveTellsWhatItCannot(t *testing.T) {
	p := newAnnouncer(t)
	im, err := p.NewImporter(t.Context(), clockAt(p.today), false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = im.Close(t.Context()) }()
	r := namedRecord(motcua.SourcePacket, "1.000001", "A", "1/QĐ", nil)
	r.Content.Decision.Agency = motcua.Agency{}
	var faults motcua.Faults
	if err := im.Resolve(t.Context(), r, motcua.Agency{}); !errors.As(err, &faults) || faults[0].Path != "decision.agency" {
		t.Errorf("no agency: %v", err)
	}
	if err := im.Resolve(t.Context(), r, motcua.Agency{Code: ptr("G15"), Name: "Bộ Tư pháp"}); err != nil || r.Procedure != motcua.DeriveID("procedure", "1.000001") {
		t.Errorf("with one: %v", err)
	}
}
