package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/search/columns"
)

func TestAsk(t *testing.T) {
	type understood struct {
		Words, Pairs, Codes, Dropped string
		Only, Marked                 bool
	}
	tests := map[string]understood{
		"đăng ký kết hôn":              {"dang ki ket hon", "dang ki|ki ket|ket hon", "", "", false, true},
		"dang ky ket hon":              {"dang ki ket hon", "dang ki|ki ket|ket hon", "", "", false, false},
		"Thủ tục đăng ký. Kết hôn":     {"thu tuc dang ki ket hon", "thu tuc|tuc dang|dang ki|ket hon", "", "", false, true},
		"Tôi muốn đổi bằng lái ở đâu?": {"doi bang lai", "doi bang|bang lai", "", "Tôi muốn ở đâu", false, true},
		"toi muon doi bang lai o dau":  {"toi muon doi bang lai", "toi muon|muon doi|doi bang|bang lai", "", "o dau", false, false}, // toi may be tội
		"tội phạm về chợ":              {"toi pham ve cho", "toi pham|pham ve|ve cho", "", "", false, true},
		"thủ tục":                      {"thu tuc", "thu tuc", "", "", false, true},
		"1.000894":                     {"1 000894", "1 000894", "1.000894", "", true, false},
		"quyết định 1872/QĐ-BTP":       {"quyet dinh 1872 qd btp", "quyet dinh|dinh 1872|1872 qd|qd btp", "1872/qd-btp", "", false, true},
		"bằng A1":                      {"bang a1", "bang a1", "", "", false, true},
		"không đăng ký lại":            {"khong dang ki lai", "khong dang|dang ki|ki lai", "", "", false, true},
		"đăng ký của cho con":          {"dang ki cua cho con", "dang ki|ki cua|cua cho|cho con", "", "", false, true},
		"":                             {},
		"?!…":                          {},
	}
	for text, want := range tests {
		q := ask(text)
		got := understood{Dropped: strings.Join(q.dropped, " "), Codes: strings.Join(q.codes, "|"), Only: q.only, Marked: q.marked}
		var words, pairs []string
		for _, w := range q.words {
			words = append(words, w.folded)
		}
		for _, p := range q.pairs {
			pairs = append(pairs, p.folded)
		}
		got.Words, got.Pairs = strings.Join(words, " "), strings.Join(pairs, "|")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestBounds(t *testing.T) {
	long := strings.Repeat("tôi muốn ", 80) + "đăng ký kết hôn"
	if q := ask(long); len(q.words) != 4 || q.cut {
		t.Errorf("stop words count against the bound: %d words, cut: %t", len(q.words), q.cut)
	}
	for _, text := range []string{
		strings.Repeat("đất nhà ", 5000), strings.Repeat("x", 20000), strings.Repeat("e\u0302\u0301 ", 3000),
	} {
		q := ask(text)
		runes := 0
		for _, w := range q.words {
			runes += utf8.RuneCountInString(w.token().Text(q.text))
		}
		if !q.cut || len(q.words) > maxWords || runes > maxRunes || len(q.leaves(&ranking)) > 12*maxWords {
			t.Errorf("%.12q…: %d words, %d runes, %d leaves, cut: %t", text, len(q.words), runes, len(q.leaves(&ranking)), q.cut)
		}
	}
}

// TestUnmarkedAsksNoExactField: to an unmarked question the exact fields would
// answer with the few words that truly have no marks.
func TestUnmarkedAsksNoExactField(t *testing.T) {
	for text, want := range map[string]bool{"dang ky ket hon": false, "đăng ký kết hôn": true, "dang ky kết hôn": true} {
		got := false
		for _, l := range ask(text).leaves(&ranking) {
			got = got || l.field == fieldNameExact || l.field == fieldNamePairs
		}
		if got != want {
			t.Errorf("%q asks an exact field: %t", text, got)
		}
	}
}

func FuzzAsk(f *testing.F) {
	for _, s := range []string{"đăng ký", "1.000894/", "\xff", "a\u0301\u0301", "🙂 thủ tục"} {
		f.Add(s)
	}
	p := proc("1.000894", "Thủ tục đăng ký kết hôn")
	e, err := newEntry(&p)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := ask(text)
		if len(q.words) > maxWords {
			t.Errorf("%d words", len(q.words))
		}
		for _, l := range q.leaves(&ranking) {
			if l.key == "" || l.weight <= 0 {
				t.Errorf("leaf %+v", l)
			}
		}
		for _, h := range newMarker(q, newLinesCache()).mark(&p) {
			whole := ""
			for _, part := range h.Fragments {
				whole += part.Text
			}
			if h.Field == highlightName && whole != p.Name {
				t.Errorf("the name is shown as %q", whole)
			}
		}
		if typed, ok := newTyped(text); ok {
			_, _ = e.card.worth(typed, int32(columns.Always.From))
		}
	})
}

