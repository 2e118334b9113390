package search

import (
	"testing"

	"motcua"
	"motcua/search/paging"
)

func TestChosen(t *testing.T) {
	x := built(t, newFakeSource(random(50, 1)...))
	for _, c := range []struct {
		name  string
		order *motcua.ProcedureOrder
		rank  int // of the first result
	}{
		{"by relevance", nil, 0},
		{"by name", &motcua.ProcedureOrder{Field: motcua.OrderByName, Direction: motcua.DirectionAsc}, -1},
	} {
		r := search(t, x, motcua.ProcedureQuery{Text: "đăng ký", Order: c.order})
		for i, hit := range r.Hits {
			want := c.rank
			if want == 0 {
				want = i
			}
			id, rank, err := x.Chosen(hit.Cursor)
			if err != nil || id != hit.Procedure || rank != want {
				t.Fatalf("%s: result %d is %s at %d: %v", c.name, i, id, rank, err)
			}
		}
		if len(r.Hits) == 0 {
			t.Error("nothing found")
		}
	}
	for _, forged := range []string{"", "x", "AAAAAAAA", paging.Cursor{Key: "no id"}.Encode(), paging.Cursor{Rank: -1}.Encode()} {
		if _, _, err := x.Chosen(forged); motcua.KindOf(err) != motcua.KindInvalid {
			t.Errorf("%q: %v", forged, err)
		}
	}
}
