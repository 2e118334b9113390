package portal

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

func TestCollisionsOfIDs(t *testing.T) {
	var c Collisions
	first, second := parsed(t, line(1, "1.000001")), parsed(t, line(1, "1.000002"))
	first.Line, second.Line = 3, 9
	if refusal := c.Add(first); refusal != nil {
		t.Fatal(*refusal)
	}
	refusal := c.Add(second)
	if refusal == nil || refusal.Line != 9 || refusal.Code != "1.000002" || !strings.Contains(refusal.Reason, "line 3") {
		t.Errorf("got %+v", refusal)
	}
}

func TestCollisionsOfCodes(t *testing.T) {
	var c Collisions
	records := []*motcua.Record{parsed(t, line(1, " 1.000001")), parsed(t, line(2, "1.000001")), parsed(t, line(3, "1.000001 ")), parsed(t, line(4, "1.000002"))}
	var got []bool
	for i, r := range records {
		r.Line, r.Doubts = i+1, nil
		if refusal := c.Add(r); refusal != nil {
			t.Fatal(*refusal)
		}
		got = append(got, len(r.Doubts) == 1 && r.Doubts[0].Kind == motcua.DoubtCodeShared)
	}
	if diff := cmp.Diff([]bool{false, true, true, false}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	rest := c.Rest()
	if len(rest) != 1 || rest[0].Line != 1 || rest[0].Code != " 1.000001" || rest[0].Procedure != records[0].Procedure || !strings.Contains(rest[0].Doubt.Reason, "line 2") {
		t.Errorf("the first of the code is not told: %+v", rest)
	}
}

func TestCollisionsOfAgencyCodes(t *testing.T) {
	var c Collisions
	record := func(n int, agencies ...motcua.Agency) *motcua.Record {
		r := parsed(t, line(n, "1.00000"+string(rune('0'+n))))
		r.Line, r.Content.Competent = n, agencies
		return r
	}
	one := motcua.Agency{ID: "aaaaaaaa-0000-7000-8000-0000000000d1", Code: new("D01"), Name: "Một"}
	two := motcua.Agency{ID: "aaaaaaaa-0000-7000-8000-0000000000d2", Code: new("d01 "), Name: "Hai"}
	group := motcua.Agency{ID: "aaaaaaaa-0000-7000-8000-0000000000d3", Name: "Nhóm", Kind: motcua.AgencyUnitGroup}
	for _, r := range []*motcua.Record{record(1, one, group), record(2, one), record(3, two), record(4, two)} {
		if refusal := c.Add(r); refusal != nil {
			t.Fatal(*refusal)
		}
	}
	var got []int
	for _, f := range c.Rest() {
		if f.Doubt.Kind != motcua.DoubtAgencyCodeShared || f.Doubt.Field != "detail.departmentsAuthority" || f.Doubt.Reason == "" {
			t.Errorf("got %+v", f)
		}
		got = append(got, f.Line)
	}
	if diff := cmp.Diff([]int{1, 3}, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
