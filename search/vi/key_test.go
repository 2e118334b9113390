package vi

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// forms gives the ways in which one string arrives: composed, decomposed, and
// both in capitals.
func forms(s string) []string {
	u := strings.ToUpper(s)
	return []string{norm.NFC.String(s), norm.NFD.String(s), norm.NFC.String(u), norm.NFD.String(u)}
}

func TestKeys(t *testing.T) {
	type keys struct{ Exact, Folded string }
	tests := map[string]keys{
		"hoà": {"hoa2", "hoa"}, "hòa": {"hoa2", "hoa"},
		"thuỷ": {"thuy3", "thuy"}, "thủy": {"thuy3", "thuy"},
		"việt": {"viêt5", "viet"}, "vịêt": {"viêt5", "viet"},
		"kỹ": {"ki4", "ki"}, "kĩ": {"ki4", "ki"},
		"quý": {"qui1", "qui"}, "quí": {"qui1", "qui"},
		"mỹ": {"mi4", "mi"}, "mĩ": {"mi4", "mi"},
		"ly": {"li", "li"}, "li": {"li", "li"}, "lý": {"li1", "li"},
		"tay": {"tay", "tay"}, "tai": {"tai", "tai"},
		"thuý": {"thuy1", "thuy"}, "thuí": {"thui1", "thui"},
		"huy": {"huy", "huy"}, "hui": {"hui", "hui"},
		"y": {"y", "y"}, "i": {"i", "i"}, "ý": {"y1", "y"},
		"đỹ": {"đi4", "di"}, "quyền": {"quyên2", "quyen"},
		"đăng": {"đăng", "dang"}, "được": {"đươc5", "duoc"},
		"đường": {"đương2", "duong"}, "nghiêng": {"nghiêng", "nghieng"},
		"dân": {"dân", "dan"}, "dan": {"dan", "dan"}, "dần": {"dân2", "dan"},
		"quyết": {"quyêt1", "quyet"}, "ơ": {"ơ", "o"},
		"2024": {"2024", "2024"}, "a1": {"a10", "a1"}, "á": {"a1", "a"},
		"á1": {"a11", "a1"}, "h55": {"h550", "h55"}, "ky1": {"ky10", "ky1"},
		"müller": {"müller", "muller"}, "señor": {"senor4", "senor"},
		"москва": {"москва", "москва"}, "кафе": {"кафе", "кафе"},
		"": {"", ""},
	}
	for in, want := range tests {
		for _, s := range forms(in) {
			if diff := cmp.Diff(want, keys{Exact(s), Folded(s)}); diff != "" {
				t.Errorf("keys of %+q (-want +got):\n%s", s, diff)
			}
		}
	}
}

func TestKeysOfStrayRunes(t *testing.T) {
	tests := map[string]string{
		"Ðất": "đât1", "Đất": "đât1", "Ɖất": "đât1", "ðất": "đât1", "ɖất": "đât1",
		"th\u200bủ": "thu3", "thu\ufeff\u0309": "thu3", "k\u200eý": "ki1", "tr\u00adường": "trương2",
		"C\u0420": "cp", "нồ": "нô2", "\u0410B": "ab",
		"m²": "m20", "ｔｈủ": "thu3", "a\u0302\u0301": "â1", "a\u0301\u0302": "â1",
		"o\u0323\u0302": "ô5", "\u1ecd\u0302": "ô5", "\u212Am": "km",
		"a\u0301\u0323": "a5", "a\u0323\u0301": "a5", "(thủ)": "thu3", "\xffthủ\xff": "thu3",
	}
	for in, want := range tests {
		if got := Exact(in); got != want {
			t.Errorf("Exact(%+q) = %q, want %q", in, got, want)
		}
		if got, want := Folded(in), FoldKey(want); got != want {
			t.Errorf("Folded(%+q) = %q, want %q", in, got, want)
		}
	}
}

// genText draws from the runes that matter, often enough to meet each other.
func genText() *rapid.Generator[string] {
	r := rapid.OneOf(
		rapid.SampledFrom([]rune("aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐEÊQUY0159 .-/_;\n,")),
		rapid.SampledFrom([]rune("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u0308\u0344\u200b\ufeff\u00ad")),
		rapid.SampledFrom([]rune("ýỵồểẫốÐƉðÿüÑǜшйВаοπςΣ²½İıſßﬁºª٣กี가\u0345\u037a\ue000")),
		rapid.Rune())
	return rapid.Custom(func(t *rapid.T) string {
		s := string(rapid.SliceOfN(r, 0, 12).Draw(t, "runes"))
		if rapid.IntRange(0, 9).Draw(t, "broken") == 0 {
			s += string([]byte{rapid.Byte().Draw(t, "byte")})
		}
		return s
	})
}

func TestFoldOfExactIsFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genText().Draw(t, "s")
		if got, want := FoldKey(Exact(s)), Folded(s); got != want {
			t.Fatalf("FoldKey(Exact(%+q) = %+q) = %+q, want %+q", s, Exact(s), got, want)
		}
	})
}

func TestKeysIgnoreNormalForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genText().Draw(t, "s")
		c, d := norm.NFC.String(s), norm.NFD.String(s)
		if Exact(c) != Exact(d) || Exact(c) != Exact(s) {
			t.Fatalf("Exact of %+q: %+q, NFC %+q, NFD %+q", s, Exact(s), Exact(c), Exact(d))
		}
		if Folded(c) != Folded(d) || Folded(c) != Folded(s) {
			t.Fatalf("Folded of %+q: %+q, NFC %+q, NFD %+q", s, Folded(s), Folded(c), Folded(d))
		}
	})
}

// TestSlowWayAgrees holds the table against x/text where both can answer.
func TestSlowWayAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genText().Draw(t, "s")
		if got, want := Exact(s), string(appendRareExact(nil, s)); got != want {
			t.Fatalf("Exact(%+q) = %+q, by normalisation %+q", s, got, want)
		}
	})
}

func TestKeysHoldNoSeparator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genText().Draw(t, "s")
		if k := Exact(s) + Folded(s); strings.ContainsRune(k, BigramSep) {
			t.Fatalf("keys of %+q hold the separator: %+q", s, k)
		}
	})
}

func TestFoldKeyOfBigram(t *testing.T) {
	if got, want := FoldKey(Bigram(Exact("Kỹ"), Exact("thuật"))), "ki thuat"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
