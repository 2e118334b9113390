package vi

import (
	"context"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/google/go-cmp/cmp"
)

type term struct {
	Term     string
	Original string
	Position int
}

func analyze(t *testing.T, name, text string) []term {
	t.Helper()
	a, err := registry.NewCache().AnalyzerNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []term
	for _, tok := range a.Analyze([]byte(text)) {
		out = append(out, term{string(tok.Term), text[tok.Start:tok.End], tok.Position})
	}
	return out
}

func TestAnalyzers(t *testing.T) {
	tests := []struct {
		analyzer, text string
		want           []term
	}{
		{ExactAnalyzer, "Thủ tục, A1!", []term{{"thu3", "Thủ", 1}, {"tuc5", "tục", 2}, {"a10", "A1", 3}}},
		{FoldedAnalyzer, "Đăng kỳ", []term{{"dang", "Đăng", 1}, {"ki", "kỳ", 2}}},
		{ExactBigramAnalyzer, "Đăng ký. Lại nữa", []term{{"đăng ki1", "Đăng ký", 1}, {"lai5 nưa4", "Lại nữa", 3}}},
		{FoldedBigramAnalyzer, "cấp thẻ\tmới", []term{{"cap the", "cấp thẻ", 1}, {"the moi", "thẻ\tmới", 2}}},
		{FoldedBigramAnalyzer, "một", nil},
		{FoldedBigramAnalyzer, "một;hai", nil},
		{CodeAnalyzer, "theo 1872/QĐ-BTP.", []term{
			{"1872/qd-btp", "1872/QĐ-BTP", 2}, {"1872", "1872", 2}, {"qd", "QĐ", 3}, {"btp", "BTP", 4}}},
		{CodeAnalyzer, "và/hoặc một", nil},
		{CodeAnalyzer, "mã 1.000894, hạng A1", []term{
			{"1.000894", "1.000894", 2}, {"1", "1", 2}, {"000894", "000894", 3},
			{"a1", "A1", 5}, {"a", "A", 5}, {"1", "1", 5}}},
		{CodeAnalyzer, "00.H55", []term{
			{"00.h55", "00.H55", 1}, {"00", "00", 1}, {"h55", "H55", 2}, {"h", "H", 2}, {"55", "55", 2}}},
		{ExactAnalyzer, "", nil},
		{ExactAnalyzer, " \ue000 …", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, analyze(t, tt.analyzer, tt.text)); diff != "" {
			t.Errorf("%s of %q (-want +got):\n%s", tt.analyzer, tt.text, diff)
		}
	}
}

// TestBleveContract fails when an upgrade of Bleve no longer uses our analyzers
// for the fields that name them.
func TestBleveContract(t *testing.T) {
	names := []string{ExactAnalyzer, FoldedAnalyzer, ExactBigramAnalyzer, FoldedBigramAnalyzer, CodeAnalyzer}
	doc := bleve.NewDocumentMapping()
	values := map[string]string{"_type": "text"}
	for _, name := range names {
		field := bleve.NewTextFieldMapping()
		field.Analyzer = name
		doc.AddFieldMappingsAt(name, field)
		values[name] = "Đăng ký kết hôn, 1872/QĐ-BTP"
	}
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping.Enabled = false
	mapping.AddDocumentMapping("text", doc)
	index, err := bleve.NewUsing("", mapping, "scorch", "scorch", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if err := index.Index("1", values); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		ExactAnalyzer: Exact("kí"), FoldedAnalyzer: Folded("Ket"),
		ExactBigramAnalyzer:  Bigram(Exact("kết"), Exact("hôn")),
		FoldedBigramAnalyzer: "dang ki", CodeAnalyzer: CodeKey(" 1872/qd-btp "),
	}
	for _, name := range names {
		for term, hits := range map[string]uint64{want[name]: 1, "không": 0} {
			q := bleve.NewTermQuery(term)
			q.SetField(name)
			res, err := index.SearchInContext(context.Background(), bleve.NewSearchRequest(q))
			if err != nil {
				t.Fatal(err)
			}
			if res.Total != hits {
				t.Errorf("%s: %q found in %d documents, want %d", name, term, res.Total, hits)
			}
		}
	}
}
