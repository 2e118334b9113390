package vi

import (
	"sort"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

type decoder func(string) (string, bool)

func checkDecoder(t *testing.T, decode decoder, tests map[string]string) {
	t.Helper()
	for in, want := range tests {
		got, ok := decode(in)
		if got != want || ok != (want != "") {
			t.Errorf("decode(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func TestDecodeTelex(t *testing.T) {
	checkDecoder(t, DecodeTelex, map[string]string{
		"thur": "thủ", "tucj": "tục", "ddawng": "đăng", "dangdw": "đăng", "dawngd": "đăng",
		"kys": "ký", "Khai": "khai", "sinh": "sinh", "keets": "kết", "hoon": "hôn", "honoof": "",
		"dduwowngf": "đường", "duongdwf": "đường", "dduowcj": "được", "nguwowif": "người",
		"hoaf": "hòa", "thuyr": "thủy", "thuowr": "thuở", "muaw": "mưa", "quaw": "", "quawngj": "quặng",
		"twf": "từ", "hwowu": "hươu", "huouw": "hươu", "giaays": "giấy", "giif": "", "gif": "gì",
		"quyeenf": "quyền", "nguyeenx": "nguyễn", "xooong": "xoong", "yeeu": "yêu", "mijs": "",
		"ninhf": "nình", "tuc": "", "tucf": "", "thurz": "thu", "A1": "", "hello": "", "thủ": "",
		"": "", "w": "ư", "ww": "", "dd": "", "ggg": "", "giuwowngf": "giường", "uwowngr": "ưởng",
		"kieemr": "kiểm", "khuyur": "khuỷu", "luwuf": "lừu", "toansf": "",
	})
}

func TestDecodeVNI(t *testing.T) {
	checkDecoder(t, DecodeVNI, map[string]string{
		"d9a8ng": "đăng", "ky1": "ký", "thu3": "thủ", "tuc5": "tục", "d9u7o7ng2": "đường",
		"duong972": "đường", "ke6t1": "kết", "ho6n": "hôn", "a1": "á", "b1": "", "c1": "", "1a": "",
		"khai": "khai", "nguye6n4": "nguyễn", "tie6ng1": "tiếng", "a66": "", "2024": "", "h55": "",
		"o77": "", "oa78": "", "thu30": "thu", "01": "", "xe1": "xé",
	})
}

// everySyllable lists the syllables that the tables allow.
func everySyllable() []string {
	var out []string
	heads := []string{"", "gi", "qu"}
	for o := range onsets {
		heads = append(heads, o)
	}
	rests := map[string]bool{"": true}
	for _, set := range []map[string]bool{rhymes, bareRhymes, quRhymes} {
		for r := range set {
			rests[r] = true
		}
	}
	for _, head := range heads {
		for rest := range rests {
			for tone := range uint8(6) {
				if isSpelled(head+rest, tone) {
					out = append(out, placeTone(head+rest, tone))
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

func TestKeystrokesRoundTrip(t *testing.T) {
	all := everySyllable()
	if len(all) < 10000 || len(all) > 20000 {
		t.Errorf("%d syllables: the tables have changed", len(all))
	}
	for _, s := range all {
		if !IsSyllable(s) {
			t.Fatalf("%q is no syllable", s)
		}
		if got, ok := DecodeTelex(EncodeTelex(s)); !ok || got != s {
			t.Errorf("Telex %q of %q is read as %q", EncodeTelex(s), s, got)
		}
		if got, ok := DecodeVNI(EncodeVNI(s)); !ok || got != s {
			t.Errorf("VNI %q of %q is read as %q", EncodeVNI(s), s, got)
		}
	}
}

func TestKeystrokesRoundTripInAnyForm(t *testing.T) {
	all := everySyllable()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SampledFrom(all).Draw(t, "syllable")
		for _, s := range forms(want) {
			if got, _ := DecodeTelex(EncodeTelex(s)); got != want {
				t.Fatalf("Telex of %+q is read as %q", s, got)
			}
			if got, _ := DecodeVNI(EncodeVNI(s)); got != want {
				t.Fatalf("VNI of %+q is read as %q", s, got)
			}
		}
	})
}

func TestEncode(t *testing.T) {
	const text = "Đăng ký, 118/2025/NĐ-CP: được không?"
	if got, want := EncodeTelex(text), "ddawng kys, 118/2025/ndd-cp: dduwowcj khoong?"; got != want {
		t.Errorf("Telex: %q, want %q", got, want)
	}
	if got, want := EncodeVNI(text), "d9a8ng ky1, 118/2025/nd9-cp: d9u7o7c5 kho6ng?"; got != want {
		t.Errorf("VNI: %q, want %q", got, want)
	}
}

func TestIsSyllable(t *testing.T) {
	for _, s := range strings.Fields(`thủ tục đăng ký khai sinh kết hôn giấy phép xây dựng quyền
		nghiêng ngoài khuỷu xoong gì giếng gìn quốc quý quí y ý kiến yêu yểm ủy uỷ hoà hòa
		chuyển nhượng thuế sử dụng đất hưu nguyễn quỳnh khuya thuở rượu quạch ếch ượt`) {
		for _, f := range forms(s) {
			if !IsSyllable(f) {
				t.Errorf("%+q is a syllable", f)
			}
		}
	}
	for _, s := range strings.Fields(`tuc hello ka ce ghà nga1 ngê q qà dd đ tục5 fax wow étt müller
		thuêng tucs kỹs tệc a-b C\u0420`) {
		if IsSyllable(s) {
			t.Errorf("%q is no syllable", s)
		}
	}
	if IsSyllable("") {
		t.Error("nothing is no syllable")
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"thur", "d9a8ng", "ww", "xooong", "uwow7", "a\x00", "qu", "gi1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, decode := range []decoder{DecodeTelex, DecodeVNI} {
			got, ok := decode(s)
			if !ok && got != "" || ok && (!IsSyllable(got) || !norm.NFC.IsNormalString(got)) {
				t.Errorf("%q is read as %q, %v", s, got, ok)
			}
		}
	})
}
