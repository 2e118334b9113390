package vi

import (
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestKeyField: a field has the keys that its analyzer makes of each text, as
// often and of the same length.
func TestKeyField(t *testing.T) {
	passes := map[Keys]pass{FoldedKeys: (*stream).folded, FoldedBigrams: (*stream).foldedBigrams, ExactBigrams: (*stream).exactBigrams}
	piece := rapid.SampledFrom([]string{"đăng", "ký", "Kết", "HÔN", "ket", "hôn", "1872/QĐ-BTP", "A1", "\u0301", ".", ", ", "\n", " ", "  ", "x"})
	rapid.Check(t, func(rt *rapid.T) {
		texts := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(piece, 0, 30), func(p []string) string { return strings.Join(p, " ") }), 0, 4).Draw(rt, "texts")
		var within []int
		cut := texts
		if rapid.Bool().Draw(rt, "cut") {
			cut = nil
			for _, text := range texts {
				bytes := rapid.IntRange(0, len(text)).Draw(rt, "within")
				bytes = strings.LastIndexByte(text[:bytes], ' ') + 1
				within, cut = append(within, bytes), append(cut, text[:bytes])
			}
		}
		words := NewWords(texts)
		for keys, pass := range passes {
			frequency := rapid.Bool().Draw(rt, "frequency")
			f := NewKeyField("f", keys, words, within, frequency)
			f.Analyze()
			want, length := map[string]int{}, 0
			for _, text := range cut {
				tokens := pass.Analyze([]byte(text))
				length += len(tokens)
				for key, c := range analysis.TokenFrequency(tokens, nil, f.Options()) {
					want[key] += c.Frequency()
				}
			}
			if diff := cmp.Diff(want, counted(f.AnalyzedTokenFrequencies())); diff != "" || f.AnalyzedLength() != length {
				rt.Fatalf("keys %d of %q: length %d, want %d (-want +got):\n%s", keys, texts, f.AnalyzedLength(), length, diff)
			}
		}
	})
}

func counted(frequencies index.TokenFrequencies) map[string]int {
	out := map[string]int{}
	for key, c := range frequencies {
		out[key] = c.Frequency()
	}
	return out
}
