package graph_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Lists that are written at once look as field by field: in the order of the
// selection, under their aliases, with fragments and directives.
func TestPlainListsAreWrittenAsSelected(t *testing.T) {
	w := newWorld(t, catalogue()...)
	get := func(selection string) string {
		t.Helper()
		all := ""
		if strings.Contains(selection, "...all") {
			all = `fragment all on FacetValue { value ... on FacetValue { n: count } selected }`
		}
		var got struct {
			Procedures struct {
				Facets []struct{ Values json.RawMessage }
				Edges  []struct{ Highlights json.RawMessage }
			}
		}
		w.get(t, &got, `{ procedures(search: "khai sinh", first: 1) { `+selection+` } }`+all, nil)
		if len(got.Procedures.Facets) > 0 {
			return string(got.Procedures.Facets[0].Values)
		}
		return string(got.Procedures.Edges[0].Highlights)
	}
	for _, c := range []struct{ name, selection, want string }{
		{"values", `facets(fields: [LEVEL]) { values { value count label code parent selected } }`,
			`[{"value":"COMMUNE","count":N,"label":"cấp xã","code":null,"parent":null,"selected":false}`},
		{"order, aliases, fragments", `facets(fields: [LEVEL]) { values { selected __typename ...all count } }`,
			`[{"selected":false,"__typename":"FacetValue","value":"COMMUNE","n":N,"count":N}`},
		{"directives", `facets(fields: [LEVEL]) { values { value @skip(if: true) count @include(if: false) label } }`,
			`[{"label":"cấp xã"}`},
		{"twice", `facets(fields: [LEVEL]) { values { value } values { value label } }`,
			`[{"value":"COMMUNE","label":"cấp xã"}`},
		{"highlights", `edges { highlights { field parts: fragments { marked text } } }`,
			`[{"field":"name","parts":[{"marked":false,"text":"Đăng ký "},{"marked":true,"text":"khai sinh"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := regexp.MustCompile(`(count|n)":[0-9]+`).ReplaceAllString(get(c.selection), `$1":N`)
			if len(got) < len(c.want) || got[:len(c.want)] != c.want {
				t.Error(cmp.Diff(c.want, got))
			}
			if !json.Valid([]byte(get(c.selection))) {
				t.Errorf("no JSON: %s", got)
			}
		})
	}
}
