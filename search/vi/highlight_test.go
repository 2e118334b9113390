package vi

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// show writes marked parts in brackets.
func show(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Marked {
			b.WriteString("[" + p.Text + "]")
			continue
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

func querySet(exact, folded, codes []string) *KeySet {
	s := NewKeySet()
	s.AddExact(exact...)
	s.AddFolded(folded...)
	s.AddCodes(codes...)
	return s
}

func TestRanges(t *testing.T) {
	tests := []struct {
		exact, folded, codes []string
		text, want           string
	}{
		{nil, []string{"dang", "ki"}, nil, "Xin đăng ký, đang kỳ", "Xin [đăng ký], [đang kỳ]"},
		{[]string{"đăng", "ki1"}, nil, nil, "Xin đăng ký, đang kỳ", "Xin [đăng ký], đang kỳ"},
		{[]string{"đăng ki1"}, nil, nil, "đăng; đăng-ký ký", "đăng; [đăng-ký] ký"},
		{nil, []string{"dang ki", "ki ket"}, nil, "đăng ký kết hôn", "[đăng ký kết] hôn"},
		{nil, []string{"dang ki"}, nil, "đăng. ký", "đăng. ký"},
		{nil, []string{"mot", "hai"}, nil, "một\nhai một,hai", "[một]\n[hai một],[hai]"},
		{nil, nil, []string{"1872/qd-btp"}, "số 1872/QĐ-BTP.", "số [1872/QĐ-BTP]."},
		{nil, []string{"khong"}, nil, "", ""},
		{nil, nil, nil, "một", "một"},
	}
	for _, tt := range tests {
		for _, text := range []string{tt.text, norm.NFD.String(tt.text)} {
			s := querySet(tt.exact, tt.folded, tt.codes)
			f := s.Fragment(text, 1000)
			if diff := cmp.Diff(tt.want, norm.NFC.String(show(f.Parts))); diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		}
	}
}

func TestFragment(t *testing.T) {
	const text = "Một hai ba bốn năm. Đăng ký sáu bảy tám chín mười. Đăng ký kết hôn cho người nước ngoài tại Việt Nam."
	tests := []struct {
		folded []string
		max    int
		want   string
	}{
		{[]string{"dang", "ki", "ket", "hon"}, 30, "chín mười. [Đăng ký kết hôn] cho"},
		{[]string{"dang", "ki"}, 20, "năm. [Đăng ký] sáu bảy"},
		{[]string{"nam"}, 8, "bốn [năm]"},
		{nil, 10, "Một hai ba"},
		{[]string{"ket"}, 2, "Mộ"},
		{[]string{"ket"}, 0, ""},
		{[]string{"mot"}, 500, "[Một]" + text[len("Một"):]},
	}
	for _, tt := range tests {
		f := querySet(nil, tt.folded, nil).Fragment(text, tt.max)
		if diff := cmp.Diff(tt.want, show(f.Parts)); diff != "" {
			t.Errorf("%v in %d runes (-want +got):\n%s", tt.folded, tt.max, diff)
		}
	}
}

func TestFragmentIsPartOfText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(genText(), 0, 10).Draw(t, "text"), " ")
		s := querySet([]string{"a1", "đ", "a đ"}, []string{"i", "o a", "b"}, nil)
		n := rapid.IntRange(0, 60).Draw(t, "n")
		f := s.Fragment(text, n)
		var joined string
		for _, p := range f.Parts {
			if p.Text == "" {
				t.Fatalf("empty part in %+v", f)
			}
			joined += p.Text
		}
		if joined != text[f.Start:f.End] || utf8.RuneCountInString(joined) > n {
			t.Fatalf("fragment %+v of %+q, at most %d runes", f, text, n)
		}
		end := -1
		for _, r := range s.AppendRanges(nil, text) {
			if r.Start <= end || r.End <= r.Start || !atBoundary(text, r.Start) || !atBoundary(text, r.End) {
				t.Fatalf("range %v after %d of %+q", r, end, text)
			}
			end = r.End
		}
	})
}

func Example() {
	const text = "Thủ tục Đăng ký kết hôn"
	for _, t := range Syllables(text) {
		fmt.Println(Exact(t.Text(text)), Folded(t.Text(text)))
	}
	keys := NewKeySet()
	keys.AddFolded(Folded("dang"), Folded("ky"))
	for _, p := range keys.Fragment(text, 100).Parts {
		fmt.Printf("%q %v\n", p.Text, p.Marked)
	}
	// Output:
	// thu3 thu
	// tuc5 tuc
	// đăng dang
	// ki1 ki
	// kêt1 ket
	// hôn hon
	// "Thủ tục " false
	// "Đăng ký" true
	// " kết hôn" false
}

func BenchmarkFragment(b *testing.B) {
	s := querySet([]string{"kêt1 hôn"}, []string{"ket", "hon", "ket hon"}, nil)
	b.SetBytes(int64(len(sample)))
	b.ReportAllocs()
	for b.Loop() {
		s.Fragment(sample, 200)
	}
}
