package search

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"testing"

	"motcua"
	"motcua/search/columns"
)

// TestVerifyFinds plants differences in every part of the copy and looks for
// their names in the report.
func TestVerifyFinds(t *testing.T) {
	ps := random(40, 20)
	key := func(i int) string { return rowKey(ps[i].ID, ps[i].VersionID) }
	entryOf := func(p motcua.Procedure) *entry {
		e, err := newEntry(&p)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	other := ps[1]
	other.Name = "Tên khác"
	stranger := proc("1.777777", "Không ai công bố")
	tests := []struct {
		name  string
		plant func(h heldIndex) error
		where []string
		of    motcua.ID
	}{
		{"document missing", func(h heldIndex) error { return h.Bleve().Delete(key(0)) }, []string{WhereIndex}, ps[0].ID},
		{"document of another content", func(h heldIndex) error {
			return h.Bleve().Index(key(1), entryOf(other).document)
		}, []string{WhereIndex}, ps[1].ID},
		{"document too many", func(h heldIndex) error {
			return h.Bleve().Index(rowKey(stranger.ID, stranger.VersionID), entryOf(stranger).document)
		}, []string{WhereIndex}, stranger.ID},
		{"record unreadable", func(h heldIndex) error {
			return h.Bleve().Index(key(2), document{Record: "{"})
		}, []string{WhereIndex, WhereIndex}, ps[2].ID},
		{"row missing", func(h heldIndex) error {
			h.Table().Apply(nil, []string{key(3)})
			return nil
		}, []string{WhereColumns}, ps[3].ID},
		{"row of other values", func(h heldIndex) error {
			row, _ := h.Table().View().Row(key(4))
			row.Values[dimKind], row.Sort[orderName] = []string{"OTHER"}, []byte("x")
			row.Shown.To = 5
			h.Table().Apply([]columns.Row{row}, nil)
			return nil
		}, []string{WhereColumns, WhereColumns, WhereColumns}, ps[4].ID},
		{"row too many", func(h heldIndex) error {
			h.Table().Apply([]columns.Row{entryOf(stranger).row}, nil)
			return nil
		}, []string{WhereColumns}, stranger.ID},
		{"memory of another content", func(h heldIndex) error {
			m := h.Memory().(*memory)
			c := *m.cards[m.ordinals[key(5)]]
			c.hash[0]++
			m.cards[m.ordinals[key(5)]] = &c
			return nil
		}, []string{WhereMemory}, ps[5].ID},
		{"nothing", func(heldIndex) error { return nil }, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := newFakeSource(ps...)
			x := built(t, src)
			if err := held(x, tt.plant); err != nil {
				t.Fatal(err)
			}
			r := verify(t, x, src)
			var where []string
			for _, d := range r.Differences {
				where = append(where, d.Where)
				if d.Procedure != tt.of || d.What == "" {
					t.Errorf("difference %+v, want it of %s", d, tt.of)
				}
			}
			if !slices.Equal(where, tt.where) {
				t.Errorf("differences in %v, want %v: %+v", where, tt.where, r.Differences)
			}
			if r.Procedures != 40 || r.Revision != src.position().Revision() {
				t.Errorf("report: %+v", r)
			}
		})
	}
}

// TestVerifyAppliesFirst: what was not applied yet is no difference.
func TestVerifyAppliesFirst(t *testing.T) {
	ps := random(20, 21)
	src := newFakeSource(ps...)
	x := built(t, src)
	src.remove(ps[0].ID)
	src.put(proc("1.999999", "Đăng ký mới"))
	r := verify(t, x, src)
	if len(r.Differences) > 0 || r.Procedures != 20 || r.Documents != 20 || r.Rows != 20 {
		t.Errorf("report: %+v", r)
	}
	if !x.Status().Position.Reached(src.position()) {
		t.Error("the changes were not kept")
	}
	src.restore()
	if _, err := x.Verify(t.Context(), src); !errors.Is(err, motcua.ErrRebuild) {
		t.Errorf("against another log: %v", err)
	}
}

// TestVerifyEmpty: an empty database is compared too.
func TestVerifyEmpty(t *testing.T) {
	src := newFakeSource()
	x := built(t, src)
	agrees(t, x, src)
	e := proc("1.000001", "Đăng ký")
	if err := held(x, func(h heldIndex) error { h.Table().Apply([]columns.Row{rowOf(&e)}, nil); return nil }); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, x, src); len(r.Differences) != 1 {
		t.Errorf("report: %+v", r)
	}
}

// What is told of an index is read by programs: names stay as they are.
func TestJSONNames(t *testing.T) {
	for _, value := range []any{Status{Rebuilding: &RebuildStatus{}, Position: &motcua.Position{}}, Report{Differences: []Difference{{}}}} {
		doc, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if upper := regexp.MustCompile(`"[A-Z]\w*":`).FindAllString(string(doc), -1); upper != nil {
			t.Errorf("%T: %v are not in lower camel case", value, upper)
		}
	}
}

// TestVerifyComparesTheVocabulary: what nobody has changed must be what serves,
// and what is stored.
func TestVerifyComparesTheVocabulary(t *testing.T) {
	vocabulary := func(form string) *motcua.Vocabulary {
		return &motcua.Vocabulary{Aliases: []motcua.Alias{{Form: form, Means: "kết hôn", Kind: motcua.AliasColloquial, Weight: 1}}}
	}
	src := newFakeSource(random(5, 40)...)
	src.words = vocabulary("cưới")
	x := built(t, src)
	agrees(t, x, src)
	src.words = vocabulary("lấy vợ") // as if the log had not told it
	report, err := x.Verify(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	var where []string
	for _, d := range report.Differences {
		where = append(where, d.Where)
	}
	if !slices.Equal(where, []string{WhereIndex, WhereMemory}) {
		t.Errorf("%+v", report.Differences)
	}
}
