package search

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

func suggestions(t *testing.T, x *Index, typed string) (out []string) {
	t.Helper()
	got, err := x.Suggest(t.Context(), typed, 10, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		out = append(out, fmt.Sprintf("%s %s", s.Kind, s.Text))
	}
	return out
}

// TestSuggestFirst: of names that complete alike, what most people need.
func TestSuggestFirst(t *testing.T) {
	commune := withLevels(proc("1.000001", "Đăng ký hộ chứng nhận kết quả dài dòng"), motcua.LevelCommune)
	commune.Audiences = []motcua.Audience{{ID: testID("citizens"), Name: "Công dân Việt Nam"}}
	ministry := withLevels(proc("1.000002", "Đăng ký hộ"), motcua.LevelMinistry)
	internal := withKind(withLevels(proc("1.000003", "Đăng ký hộ nội"), motcua.LevelCommune), motcua.KindStandardInternal)
	x := built(t, newFakeSource(commune, ministry, internal))
	want := []string{"PROCEDURE " + commune.Name, "PROCEDURE " + ministry.Name, "PROCEDURE " + internal.Name}
	if diff := cmp.Diff(want, suggestions(t, x, "dang ky h")); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

// TestSuggestMore: what is completed beside names, sectors and agencies.
func TestSuggestMore(t *testing.T) {
	decided := proc("2.000815", "Chứng thực bản sao từ bản chính")
	decided.Decision = motcua.Decision{ID: testID("decision"), Number: ptr("1872/QĐ-BTP")}
	x := built(t, newFakeSource(decided, provincial("1.000001", "Tách thửa đất", "H15"), provincial("1.000002", "Tách thửa đất", "H60"),
		named(provincial("1.000003", "Tách thửa đất Huế", "H57"), "UBND thành phố Huế")))
	for typed, want := range map[string][]string{
		"1872":             {"DECISION 1872/QĐ-BTP"},
		"1872/q":           {"DECISION 1872/QĐ-BTP"},
		"1":                nil,
		"qd":               nil,
		"2.0008":           {"PROCEDURE Chứng thực bản sao từ bản chính"},
		"2.000815":         {"PROCEDURE Chứng thực bản sao từ bản chính"},
		"tach thu":         {"PROCEDURE Tách thửa đất"},
		"thu tuc tach thu": {"PROCEDURE Tách thửa đất"},
		"chinh sa":         {"PROCEDURE Chứng thực bản sao từ bản chính"},
	} {
		if diff := cmp.Diff(want, suggestions(t, x, typed)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

// TestSuggestAliases: who types a word of the people is shown what it means.
func TestSuggestAliases(t *testing.T) {
	src := newFakeSource(
		proc("1.000001", "Cấp giấy chứng nhận quyền sử dụng đất"), proc("1.000002", "Cấp lại thẻ căn cước"), proc("1.000003", "Đăng ký sổ sách"))
	x := built(t, src)
	ended := motcua.Alias{Form: "sổ hồng", Means: "thẻ căn cước", Kind: motcua.AliasColloquial, Weight: 1, Valid: motcua.Period{To: ptr(today)}}
	vocabulary := &motcua.Vocabulary{Aliases: []motcua.Alias{
		{Form: "sổ đỏ", Means: "giấy chứng nhận quyền sử dụng đất", Kind: motcua.AliasColloquial, Weight: 1},
		{Form: "cccd", Means: "thẻ căn cước", Kind: motcua.AliasAbbreviation, Weight: 1},
		{Form: "mất bao lâu", Means: "thời hạn", Kind: motcua.AliasIntent, Weight: 1, Intent: ptr(motcua.IntentTimeLimit)},
		{Form: "ly hôn", Means: "giải quyết ly hôn", Kind: motcua.AliasNotAProcedure, Weight: 1, Reason: ptr("…"), GoTo: ptr("…")},
		ended,
	}}
	teachVocabulary(t, x, vocabulary)
	for typed, want := range map[string][]string{
		"so d":          {"PROCEDURE Cấp giấy chứng nhận quyền sử dụng đất", "PROCEDURE Đăng ký sổ sách"},
		"sổ":            {"PROCEDURE Đăng ký sổ sách", "PROCEDURE Cấp giấy chứng nhận quyền sử dụng đất"},
		"cap lai cccd":  {"PROCEDURE Cấp lại thẻ căn cước"},
		"cccd ca":       {"PROCEDURE Cấp lại thẻ căn cước"},
		"s":             {"PROCEDURE Đăng ký sổ sách", "PROCEDURE Cấp giấy chứng nhận quyền sử dụng đất"},
		"sổ hồng":       nil,
		"mat bao":       nil,
		"ly h":          {"PHRASE ly hôn"},
		"xin ly h":      nil,
		"so do cua toi": nil,
	} {
		if diff := cmp.Diff(want, suggestions(t, x, typed)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
}

func BenchmarkSuggest(b *testing.B) {
	x := built(b, newFakeSource(random(6000, 9)...))
	for _, typed := range []string{"d", "đăng ký", "giay phep xay d", "xyz", "dang ky nha giay phep kinh doanh lai"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Suggest(b.Context(), typed, 10, today); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
