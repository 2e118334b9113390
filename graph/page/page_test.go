package page_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"motcua"
	"motcua/graph/page"
)

func ptr[T any](v T) *T { return &v }

func TestOf(t *testing.T) {
	for _, c := range []struct {
		first, last *int
		want        string // the argument at fault
	}{
		{nil, nil, ""}, {ptr(0), nil, ""}, {ptr(page.Max), nil, ""}, {nil, ptr(0), ""}, {nil, ptr(page.Max), ""},
		{ptr(page.Max + 1), nil, "first"}, {ptr(-1), nil, "first"}, {nil, ptr(page.Max + 1), "last"}, {nil, ptr(-1), "last"},
		{ptr(1), ptr(1), "last"},
	} {
		got, err := page.Of(page.Max, c.first, nil, c.last, nil)
		var invalid *motcua.Error
		if errors.As(err, &invalid) != (c.want != "") || invalid != nil && (invalid.Field != c.want || invalid.Kind != motcua.KindInvalid) {
			t.Errorf("%v %v: %v", c.first, c.last, err)
		}
		if few, err := page.Of(5, nil, nil, nil, nil); err != nil || *few.First != 5 {
			t.Errorf("%v by default where 5 are allowed: %v", few.First, err)
		}
		if c.first == nil && c.last == nil && *got.First != page.Default {
			t.Errorf("%d by default", *got.First)
		}
	}
}

// What ceased to be public between the search and the loading is left out, and
// the page's cursors stay those of the list.
func TestProcedureConnectionWithoutTheUnpublished(t *testing.T) {
	result := &motcua.ProcedureResult{Total: 3, HasNext: true, Revision: "r", Hits: []motcua.ProcedureHit{
		{Version: "a", Cursor: "1"}, {Version: "gone", Cursor: "2"}, {Version: "b", Cursor: "3", Score: ptr(0.5)},
	}, Highlight: func(p *motcua.Procedure) []motcua.Highlight { return []motcua.Highlight{{Field: string(p.VersionID)}} }}
	loads := 0
	c := page.NewProcedureConnection(result, page.ProcedureSource{
		Load: func(_ context.Context, versions []motcua.ID) (map[motcua.ID]*motcua.Procedure, error) {
			loads++
			if len(versions) != 3 {
				return nil, fmt.Errorf("asked for %v", versions)
			}
			return map[motcua.ID]*motcua.Procedure{"a": {VersionID: "a"}, "b": {VersionID: "b"}}, nil
		},
	})
	if c.TotalCount() != 3 || c.Revision() != "r" || *c.PageInfo().EndCursor != "3" || loads != 0 {
		t.Errorf("loaded %d times for what needs no rows", loads)
	}
	nodes, err := c.Nodes(t.Context())
	if err != nil || len(nodes) != 2 || nodes[1].VersionID != "b" {
		t.Errorf("nodes %v: %v", nodes, err)
	}
	edges, err := c.Edges(t.Context())
	if err != nil || len(edges) != 2 || edges[1].Cursor != "3" || edges[1].Highlights()[0].Field != "b" || *edges[1].Score != 0.5 || loads != 1 {
		t.Errorf("edges %v after %d loads: %v", edges, loads, err)
	}
}

func TestFacets(t *testing.T) {
	values := []motcua.FacetValue{{Value: "a", Count: 2}, {Value: "b", Count: 1}, {Value: "c"}}
	c := page.NewProcedureConnection(&motcua.ProcedureResult{
		Facets: []motcua.Facet{{Field: motcua.FacetKind, Values: values}, {Field: motcua.FacetLevel, Values: values}}}, page.ProcedureSource{})
	one := 1
	for _, tt := range []struct {
		name         string
		fields       []motcua.FacetField
		zero         bool
		first        *int
		want, within int
	}{
		{"all", nil, false, nil, 2, 2},
		{"one field", []motcua.FacetField{motcua.FacetLevel}, false, nil, 1, 2},
		{"with zeros", nil, true, nil, 2, 3},
		{"the first value", nil, true, &one, 2, 1},
	} {
		got, err := c.Facets(tt.fields, tt.zero, tt.first)
		if err != nil || len(got) != tt.want || len(got[0].Values) != tt.within {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
	one = -1
	if _, err := c.Facets(nil, false, &one); motcua.KindOf(err) != motcua.KindInvalid {
		t.Errorf("a negative number: %v", err)
	}
	if c.PageInfo().StartCursor != nil {
		t.Error("an empty page has a cursor")
	}
}

func ExampleOf() {
	first := 1000
	_, err := page.Of(page.Max, &first, nil, nil, nil)
	fmt.Println(err)
	// Output: 1000 asked for, 0 to 100 allowed
}
