package portal

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

var update = flag.Bool("update", false, "write the golden files")

// rich is a hand-written record of every field, without a doubt but for its
// heading and its time limit in words.
func rich(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/rich.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// with is the rich record with parts of its text changed, old and new in turn.
func with(t testing.TB, changes ...string) string {
	t.Helper()
	s := rich(t)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(s, changes[i]) {
			t.Fatalf("the record has no %s", changes[i])
		}
		s = strings.Replace(s, changes[i], changes[i+1], 1)
	}
	return s
}

func parsed(t testing.TB, line string) *motcua.Record {
	t.Helper()
	record, refusal := Parse([]byte(line), 7, Options{Today: motcua.NewDate(2026, 7, 18)})
	if refusal != nil {
		t.Fatalf("refused: %+v", *refusal)
	}
	return record
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestParseRich(t *testing.T) {
	fetched := time.Date(2026, 7, 18, 1, 2, 3, 0, time.UTC)
	record, refusal := Parse([]byte(rich(t)+"\n"), 7, Options{FetchedAt: &fetched, Today: motcua.NewDate(2026, 7, 18)})
	if refusal != nil {
		t.Fatal(*refusal)
	}
	if record.Line != 7 || !bytes.Equal(record.Raw, bytes.TrimSpace([]byte(rich(t)))) {
		t.Errorf("line %d or raw record differ from what was given", record.Line)
	}
	got, err := json.MarshalIndent(struct {
		Procedure  motcua.ID
		Content    motcua.Content
		Provenance motcua.Provenance
		Doubts     []motcua.Doubt
	}{record.Procedure, record.Content, record.Provenance, record.Doubts}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/rich.golden.json", append(got, '\n'))
}

func TestParseTimeLimit(t *testing.T) {
	unit := motcua.UnitWorkingDay
	for _, tt := range []struct {
		published string
		want      motcua.TimeLimit
	}{
		{`"processingTime": 3.50, "processingTimeUnit": "WORKING_DAY"`, motcua.TimeLimit{Amount: new(motcua.Decimal("3.5")), Unit: &unit}},
		{`"processingTime": "05", "processingTimeUnit": "WORKING_DAY"`, motcua.TimeLimit{Amount: new(motcua.Decimal("5")), Unit: &unit}},
		{`"processingTime": 1, "processingTimeUnit": "OTHER"`, motcua.TimeLimit{Amount: new(motcua.Decimal("1"))}},
		{`"processingTime": "1", "processingTimeUnit": "OTHER"`, motcua.TimeLimit{Amount: new(motcua.Decimal("1"))}},
		{`"processingTime": 0, "processingTimeUnit": "OTHER"`, motcua.TimeLimit{}},
		{`"processingTime": "0", "processingTimeUnit": "OTHER"`, motcua.TimeLimit{}},
		{`"processingTime": null, "processingTimeUnit": "OTHER"`, motcua.TimeLimit{}},
		{`"processingTime": "", "processingTimeUnit": "OTHER"`, motcua.TimeLimit{}},
		{`"processingTime": 2e1, "processingTimeUnit": "WORKING_DAY"`, motcua.TimeLimit{Amount: new(motcua.Decimal("20")), Unit: &unit}},
		{`"processingTime": "-", "processingTimeUnit": "OTHER"`, motcua.TimeLimit{Text: new("-")}},
		{`"processingTime": " Theo mô tả", "processingTimeUnit": "OTHER"`, motcua.TimeLimit{Text: new(" Theo mô tả")}},
	} {
		record := parsed(t, with(t, `"processingTime": 3.50, "processingTimeUnit": "WORKING_DAY"`, tt.published))
		if diff := cmp.Diff(tt.want, record.Content.Methods[0].TimeLimit); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.published, diff)
		}
	}
}

func TestParseOnlineLevel(t *testing.T) {
	full, offline := `"isFullProcess": true`, `"isOfflineOnly": true`
	for _, tt := range []struct {
		changes []string
		want    *motcua.OnlineLevel
	}{
		{nil, new(motcua.OnlinePartial)},
		{[]string{`"isFullProcess": false`, full}, new(motcua.OnlineFull)},
		{[]string{`"isOfflineOnly": false`, offline}, new(motcua.OnlineOffline)},
		{[]string{`"isOfflineOnly": false`, offline, `"isFullProcess": false`, full}, new(motcua.OnlineFull)},
		{[]string{`"ONLINE", "processingTime"`, `"DIRECT_AND_ONLINE", "processingTime"`}, new(motcua.OnlinePartial)},
		{[]string{`"ONLINE", "processingTime"`, `"DIRECT", "processingTime"`}, nil},
	} {
		if diff := cmp.Diff(tt.want, parsed(t, with(t, tt.changes...)).Content.OnlineLevel); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.changes, diff)
		}
	}
}

func TestParseKeepsTexts(t *testing.T) {
	name := "  Cấp\u00a0phe\u0301p  hai  "
	record := parsed(t, with(t, "Cấp phép thử nghiệm", name, "Cấp phép thử nghiệm", name))
	if record.Content.Name != name {
		t.Errorf("got %q, want %q", record.Content.Name, name)
	}
	record = parsed(t, with(t, `"description": "1. Có kho.\n2. Có người."`, `"description": "Khác"`))
	if d := record.Content.Description; d == nil || *d != "Khác" {
		t.Errorf("a description of its own was lost: %v", d)
	}
}

func TestDecisionDayIsLocal(t *testing.T) {
	got := parsed(t, rich(t)).Content.Decision
	if got.Date == nil || got.Date.String() != "2026-01-16" {
		t.Errorf("1768496400000 is %v, want 2026-01-16", got.Date)
	}
	other := parsed(t, with(t, `"issuingAgency": {"id": "aaaaaaaa-0000-7000-8000-0000000000d1"`, `"issuingAgency": {"id": "aaaaaaaa-0000-7000-8000-0000000000d8"`)).Content.Decision
	if other.Agency.Code != nil || other.ID == got.ID {
		t.Errorf("another issuer keeps the code or the decision: %+v", other)
	}
}
