package usage

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestTextOf(t *testing.T) {
	for typed, want := range map[string]string{
		"  Đăng  ký\tkết hôn ":          "đăng ký kết hôn",
		norm.NFD.String("Sổ Đỏ"):        "sổ đỏ",
		"làm cccd mất bao lâu?":         "làm cccd mất bao lâu?",
		"thủ tục 2.000815 là gì":        "thủ tục 2.000815 là gì",
		"luật 60/2014/QH13 về hộ tịch":  "luật 60/2014/qh13 về hộ tịch",
		"nghị định 107/2021/NĐ-CP":      "nghị định 107/2021/nđ-cp",
		"giấy phép lái xe A1":           "giấy phép lái xe a1",
		"trợ cấp 20/10 năm 2025":        "trợ cấp 20/10 năm 2025",
		"thêm 2 người vào hộ khẩu":      "thêm 2 người vào hộ khẩu",
		"them 2 nguoi vao ho khau":      "them 2 nguoi vao ho khau",
		"trong 12 tháng":                "trong 12 tháng",
		"mẫu số 5":                      "mẫu số 5",
		"con thứ ba sinh năm nào":       "con thứ ba sinh năm nào",
		"một hai ba":                    "một hai ba",
		"điều 45 khoản 2 điểm a":        "điều 45 khoản 2 điểm a",
		strings.Repeat("ệ", maxRunes):   strings.Repeat("ệ", maxRunes),
		strings.Repeat("Ệ", maxRunes):   strings.Repeat("ệ", maxRunes),
		"đất 500 m2 tách thửa 2 người":  "đất 500 m2 tách thửa 2 người",
		"phí 1.500.000 đồng nộp ở đâu?": "phí 1.500.000 đồng nộp ở đâu?",
	} {
		if got, ok := textOf(typed); !ok || got != want {
			t.Errorf("%q became %q, %t", typed, got, ok)
		}
	}
}

func TestWhatIsNotCounted(t *testing.T) {
	for reason, list := range map[string][]string{
		"empty":     {"", "  ", "?!", "...", "123"},
		"a code":    {"1.000894", "2.000815.01", "2.000815.000.00.00.H55", "1872/QĐ-BTP", "000.00.22.G12", "H60.13"},
		"too long":  {strings.Repeat("x", maxRunes+1), strings.Repeat("đăng ký ", 100), strings.Repeat("a", 1<<20)},
		"invisible": {"đăng\u200bký", "a\x00b", "a\xffb"},
		"a phone number": {
			"gọi 0912345678", "gọi 0912 345 678", "gọi 0912.345.678", "+84 912 345 678 ai vậy", "(028) 3829-4567 công an", "sđt: 0 9 1 2 3 4 5 6 7 8",
			"gọi O912345678", "０９１２３４５６７８ gọi", "không chín một hai ba bốn năm sáu bảy tám", "khong chin mot hai ba bon nam sau bay tam",
			"0912\u00a0345\u2013678 gọi",
		},
		"an identity number": {"cccd 001099012345", "cmnd 012345678", "001 099 012 345 của tôi", "001-099-012-345 của tôi", "hộ chiếu C1234567", "stk 12345678 vcb"},
		"a day of birth":     {"nguyễn văn a 01/02/1990", "sinh 1990-02-01 ở huế", "sinh 01 02 1990"},
		"an address":         {"an@example.vn", "gửi an [at] example.vn", "a @ b", "số nhà 12 đường láng", "ngõ 34 kim mã", "hẻm 5 quận 3", "so nha 12", "kiệt 7 huế"},
		"a vehicle":          {"xe 29A-123.45", "xe 59x1 234.56", "phạt nguội 30a12345"},
		"a page of somebody": {"https://example.vn/an", "www.example.vn an", "facebook.com/an", "zalo.me/an"},
	} {
		for _, typed := range list {
			if got, ok := textOf(typed); ok {
				t.Errorf("%s: %.40q is counted as %.40q", reason, typed, got)
			}
		}
	}
}

// Nothing that is counted holds a number long enough to be somebody's.
func FuzzTextOf(f *testing.F) {
	for _, seed := range []string{"đăng ký kết hôn", "gọi 0912 345 678", "a1b2c3", "\u0301", "60/2014/QH13"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		text, ok := textOf(typed)
		if !ok {
			return
		}
		again, stable := textOf(text)
		if !stable || again != text {
			t.Errorf("%q is counted as %q, and that as %q", typed, text, again)
		}
		if longNumber(text) || len([]rune(text)) > maxRunes {
			t.Errorf("%q is counted as %q", typed, text)
		}
	})
}
