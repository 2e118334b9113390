package plain

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	own "motcua/graph/scalar"
)

// A text is written as the scalar writes it, whatever it holds and wherever.
func TestText(t *testing.T) {
	part := rapid.SampledFrom([]string{"a", "\n", "\t", "\r", `"`, `\`, "\x00", "\x1f", "\x7f", "\x80", "\xff", "đ", "ở", "𝄞", "\u2028", " ", "!", "#", "]", "Thành phần hồ sơ"})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(part, 0, 40).Draw(t, "parts"), "")
		var got, want bytes.Buffer
		text(&got, s)
		own.MarshalString(s).MarshalGQL(&want)
		if got.String() != want.String() {
			t.Fatalf("%q is written %s, want %s", s, &got, &want)
		}
	})
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("Người có yêu cầu nộp hồ sơ trực tiếp tại bộ phận một cửa hoặc qua dịch vụ bưu chính.\n", 20)
	b.SetBytes(int64(len(s)))
	var w bytes.Buffer
	for b.Loop() {
		w.Reset()
		text(&w, s)
	}
}
