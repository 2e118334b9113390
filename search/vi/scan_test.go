package vi

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

func TestSyllables(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Thủ tục, A1", []string{"Thủ", "tục", "A1"}},
		{norm.NFD.String("việt nam"), []string{norm.NFD.String("việt"), "nam"}},
		{"th\u200bủ\u200b tục\ufeff", []string{"th\u200bủ", "tục"}},
		{"a\u00a0b\ue000c\td", []string{"a", "b", "c", "d"}},
		{"\xffa\xc3b", []string{"a", "b"}},
		{"\u0301a \u0301b", []string{"a", "b"}},
		{"1.000.000đ/m²", []string{"1", "000", "000đ", "m²"}},
		{"слово λόγος", []string{"слово", "λόγος"}},
		{"👍🏽 \u200d", nil},
		{"", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, tok := range Syllables(tt.text) {
			got = append(got, tok.Text(tt.text))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("tokens of %+q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestForms(t *testing.T) {
	const text = "Cấp A1. Xin\nso 5; Mü 1.5 … cu\u0309a TP.HCM! đi?ra"
	want := []Form{
		HasLetter | HasMark, HasLetter | HasDigit, HasLetter | AfterBreak, HasLetter | AfterBreak,
		HasDigit, HasLetter | HasRare | AfterBreak, HasDigit, HasDigit,
		HasLetter | HasMark | AfterBreak, HasLetter, HasLetter, HasLetter | HasMark | AfterBreak, HasLetter,
	}
	var got []Form
	for _, tok := range Syllables(text) {
		got = append(got, tok.Form)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestCodes(t *testing.T) {
	tests := map[string][]string{
		"mã 1.000894.":                          {"1.000894"},
		"QĐ 1872/QĐ-BTP, 118/2025/NĐ-CP":        {"1872/QĐ-BTP", "118/2025/NĐ-CP"},
		"(2.000815.000.00.00.H55)":              {"2.000815.000.00.00.H55"},
		"1.014955-Xoa; 1.014325":                {"1.014955-Xoa", "1.014325"},
		"và/hoặc - 12 -- 13 .14":                {"12", "13", "14"},
		"112/2021/NĐ\u2013C\u0420":              {"112/2021/NĐ\u2013C\u0420"},
		norm.NFD.String("1/Đề") + " a1_\u200bb": {norm.NFD.String("1/Đề"), "a1_\u200bb"},
		"không": nil,
	}
	for text, want := range tests {
		var got []string
		for _, c := range AppendCodes(nil, text, Syllables(text)) {
			got = append(got, c.Text(text))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("codes of %+q (-want +got):\n%s", text, diff)
		}
	}
	for code, want := range map[string]string{
		"1872/QĐ-BTP": "1872/qd-btp", " 1872/qd\u2013btp ": "1872/qd-btp", "118/2025/NĐ-C\u0420": "118/2025/nd-cp",
		"KY-01": "ky-01", "": "",
	} {
		for _, s := range []string{code, norm.NFD.String(code)} {
			if got := CodeKey(s); got != want {
				t.Errorf("CodeKey(%+q) = %q, want %q", s, got, want)
			}
		}
	}
}

func TestAppendBigrams(t *testing.T) {
	const text = "Đăng ký. Kết hôn"
	got := AppendBigrams(nil, text, Syllables(text), true)
	if diff := cmp.Diff([]string{"đăng ki1", "kêt1 hôn"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"Thủ tục", "a\u0301\u200b\u0302 b", "\xff\xc3a", "1.0/QĐ-ǅ ﬁ", "٣ก\u0e35\u037a\u0903", "\ufdfa"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, tok := range Syllables(text) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("token %+v after %d in %+q", tok, end, text)
			}
			end = tok.End
			s := tok.Text(text)
			if !utf8.ValidString(s) || !atBoundary(text, tok.Start) || !atBoundary(text, tok.End) {
				t.Fatalf("token %+q of %+q is not cut between runes", s, text)
			}
			if c, _ := classAt(text+" ", tok.End); c.isMark() {
				t.Fatalf("token %+q of %+q is cut before a mark", s, text)
			}
			if FoldKey(Exact(s)) != Folded(s) {
				t.Fatalf("keys of %+q: %+q and %+q", s, Exact(s), Folded(s))
			}
		}
		for _, p := range []pass{(*stream).exact, (*stream).foldedBigrams, (*stream).codes} {
			checkStream(t, p, text)
		}
	})
}

func atBoundary(text string, i int) bool {
	if i == len(text) || utf8.RuneStart(text[i]) {
		return true
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	return r == utf8.RuneError && n == 1 // a stray byte after the token
}

func checkStream(t *testing.T, p pass, text string) {
	position := 0
	for _, tok := range p.Analyze([]byte(text)) {
		if tok.Position < position || tok.Start < 0 || tok.End > len(text) || tok.Start >= tok.End || len(tok.Term) == 0 {
			t.Fatalf("token %v after position %d of %+q", tok, position, text)
		}
		position = tok.Position
	}
}

var sample = strings.Repeat("Thành phần hồ sơ: Tờ khai đăng ký kết hôn theo mẫu, có đủ thông tin của hai bên nam, nữ "+
	"theo Quyết định số 1872/QĐ-BTP ngày 04/9/2020 của Bộ trưởng Bộ Tư pháp. ", 20)

func BenchmarkAppendTokens(b *testing.B) {
	b.SetBytes(int64(len(sample)))
	b.ReportAllocs()
	var tokens []Token
	for b.Loop() {
		tokens = AppendTokens(tokens[:0], sample)
	}
}

func BenchmarkKeys(b *testing.B) {
	for name, text := range map[string]string{"nfc": sample, "nfd": norm.NFD.String(sample)} {
		for kind, key := range map[string]appendKey{"exact": AppendExact, "folded": AppendFolded} {
			b.Run(kind+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				var tokens []Token
				var buf []byte
				for b.Loop() {
					tokens = AppendTokens(tokens[:0], text)
					for _, t := range tokens {
						buf = key(buf[:0], t.Text(text))
					}
				}
			})
		}
	}
}

func BenchmarkAnalyzers(b *testing.B) {
	for i, p := range []pass{(*stream).exact, (*stream).folded, (*stream).exactBigrams, (*stream).foldedBigrams, (*stream).codes} {
		b.Run(fmt.Sprint([]string{"exact", "folded", "exact_bigram", "folded_bigram", "code"}[i]), func(b *testing.B) {
			b.SetBytes(int64(len(sample)))
			b.ReportAllocs()
			for b.Loop() {
				p.Analyze([]byte(sample))
			}
		})
	}
}
