package search

import (
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2"

	"motcua"
	"motcua/search/vi"
)

// These tests hold Bleve to what the package builds on. They must fail when an
// upgrade changes it.

// TestFieldsAreAnalysed: each field of the mapping holds the keys of its own
// analyzer, and only those.
func TestFieldsAreAnalysed(t *testing.T) {
	p := proc("1.000894", "Đăng ký kết hôn")
	p.Sector = &motcua.Sector{ID: testID("s"), Name: "Hộ tịch"}
	p.PromulgatedBy = &motcua.Agency{ID: testID("a"), Name: "Bộ Tư pháp"}
	p.Description = ptr("Giấy chứng nhận. Giấy chứng nhận")
	p.LegalBases = []motcua.LegalBasis{{ID: testID("b"), Number: "04/2020/TT-BTP"}}
	x := built(t, newFakeSource(p))
	has := func(field, key string) int {
		n := 0
		viewing(t, x, func(v *view) {
			p, err := v.postings(t.Context(), field, key, field == fieldBodyPairs)
			if err != nil || p == nil {
				n = 0
				return
			}
			n = len(p.ordinals)
			if p.times != nil {
				n = int(p.times[0])
			}
		})
		return n
	}
	tests := []struct {
		field, key string
		times      int
	}{
		{fieldNameExact, vi.Exact("đăng"), 1}, {fieldNameExact, vi.Folded("đăng"), 0},
		{fieldNameFolded, "dang", 1}, {fieldNameFolded, "đăng", 0}, {fieldNameFolded, "ho", 0},
		{fieldNamePairs, vi.Bigram(vi.Exact("kết"), vi.Exact("hôn")), 1}, {fieldNamePairs, "ket hon", 0},
		{fieldNameFolds, "ket hon", 1}, {fieldNameFolds, "ket", 0},
		{fieldAbout, "tich", 1}, {fieldAboutPairs, "ho tich", 1},
		{fieldBodyPairs, "chung nhan", 2}, {fieldBodyPairs, "nhan giai", 0},
		{fieldCode, "1.000894", 1}, {fieldReference, "04/2020/tt-btp", 1}, {fieldCode, "04/2020/tt-btp", 0},
		{fieldRecord, "dang", 0}, {"_all", "dang", 0},
	}
	for _, tt := range tests {
		if got := has(tt.field, tt.key); got != tt.times {
			t.Errorf("%s holds %q %d times, want %d", tt.field, tt.key, got, tt.times)
		}
	}
}

// TestMappingIsClosed: what the mapping does not name is not indexed, and no
// field keeps more than we read.
func TestMappingIsClosed(t *testing.T) {
	index, err := bleve.NewUsing("", newMapping(), "scorch", "scorch", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if err := index.Index("other", map[string]string{"name_folded": "đăng", "other": "ký"}); err != nil {
		t.Fatal(err)
	}
	p := proc("1.000001", "Đăng ký")
	e, err := newEntry(&p)
	if err != nil {
		t.Fatal(err)
	}
	if err := index.Index(e.row.Key, e.document); err != nil {
		t.Fatal(err)
	}
	fields, err := index.Fields()
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"_id", fieldRecord}
	for _, f := range fieldAnalyzers {
		allowed = append(allowed, f.field)
	}
	for _, f := range fields {
		if !slices.Contains(allowed, f) {
			t.Errorf("field %q is in the index", f)
		}
	}
	doc, err := index.Document(e.row.Key)
	if err != nil {
		t.Fatal(err)
	}
	if doc.StoredFieldsBytes() > uint64(len(e.Record)+len(e.row.Key)) {
		t.Errorf("%d bytes are stored, the record has %d", doc.StoredFieldsBytes(), len(e.Record))
	}
}

// TestPostingsAreOrdered: document numbers ascend over all segments, and give
// the documents that were put there, also after deletions and merges.
func TestPostingsAreOrdered(t *testing.T) {
	ps := random(120, 30)
	src := newFakeSource(ps[:40]...)
	x := built(t, src)
	stop := follow(t, x, src)
	for i := 40; i < 120; i += 8 {
		src.put(ps[i : i+8]...)
		src.remove(ps[i-30].ID)
	}
	await(t, x, src)
	stop()
	for range 2 {
		live := map[string]bool{}
		viewing(t, x, func(v *view) {
			p, err := v.postings(t.Context(), fieldNameFolded, "dang", false)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range p.ordinals {
				key := v.cards[o].key
				if live[key] {
					t.Errorf("document %s comes twice", key)
				}
				live[key] = true
				if row, ok := v.columns.Key(v.rows[o]); !ok || row != key {
					t.Errorf("document %s has the row of %s", key, row)
				}
			}
		})
		for _, p := range ps {
			line := lineOf(p.Name)
			has := false
			for _, w := range nameWords(p.Name) {
				has = has || w.folded == "dang"
			}
			_, held := src.procs[p.ID]
			if live[rowKey(p.ID, p.VersionID)] != (has && held) {
				t.Errorf("%q, in the source: %t, found: %t", line, held, !held)
			}
		}
		if err := held(x, heldIndex.Publish); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRefresh: publishing again changes nothing but the segments.
func TestRefresh(t *testing.T) {
	src := newFakeSource(random(50, 31)...)
	x := built(t, src)
	before := ids(search(t, x, motcua.ProcedureQuery{Text: "đăng ký"}))
	if err := held(x, heldIndex.Refresh); err != nil {
		t.Fatal(err)
	}
	if after := ids(search(t, x, motcua.ProcedureQuery{Text: "đăng ký"})); !slices.Equal(before, after) {
		t.Errorf("found %v, then %v", before, after)
	}
	agrees(t, x, src)
}
