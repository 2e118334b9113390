package search

import (
	"fmt"
	"strings"
	"testing"

	"motcua"
)

// executed is a procedure that an agency performs and another announces.
func executed(code, by, announced string) motcua.Procedure {
	p := proc(code, "Đăng ký "+code)
	p.Executing = []motcua.Agency{{ID: testID("agency", by), Code: &by, Name: "cơ quan " + by}}
	p.PromulgatedBy = &motcua.Agency{ID: testID("agency", announced), Code: &announced, Name: "cơ quan " + announced}
	return p
}

// TestAgencyTree: a body counts and shows what its units perform, each
// procedure once, though it performs nothing itself.
func TestAgencyTree(t *testing.T) {
	both := executed("1.000003", "H60.13", "H60")
	both.Executing = append(both.Executing, executed("", "H60.13.02", "").Executing...)
	x := built(t, newFakeSource(
		executed("1.000001", "H60.13", "H60"), executed("1.000002", "000.02.13.H60", "H60"), both,
		executed("1.000004", "H15.20", "H15.20"), executed("1.000005", "G10", "G10")))
	q := motcua.ProcedureQuery{Facets: []motcua.FacetField{motcua.FacetExecutedBy}, Filter: motcua.ProcedureFilter{ExecutedBy: []string{"H60.13"}}}
	var got []string
	for _, v := range search(t, x, q).Facets[0].Values {
		line := fmt.Sprintf("%s %d", *v.Code, v.Count)
		if v.Parent != nil {
			line += " in " + v.Label[len("cơ quan "):]
		}
		if v.Selected {
			line += " selected"
		}
		got = append(got, line)
		opened := search(t, x, motcua.ProcedureQuery{Filter: motcua.ProcedureFilter{ExecutedBy: []string{v.Value}}})
		if opened.Total != v.Count {
			t.Errorf("%s: counted %d, opens %d", v.Label, v.Count, opened.Total)
		}
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"H60 3", "H60.13 3 in H60.13 selected", "H60.13.02 1 in", "000.02.13.H60 1 in", "H15.20 1", "G10 1"} {
		if !strings.Contains(all+"\n", want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if strings.Contains(all, "H15.20 1 in") {
		t.Errorf("a unit of a body that nothing refers to has a parent:\n%s", all)
	}
}

// Values that nothing selected has are listed where they are asked for, with
// what is above them.
func TestZeroValues(t *testing.T) {
	x := built(t, newFakeSource(executed("1.000001", "H60.13", "H60"), executed("1.000002", "G10", "G10")))
	q := motcua.ProcedureQuery{Facets: motcua.FacetFields(), Filter: motcua.ProcedureFilter{Codes: []string{"1.000002"}}}
	count := func(r *motcua.ProcedureResult) map[motcua.FacetField]int {
		n := map[motcua.FacetField]int{}
		for _, f := range r.Facets {
			n[f.Field] = len(f.Values)
		}
		return n
	}
	without := count(search(t, x, q))
	q.ZeroFacets = true
	with := count(search(t, x, q))
	for field, want := range map[motcua.FacetField][2]int{
		motcua.FacetExecutedBy: {1, 3}, motcua.FacetPromulgatedBy: {1, 2}, motcua.FacetStatus: {1, 3}, motcua.FacetKind: {1, 1},
	} {
		if without[field] != want[0] || with[field] != want[1] {
			t.Errorf("%s: %d values and %d with zeros, want %v", field, without[field], with[field], want)
		}
	}
}

// Levels tell which is a part of which, and each counts for itself.
func TestLevelsOfLevels(t *testing.T) {
	p := proc("1.000001", "Đăng ký")
	p.Levels = []motcua.Level{motcua.LevelProvince, motcua.LevelCommune}
	x := built(t, newFakeSource(p, withLevels(proc("1.000002", "Đăng ký lại"), motcua.LevelCommune)))
	for _, v := range search(t, x, motcua.ProcedureQuery{Facets: []motcua.FacetField{motcua.FacetLevel}}).Facets[0].Values {
		commune := v.Value == string(motcua.LevelCommune)
		if commune != (v.Parent != nil && *v.Parent == string(motcua.LevelProvince)) || commune != (v.Count == 2) {
			t.Errorf("%+v", v)
		}
	}
}
