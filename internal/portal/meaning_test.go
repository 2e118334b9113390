package portal

import (
	"testing"

	"motcua"
)

func TestSaysFree(t *testing.T) {
	for text, want := range map[string]bool{
		"Miễn phí": true, " - Miễn lệ phí (Thông tư số 47/2019/TT-BTC).": true, "Không": true, "không có.": true,
		"KHÔNG THU PHÍ": true, "Phí: 0 đồng": true, "(Không thu lệ phí)": true, "Mie\u0302\u0303n phi\u0301": true, "0 đồng": true,
		"": false, "0": false, "Không quy định": false, "Chưa có": false, "50.000 đồng": false, "0,1% giá trị": false, "10 đồng": false,
		"Miễn lệ phí cho người khuyết tật": false, "Miễn phí (từ 07/4/2026 đến 30/6/2026)": false,
		"Không thu lệ phí đăng ký đối với tổ hợp tác": false, "Lệ phí: 20.000 đồng. Miễn lệ phí cho hộ nghèo.": false,
	} {
		if got := saysFree(&text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
	if saysFree(nil) || saysNoFee(nil) {
		t.Error("no text says that it is free")
	}
}

func TestSaysNoFee(t *testing.T) {
	for text, want := range map[string]bool{
		"Nộp tại Trung tâm.\nPhí: Không.": true, "Lệ phí: không có; thời hạn 5 ngày": true, "Nộp trực tuyến. Miễn phí.": true,
		"Không": false, "Không có": false, "Phí: 0.5% giá trị": false, "Giao đất không thu tiền sử dụng đất": false,
		"Miễn phí cho hộ nghèo.": false, "Phí: không quy định": false, "Phí: 100.000 đồng": false,
	} {
		if got := saysNoFee(&text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

// TestFeeAmount covers a 0 that no text, the fee's or the method's calls free.
func TestFeeAmount(t *testing.T) {
	for _, tt := range []struct {
		fee, method string
		free        bool
	}{
		{"", "", false},
		{"", "Nộp trực tiếp. Miễn phí.", true},
		{"Theo quy định của tỉnh", "Miễn phí.", false},
		{"Không", "", true},
	} {
		record := parsed(t, with(t, `"Miễn phí."`, `"`+tt.fee+`"`, `"Kể từ ngày nhận đủ"`, `"`+tt.method+`"`))
		if amount := record.Content.Methods[0].Fees[1].Amount; (amount != nil) != tt.free {
			t.Errorf("%+v: amount %v", tt, amount)
		}
	}
}

func TestCurrency(t *testing.T) {
	const published = `"currencyId": "019b3fb2-b5b8-70ac-85e2-9409ec1eaffa", "currencyName": "Việt Nam Đồng"`
	for text, want := range map[string]string{
		published: "VND", `"currencyName": "Việt Nam Đồng"`: "VND", `"currencyId": "` + idUSD + `"`: "USD",
		`"currency": {"id": "x", "code": "VND", "name": "y"}`: "VND", `"currencyName": "EUR"`: "EUR",
		`"currencyName": "Vàng"`: "", `"currency": null`: "",
	} {
		got := ""
		if c := parsed(t, with(t, published, text)).Content.Methods[0].Fees[0].Currency; c != nil {
			got = *c
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestComponentKind(t *testing.T) {
	for _, tt := range []struct {
		c    motcua.Component
		want motcua.ComponentKind
	}{
		{motcua.Component{Name: "Đơn:", Originals: 1}, motcua.ComponentPaper},
		{motcua.Component{Name: "Đơn:", Copies: 1}, motcua.ComponentPaper},
		{motcua.Component{Name: "Đơn", Forms: []motcua.Attachment{{}}}, motcua.ComponentPaper},
		{motcua.Component{Name: "Một trong các giấy tờ: "}, motcua.ComponentHeading},
		{motcua.Component{Name: "* Giấy tờ khác"}, motcua.ComponentHeading},
		{motcua.Component{Name: "II. Hồ sơ riêng"}, motcua.ComponentHeading},
		{motcua.Component{Name: "* Số lượng: 01 bộ."}, motcua.ComponentNote},
		{motcua.Component{Name: "Trường hợp khác thì thôi"}, motcua.ComponentNote},
	} {
		if got := componentKind(&tt.c); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.c.Name, got, tt.want)
		}
	}
}

func TestPurpose(t *testing.T) {
	for heading, want := range map[string]motcua.CasePurpose{
		"* Giấy tờ phải nộp:": motcua.PurposeSubmit, "1. Chứng từ phải nộp": motcua.PurposeSubmit, "Khi làm thủ tục phải nộp:": motcua.PurposeSubmit,
		" * Giấy tờ phải xuất trình:": motcua.PurposePresent, "Thành phần hồ sơ xuất trình": motcua.PurposePresent,
		"* Lưu ý :": motcua.PurposeNote, "Lưu y\u0301": motcua.PurposeNote,
		"Giấy tờ phải nộp, xuất trình": "", "Trường hợp nộp trực tuyến": "", "Người nộp thuế phải nộp thuế": "", "Trường hợp chung": "", "": "",
	} {
		got := motcua.CasePurpose("")
		if p := purpose(heading); p != nil {
			got = *p
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", heading, got, want)
		}
	}
}
