package search

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

func TestSuggest(t *testing.T) {
	ps := catalogue()
	ps[3].Sector = &motcua.Sector{ID: testID("sector"), Code: ptr("HT"), Name: "Hộ tịch"}
	ps[4].PromulgatedBy = &motcua.Agency{ID: testID("agency"), Code: ptr("G15"), Name: "Bộ Tư pháp"}
	copied := proc("1.999999", "Thủ tục đăng ký khai sinh")
	expired := proc("1.999998", "Đăng ký kết")
	expired.Legal.To = ptr(today.AddDays(-1))
	future := proc("1.999997", "Đăng ký kế toán")
	future.Shown.From = ptr(today.AddDays(1))
	x := built(t, newFakeSource(append(ps, copied, expired, future)...))
	tests := []struct {
		typed string
		first int
		want  []string
	}{
		{"đăng ký kết h", 3, []string{"Thủ tục đăng ký kết hôn", "Thủ tục đăng ký kết hôn lưu động", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài"}},
		{"dang ki ket", 2, []string{"Thủ tục đăng ký kết hôn", "Thủ tục đăng ký kết hôn lưu động"}},
		{"đăng ký kế", 10, []string{"Thủ tục đăng ký kết hôn", "Thủ tục đăng ký kết hôn lưu động", "Thủ tục đăng ký kết hôn có yếu tố nước ngoài", "Thủ tục đăng ký lại kết hôn", "Đăng ký kết"}},
		{"khai si", 10, []string{"Thủ tục đăng ký khai sinh"}},
		{"thủ tục đăng ký khai", 10, []string{"Thủ tục đăng ký khai sinh", "Thủ tục đăng ký khai tử"}},
		{"sao bản", 10, []string{"Thủ tục chứng thực bản sao từ bản chính"}},
		{"hộ t", 10, []string{"Hộ tịch"}},
		{"tu ph", 10, []string{"Bộ Tư pháp"}},
		{"xyz", 10, nil},
		{"", 10, nil},
		{" . ", 10, nil},
	}
	for _, tt := range tests {
		got, err := x.Suggest(t.Context(), tt.typed, tt.first, today)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, s := range got {
			texts = append(texts, s.Text)
			if (s.Kind == motcua.SuggestionProcedure) != (s.Procedure != nil) || s.Code == nil {
				t.Errorf("%q: %+v", tt.typed, s)
			}
		}
		if diff := cmp.Diff(tt.want, texts); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.typed, diff)
		}
	}
	if _, err := x.Suggest(t.Context(), "đăng", -1, today); motcua.KindOf(err) != motcua.KindInvalid {
		t.Errorf("a negative number: %v", err)
	}
	if got, err := x.Suggest(t.Context(), "đ", 1000, today); err != nil || len(got) > maxSuggestions {
		t.Errorf("too many: %d, %v", len(got), err)
	}
}
