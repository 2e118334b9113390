package feedback

import (
	"strings"
	"testing"

	"motcua"
	"motcua/search"
)

// TestOtherWords: what people call things finds what the texts call them, behind
// what holds the words as typed; and the passages are marked.
func TestOtherWords(t *testing.T) {
	fs := random(3, 9)
	for i, text := range []string{
		"Nộp hồ sơ cấp giấy chứng nhận quyền sử dụng đất đã ba tháng chưa có kết quả.", "Làm sổ đỏ mà bị yêu cầu nộp thêm tiền.", "Đường ngập nước mỗi khi trời mưa.",
	} {
		fs[i].Masked = &motcua.Words{Title: "Phản ánh", Text: text, Place: ptr("Chợ Đông Ba, Huế")}
		fs[i].State, fs[i].Public = motcua.StateHandling, nil
	}
	x := built(t, t.TempDir(), newFakeSource(fs...))
	q := motcua.FeedbackQuery{Text: "so do", Asker: boss}
	q.Text = "sổ đỏ"
	if r := ask(t, x, q); r.Total != 1 || len(r.Aliases) > 0 {
		t.Errorf("without a vocabulary: %+v", r)
	}
	words := search.NewWordings([]motcua.Alias{{Form: "sổ đỏ", Means: "giấy chứng nhận quyền sử dụng đất", Kind: motcua.AliasColloquial, Weight: 0.9, Valid: motcua.Period{}}})
	x.Wordings = func() *search.Wordings { return words }
	r := ask(t, x, q)
	if r.Total != 2 || r.Hits[0].Feedback != fs[1].ID || r.Hits[1].Feedback != fs[0].ID || len(r.Aliases) != 1 {
		t.Fatalf("with one: %+v", r)
	}
	for i, want := range map[int]string{0: "giấy chứng nhận quyền sử dụng đất", 1: "sổ đỏ"} {
		h, ok := r.Light("text", fs[i].Masked.Text, false)
		var marked []string
		for _, part := range h.Fragments {
			if part.Marked {
				marked = append(marked, part.Text)
			}
		}
		if got := strings.Join(marked, " "); !ok || got != want {
			t.Errorf("%q is marked, want %q", got, want)
		}
	}
	if _, ok := r.Light("text", fs[2].Masked.Text, false); ok {
		t.Error("something is marked where nothing of it stands")
	}
}
