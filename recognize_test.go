package motcua_test

import (
	"testing"

	"motcua"
)

func TestRecognizeNotFeedback(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        motcua.RefusalReason // "" is feedback
	}{
		{"Đơn khiếu nại", "Tôi khiếu nại quyết định thu hồi đất số 12.", motcua.RefusalComplaint},
		{"Khiếu nại quyết định xử phạt", "Quyết định xử phạt không đúng.", motcua.RefusalComplaint},
		{"Cán bộ nhận tiền", "Tôi làm đơn này tố cáo ông A nhận tiền.", motcua.RefusalDenunciation},
		{"Xin tư vấn pháp luật về thừa kế", "Nhà tôi có ba anh em.", motcua.RefusalLegalQuestion},
		{"don to cao can bo xa", "toi to cao can bo nhan tien cua dan", motcua.RefusalDenunciation},
		{"Phản ánh việc giải quyết khiếu nại chậm", "Đơn khiếu nại của tôi nộp từ năm ngoái.", ""},
		{"Kiến nghị sửa quy định về tố cáo", "Kiến nghị sửa quy định, tôi tố cáo mà không được trả lời.", ""},
		{"Cây to cao che khuất biển báo", "Cây to, cao che khuất biển báo trước trụ sở.", ""},
		{"Chậm trả kết quả", "Tôi phản ánh việc chậm trả kết quả; nếu không trả lời tôi khiếu nại.", ""},
		{"Thái độ của cán bộ", "Cán bộ nói nếu không hài lòng thì đi mà khiếu nại.", ""},
	} {
		got := motcua.RecognizeNotFeedback(motcua.Words{Title: c.title, Text: c.text})
		switch {
		case got == nil && c.want != "":
			t.Errorf("%q is taken for feedback, want %s", c.title, c.want)
		case got != nil && got.Reason != c.want:
			t.Errorf("%q is taken for %s, want %q", c.title, got.Reason, c.want)
		case got != nil && (got.GoTo == "" || got.Message == ""):
			t.Errorf("%q: nothing is said of where to go", c.title)
		}
	}
}

func TestMask(t *testing.T) {
	sender := &motcua.Sender{Name: "Nguyễn Thị Lan", Address: "12 Lê Lợi"}
	for text, want := range map[string]string{
		"Gọi 0912345678 nhé":                           "Gọi [số điện thoại] nhé",
		"Gọi +84 912.345.678.":                         "Gọi [số điện thoại].",
		"Số cố định (024) 3825-1234":                   "Số cố định ([số điện thoại]",
		"CCCD 079188001234, CMND 123456789":            "CCCD [số giấy tờ], CMND [số giấy tờ]",
		"Hộ chiếu C1234567":                            "Hộ chiếu [số giấy tờ]",
		"thư lan.nguyen@example.vn ạ":                  "thư [thư điện tử] ạ",
		"Tôi là nguyen thi  LAN, nhà 12 Lê lợi":        "Tôi là [họ tên], nhà [địa chỉ]",
		"Phí 100.000.000 đồng, hồ sơ 1.000894":         "Phí 100.000.000 đồng, hồ sơ 1.000894",
		"Ngày 15/06/2026, 30 ngày, Nghị định 118/2025": "Ngày 15/06/2026, 30 ngày, Nghị định 118/2025",
		"0\u200b9\u200b1\u200b2345678":                 "[số điện thoại]",
		"Lan man":                                      "Lan man",
	} {
		if got := motcua.Mask(text, sender); got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
}

func TestWorkingCalendar(t *testing.T) {
	calendar := motcua.NewWorkingCalendar([]motcua.CalendarYear{{Year: 2026, Days: []motcua.CalendarDay{
		{Day: motcua.NewDate(2026, 1, 1), Kind: motcua.DayHoliday}, {Day: motcua.NewDate(2026, 1, 2), Kind: motcua.DaySwappedOff},
		{Day: motcua.NewDate(2026, 1, 10), Kind: motcua.DaySwappedOn},
	}}})
	for _, c := range []struct {
		from motcua.Date
		n    int
		want string
	}{
		{motcua.NewDate(2026, 1, 8), 1, "2026-01-09"},
		{motcua.NewDate(2026, 1, 8), 2, "2026-01-10"}, // the Saturday that is worked
		{motcua.NewDate(2026, 1, 9), 2, "2026-01-12"},
		{motcua.NewDate(2026, 1, 9), 0, "2026-01-09"},
		{motcua.NewDate(2025, 12, 31), 1, "2026-01-05"},
		{motcua.NewDate(2026, 12, 30), 5, ""}, // 2027 is not known
	} {
		got, known := calendar.Add(c.from, c.n)
		if known != (c.want != "") || known && got.String() != c.want {
			t.Errorf("%d working days after %s: %s, %v, want %s", c.n, c.from, got, known, c.want)
		}
	}
}
