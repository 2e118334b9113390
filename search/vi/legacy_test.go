package vi

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeLegacy(t *testing.T) {
	tests := []struct {
		text string
		from Legacy
		want string
	}{
		{"Céng hßa x· héi chñ nghÜa ViÖt Nam", TCVN3, "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"§éc lËp - Tù do - H¹nh phóc", TCVN3, "Độc lập - Tự do - Hạnh phúc"},
		{"giÊy chøng nhËn quyÒn sö dông ®Êt n\u00adíc", TCVN3, "giấy chứng nhận quyền sử dụng đất nước"},
		{"Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNIFont, "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", VNIFont, "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"},
		{"giaáy chöùng nhaän quyeàn söû duïng ñaát nöôùc", VNIFont, "giấy chứng nhận quyền sử dụng đất nước"},
	}
	for _, tt := range tests {
		got := DetectLegacy(tt.text)
		if got != tt.from {
			t.Errorf("%q is %v, want %v", tt.text, got, tt.from)
		}
		if diff := cmp.Diff(tt.want, tt.from.Decode(tt.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
		if again := DetectLegacy(tt.want); again != NotLegacy {
			t.Errorf("%q, decoded, is %v", tt.want, again)
		}
	}
}

func TestNotLegacy(t *testing.T) {
	for _, s := range []string{
		"Cộng hòa xã hội chủ nghĩa Việt Nam", "Tôi là cán bộ", "hòa bình, lâm sàng, công tác, sách, ký", "nhà cá bé tí mô tê",
		"Ông bà và các cô, cháu hát bài Hà Nội xanh", "không có dấu", "", "où est le café près de l'hôtel où déjà été très élégant",
		"für größere Häuser müssen schöne Türen über", "mañana el niño español año pequeño señor",
		"5 m² × 3 m³ ± 2° ½ §12 ©2024 «được»", "São Paulo não é à São João, irmão e mãe", "ViÖt Nam", "p\u00e5 \u00f8en b\u00e5ten sm\u00f8r",
	} {
		for _, f := range forms(s) {
			if got := DetectLegacy(f); got != NotLegacy {
				t.Errorf("%+q is %v", f, got)
			}
		}
	}
}

func FuzzLegacy(f *testing.F) {
	for _, s := range []string{"Céng hßa x· héi", "Coäng hoøa xaõ", "\xff", "aâ\u00ad", "Öôï"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := DetectLegacy(s)
		if out := l.Decode(s); l == NotLegacy && out != s {
			t.Errorf("%+q changed to %+q", s, out)
		}
		for _, l := range []Legacy{TCVN3, VNIFont} {
			if out := l.Decode(s); !utf8.ValidString(out) {
				t.Errorf("%v of %+q is not valid: %+q", l, s, out)
			}
		}
	})
}
