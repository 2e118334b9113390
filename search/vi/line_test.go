package vi

import (
	"testing"

	"pgregory.net/rapid"
)

// A line never hides a match: what it says is not there is not marked.
func TestLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		syllable := rapid.SampledFrom([]string{"đăng", "ký", "kỳ", "dang", "Kết", "hôn", "hòa", "hoà", "quý", "1.000894", "A1"})
		text := ""
		for range rapid.IntRange(0, 12).Draw(t, "length") {
			text += syllable.Draw(t, "word") + rapid.SampledFrom([]string{" ", ", ", ". ", "\n", "-"}).Draw(t, "gap")
		}
		s := NewKeySet()
		for range rapid.IntRange(0, 3).Draw(t, "keys") {
			a, b := syllable.Draw(t, "a"), syllable.Draw(t, "b")
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				s.AddExact(Exact(a))
			case 1:
				s.AddFolded(Folded(a))
			case 2:
				s.AddExact(Bigram(Exact(a), Exact(b)))
			default:
				s.AddFolded(Bigram(Folded(a), Folded(b)))
			}
		}
		marked := len(s.AppendRanges(nil, text)) > 0
		if on := s.On(Line(text)); marked && !on {
			t.Fatalf("%q is marked, but not on the line %q", text, Line(text))
		} else if len(s.Fork().AppendRanges(nil, text)) > 0 != marked {
			t.Fatal("a fork marks otherwise")
		}
	})
	s := querySet(nil, []string{"dang ki"}, nil)
	if s.On(Line("đăng. ký")) || s.On(Line("hải đăng kính")) || !s.On(Line("Đăng ký")) {
		t.Error("the line takes parts for words")
	}
}