func TestHighlights(t *testing.T) {
	p := proc("1.000894", "Thủ tục đăng ký kết hôn")
	p.Description = ptr("Hai bên nam, nữ nộp hồ sơ đăng ký kết hôn tại Ủy ban nhân dân cấp xã. Ghi kết quả vào sổ.")
	p.Steps = []motcua.Step{{Number: 1, Text: ptr("Nộp giấy tờ, không nói gì hơn")}}
	const body = "description: Hai bên nam, nữ nộp hồ sơ [đăng ký kết hôn] tại Ủy ban nhân dân cấp xã. Ghi kết quả vào sổ."
	tests := map[string][]string{
		"đăng ký kết hôn": {"name: Thủ tục [đăng ký kết hôn]", body},
		"dang ky ket hon": {"name: Thủ tục [đăng ký kết hôn]", body},
		"kết hồn":         {"name: Thủ tục đăng ký [kết] hôn"},
		"kết quả":         {"name: Thủ tục đăng ký [kết] hôn", "description: Hai bên nam, nữ nộp hồ sơ đăng ký kết hôn tại Ủy ban nhân dân cấp xã. Ghi [kết quả] vào sổ."},
		"hòn":             {"name: Thủ tục đăng ký kết [hôn]"},
		"xe máy":          nil,
		"":                nil,
	}
	for text, want := range tests {
		lines := newLinesCache()
		for range 2 { // taken apart, then with the lines of before
			if diff := cmp.Diff(want, brackets(newMarker(ask(text), lines).mark(&p))); diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		}
	}
}

// brackets shows what is marked.
func brackets(hs []motcua.Highlight) (out []string) {
	for _, h := range hs {
		s := h.Field + ": "
		for _, f := range h.Fragments {
			if f.Marked {
				s += "[" + f.Text + "]"
			} else {
				s += f.Text
			}
		}
		out = append(out, s)
	}
	return out
}

// What was found by an alias or a correction is marked as what was typed.
func TestHighlightsOfWhatWasUnderstood(t *testing.T) {
	x := demoIndex(t)
	for text, want := range map[string]string{
		"làm sổ đỏ":          "[Giấy chứng nhận quyền sử dụng đất]",
		"dăng ký kết hônn":   "[đăng ký kết hôn]",
		"mất cccd":           "[căn cước]",
		"ddawng kys kết hôn": "[đăng ký kết hôn]",
	} {
		got, err := x.Search(t.Context(), motcua.ProcedureQuery{Text: text, Day: today})
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, hit := range got.Hits {
			m := memoryOf(x)
			p := motcua.Procedure{Content: motcua.Content{Name: m.cards[m.ordinals[rowKey(hit.Procedure, hit.Version)]].name}}
			found += strings.Join(brackets(got.Highlight(&p)), "\n") + "\n"
		}
		if !strings.Contains(strings.ToLower(found), strings.ToLower(want)) {
			t.Errorf("%q: %s is not marked in\n%s", text, want, found)
		}
	}
}
