package search

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"motcua"
)

func asError(err error, target **motcua.Error) bool { return errors.As(err, target) }

// drawFilter draws a filter over the values of a random catalogue.
func drawFilter(t *rapid.T) motcua.ProcedureFilter {
	var f motcua.ProcedureFilter
	some := func(name string) bool { return rapid.IntRange(0, 4).Draw(t, name) == 0 }
	values := func(of string, max int) []string {
		if !some(of) {
			return nil
		}
		out := rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, max), func(i int) string { return string(testID(of, i)) }), 1, 3, rapid.ID[string]).Draw(t, of)
		if some(of + " not published") {
			out = append(out, NotPublished)
		}
		return out
	}
	f.Sectors, f.PromulgatedBy, f.ExecutedBy = values("sector", 7), values("agency", 5), values("agency", 9)
	f.Audiences, f.ServiceGroups = values("audience", 4), values("group", 4)
	if some("level") {
		f.Levels = motcua.Levels()[:2]
	}
	if some("online") {
		f.OnlineLevels = motcua.OnlineLevels()[1:]
	}
	if some("kind") {
		f.Kinds = motcua.Kinds()[:1]
	}
	if some("regulated") {
		f.RegulatedBy = motcua.Regulations()[:2]
	}
	if some("territory") {
		f.NonTerritorial = ptr(rapid.Bool().Draw(t, "non-territorial"))
	}
	if some("status") {
		f.Statuses = motcua.Statuses()[:rapid.IntRange(1, 2).Draw(t, "statuses")]
	}
	if some("decision") {
		f.Decision = ptr(testID("decision", 3))
	}
	if some("basis") {
		f.LegalBases = []motcua.ID{testID("basis", 2)}
	}
	return f
}

// chosen is a filter after choosing a facet's value instead of its own part.
func chosen(f motcua.ProcedureFilter, field motcua.FacetField, value string) motcua.ProcedureFilter {
	switch field {
	case motcua.FacetSector:
		f.Sectors = []string{value}
	case motcua.FacetLevel:
		f.Levels = []motcua.Level{motcua.Level(value)}
	case motcua.FacetPromulgatedBy:
		f.PromulgatedBy = []string{value}
	case motcua.FacetExecutedBy:
		f.ExecutedBy = []string{value}
	case motcua.FacetAudience:
		f.Audiences = []string{value}
	case motcua.FacetOnlineLevel:
		f.OnlineLevels = []motcua.OnlineLevel{motcua.OnlineLevel(value)}
	case motcua.FacetKind:
		f.Kinds = []motcua.Kind{motcua.Kind(value)}
	case motcua.FacetRegulatedBy:
		f.RegulatedBy = []motcua.Regulation{motcua.Regulation(value)}
	case motcua.FacetNonTerritorial:
		f.NonTerritorial = ptr(value == "true")
	case motcua.FacetServiceGroup:
		f.ServiceGroups = []string{value}
	case motcua.FacetStatus:
		f.Statuses = []motcua.Status{motcua.Status(value)}
	}
	return f
}

// TestFacetsOpen: every count is the total of the list that it opens.
func TestFacetsOpen(t *testing.T) {
	x := built(t, newFakeSource(random(400, 5)...))
	texts := []string{"", "đăng ký", "giay phep xay dung", "nhà"}
	rapid.Check(t, func(rt *rapid.T) {
		q := motcua.ProcedureQuery{Text: rapid.SampledFrom(texts).Draw(rt, "text"), Filter: drawFilter(rt), Facets: motcua.FacetFields()}
		r := search(t, x, q)
		facet := rapid.SampledFrom(r.Facets).Draw(rt, "facet")
		for _, value := range facet.Values {
			opened := q
			opened.Facets, opened.Filter = nil, chosen(q.Filter, facet.Field, value.Value)
			if got := search(t, x, opened).Total; got != value.Count {
				rt.Errorf("%s %s: counted %d, opens %d", facet.Field, value.Label, value.Count, got)
			}
			if value.Label == "" || value.Count == 0 {
				rt.Errorf("%s: value %+v", facet.Field, value)
			}
		}
	})
}

func TestFilterByCode(t *testing.T) {
	p := proc("1.000001", "Đăng ký")
	p.PromulgatedBy = &motcua.Agency{ID: testID("province"), Code: ptr("000.00.22.G12"), Name: "Cục"}
	p.Sector = &motcua.Sector{ID: testID("sector"), Code: ptr("LVD12"), Name: "Đất đai"}
	p.Audiences = []motcua.Audience{{ID: testID("audience"), Code: ptr("ĐT1"), Name: "Công dân"}}
	twin := proc("1.000002", "Đăng ký")
	twin.Sector = &motcua.Sector{ID: testID("other sector"), Code: ptr("LVD12"), Name: "Đất đai"}
	x := built(t, newFakeSource(p, twin, proc("1.000003", "Không có gì")))
	tests := []struct {
		name   string
		filter motcua.ProcedureFilter
		total  int
	}{
		{"agency, code of the new form", motcua.ProcedureFilter{PromulgatedBy: []string{"G12.22"}}, 1},
		{"agency, code of the old form", motcua.ProcedureFilter{PromulgatedBy: []string{"000.00.22.G12"}}, 1},
		{"agency, id", motcua.ProcedureFilter{PromulgatedBy: []string{string(testID("province"))}}, 1},
		{"agency, unknown", motcua.ProcedureFilter{PromulgatedBy: []string{"H99"}}, 0},
		{"agency, unknown and known", motcua.ProcedureFilter{PromulgatedBy: []string{"H99", "g12.22"}}, 1},
		{"sector, one code of two", motcua.ProcedureFilter{Sectors: []string{"lvd12"}}, 2},
		{"sector, not published", motcua.ProcedureFilter{Sectors: []string{NotPublished}}, 1},
		{"audience, written with D", motcua.ProcedureFilter{Audiences: []string{"DT1"}}, 1},
		{"empty list", motcua.ProcedureFilter{Sectors: []string{}}, 3},
		{"unknown decision", motcua.ProcedureFilter{Decision: ptr(testID("nowhere"))}, 0},
	}
	for _, tt := range tests {
		if got := search(t, x, motcua.ProcedureQuery{Filter: tt.filter}).Total; got != tt.total {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.total)
		}
	}
	r := search(t, x, motcua.ProcedureQuery{Facets: []motcua.FacetField{motcua.FacetPromulgatedBy}})
	i := slices.IndexFunc(r.Facets[0].Values, func(v motcua.FacetValue) bool { return v.Label == "Cục" })
	if i < 0 || *r.Facets[0].Values[i].Code != "000.00.22.G12" || r.Facets[0].Values[i].Value != string(testID("province")) {
		t.Errorf("facet of agencies: %+v", r.Facets[0].Values)
	}
}
