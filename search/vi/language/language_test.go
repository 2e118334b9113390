package language_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"motcua/search/vi"
	"motcua/search/vi/language"
)

// sample is enough text to know the syllables of the tests. Each line counts
// several times, so that all are known.
const sample = `Đăng ký khai sinh
Đăng ký lại khai sinh
Đăng ký kết hôn có yếu tố nước ngoài
Đăng ký khai tử
Thủ tục cấp lại giấy chứng nhận quyền sử dụng đất
Thủ tục cấp giấy phép lái xe hạng A1, B2
Thủ tục đổi giấy phép lái xe do ngành giao thông vận tải cấp
Đăng ký kinh doanh hộ cá thể
Xác nhận tình trạng hôn nhân
Cấp hộ chiếu phổ thông, làm hộ khẩu
Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội
Châu Á, hoà giải ở cơ sở, ở xã
Thay đổi, cải chính hộ tịch theo Nghị định 123/2015/NĐ-CP
Internet, internet, visa`

func train(texts ...string) *language.Model {
	t := language.NewTrainer()
	for _, text := range texts {
		t.Add(text, 5)
	}
	return t.Model()
}

func small() *language.Model {
	t := language.NewTrainer()
	t.Add(sample, 5)
	t.AddEveryday()
	return t.Model()
}

func TestKnown(t *testing.T) {
	m := small()
	for key, want := range map[string]bool{
		"đăng": true, "hoa2": true, "ki1": true, "internet": true, "khai": true,
		"hoa4": false, "a10": false, "123": false, "2015": false, "": false, "cp": false, "dang": false,
	} {
		if got := m.KnownExact(key); got != want {
			t.Errorf("KnownExact(%q) = %v", key, got)
		}
	}
	for folded, want := range map[string]bool{"dang": true, "ki": true, "ky": false, "kyy": false, "nd": false, "": false} {
		if got := m.Known(folded); got != want {
			t.Errorf("Known(%q) = %v", folded, got)
		}
	}
	if got := m.Count("internet"); got != 10 {
		t.Errorf("Count = %d", got)
	}
	if got := m.Text("ki1"); got != "ký" {
		t.Errorf("Text = %q", got)
	}
}

func TestRareIsNotKnown(t *testing.T) {
	tr := language.NewTrainer()
	tr.Add("khai sinh visa", 2)
	if m := tr.Model(); m.Known("khai") || m.Count("khai") != 2 {
		t.Error("what was seen twice is taken for known")
	}
	tr.Add("khai sinh visa", 1)
	if m := tr.Model(); !m.Known("khai") || m.Known("visa") {
		t.Error("after three, a syllable is known and a foreign word is not")
	}
}

func restored(m *language.Model, query string) string {
	var out []string
	tokens := strings.Fields(query)
	for i, r := range m.Restore(tokens) {
		if r.Key == "" {
			out = append(out, tokens[i])
			continue
		}
		out = append(out, r.Text)
	}
	return strings.Join(out, " ")
}

func TestRestore(t *testing.T) {
	m := small()
	for query, want := range map[string]string{
		"dang ky khai sinh":            "đăng ký khai sinh",
		"DANG KY LAI KHAI SINH":        "đăng ký lại khai sinh",
		"giay phep lai xe":             "giấy phép lái xe",
		"giay phep lai xe hang A1":     "giấy phép lái xe hạng A1",
		"đăng ky khai sinh":            "đăng ký khai sinh",
		"toi muon lam giay khai tu":    "tôi muốn làm giấy khai tử",
		"mat bao lau thi xong":         "mất bao lâu thì xong",
		"het bao nhieu tien":           "hết bao nhiêu tiền",
		"kyy khai 123 sinh":            "kyy khai 123 sinh",
		"khai sinh":                    "khai sinh",
		"can giay to gi":               "cần giấy tờ gì",
		"đăng ký khai sinh cho con":    "đăng ký khai sinh cho con",
		"xac nhan tinh trang hon nhan": "xác nhận tình trạng hôn nhân",
		"":                             "",
	} {
		if got := restored(m, query); got != want {
			t.Errorf("Restore(%q) = %q, want %q", query, got, want)
		}
	}
}

func TestRestoreOthers(t *testing.T) {
	m := train("hòa giải", "hòa nhập", "hóa chất", "hóa đơn", "giải thích")
	r := m.Restore([]string{"hoa"})[0]
	if len(r.Others) != 1 || r.Probability+r.Others[0].Probability < 0.99 || r.Others[0].Key == r.Key {
		t.Errorf("got %+v", r)
	}
}

// proposals writes the likeliest correction of each place.
func proposals(m *language.Model, query string, opts language.Options) string {
	var out []string
	start := -1
	tokens := strings.Fields(query)
	for _, c := range m.Correct(tokens, opts) {
		if c.Start != start && c.Probability > 0.5 {
			out = append(out, strings.Join(tokens[c.Start:c.End], " ")+"="+c.Text)
		}
		start = c.Start
	}
	return strings.Join(out, "; ")
}

func TestCorrect(t *testing.T) {
	m := small()
	for query, want := range map[string]string{
		"dang kyy khai sihn":  "kyy=ký; sihn=sinh",
		"đăng ký khai sihn":   "sihn=sinh",
		"đăgn ký khai sinh":   "đăgn=đăng",
		"đăng ýk khai sinh":   "ýk=ký",
		"khaisinh":            "khaisinh=khai sinh",
		"dangkykhaisinh":      "dangkykhaisinh=đăng ký khai sinh",
		"đăngký khai sinh":    "đăngký=đăng ký",
		"dang ky kh ai sinh":  "kh ai=khai",
		"giay phpe lai xe":    "phpe=phép",
		"thũ tục":             "thũ=thủ",
		"giấy khai xinhh":     "xinhh=sinh",
		"dang ky khai sinh":   "",
		"đăng ký khai sinh":   "",
		"giấy phép lái xe A1": "",
		"giấy phép lái xe A7": "",
		"123 456/NĐ":          "",
		"wqxzk":               "",
		"":                    "",
	} {
		if got := proposals(m, query, language.Options{}); got != want {
			t.Errorf("Correct(%q) = %q, want %q", query, got, want)
		}
	}
}

func TestCorrectOptions(t *testing.T) {
	m := small()
	if got := proposals(m, "dang ky kkhai sinh", language.Options{Keep: []bool{false, false, true}}); got != "" {
		t.Errorf("a kept token was corrected: %s", got)
	}
	if got := proposals(m, "cấp hộ chiếu phổ thôn", language.Options{Doubt: true}); got != "thôn=thông" {
		t.Errorf("in doubt: %q", got)
	}
	for _, c := range m.Correct([]string{"kháo", "giaii"}, language.Options{Limit: 1}) {
		if c.Cost <= 0 || c.Probability <= 0 || c.Probability > 1 || len(c.Keys) == 0 {
			t.Errorf("got %+v", c)
		}
	}
}

func TestDecode(t *testing.T) {
	m := small()
	for token, want := range map[string]string{
		"thur": "thủ", "tucj": "tục", "ddawng": "đăng", "d9a8ng": "đăng", "lam2": "làm", "o73": "ở", "kys": "ký",
		"A1": "", "B2": "", "a1": "", "C1E": "", "khai": "", "internet": "", "thủ": "", "123": "", "": "", "1a": "",
		"online": "", "zalo": "", "ky": "", "hoons": "", "thủ tục": "",
	} {
		got, ok := m.Decode(token)
		if got != want || ok != (want != "") {
			t.Errorf("Decode(%q) = %q, %v, want %q", token, got, ok, want)
		}
	}
}

func stored(t testing.TB, m *language.Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := m.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatalf("WriteTo = %d, %v", n, err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	m := small()
	b := stored(t, m)
	back, err := language.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, stored(t, back)) || back.Words() != m.Words() || back.Pairs() != m.Pairs() {
		t.Error("what was read is not what was written")
	}
	query := strings.Fields("dang ky kyy khaisinh")
	if d := cmp.Diff(m.Correct(query, language.Options{}), back.Correct(query, language.Options{})); d != "" {
		t.Error(d)
	}
}

func TestReadDamaged(t *testing.T) {
	b := stored(t, train("khai sinh khai sinh", "đăng ký"))
	for i := range b {
		bad := bytes.Clone(b)
		bad[i] ^= 0x10
		if _, err := language.Read(bytes.NewReader(bad)); !errors.Is(err, language.ErrStored) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := language.Read(bytes.NewReader(b[:i])); !errors.Is(err, language.ErrStored) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, err := language.Read(bytes.NewReader(append(bytes.Clone(b), 0))); !errors.Is(err, language.ErrStored) {
		t.Errorf("with a byte more: %v", err)
	}
}

func TestTrainerOfModel(t *testing.T) {
	lines := strings.Split(strings.ToLower(sample), "\n")
	half := train(lines[:7]...).Trainer()
	for _, line := range lines[7:] {
		half.Add(line, 5)
	}
	if !bytes.Equal(stored(t, half.Model()), stored(t, train(lines...))) {
		t.Error("a trainer that goes on with a model makes another than one that saw all")
	}
}

func TestEmpty(t *testing.T) {
	m := language.NewTrainer().Model()
	m.Restore([]string{"dang", "ký", "1"})
	if c := m.Correct([]string{"dang", "ký", "1"}, language.Options{Doubt: true}); c != nil {
		t.Errorf("got %v", c)
	}
	if _, err := language.Read(bytes.NewReader(stored(t, m))); err != nil {
		t.Error(err)
	}
}

// words draws tokens as people may type them: some known, some not.
func words() *rapid.Generator[[]string] {
	return rapid.SliceOfN(rapid.OneOf(
		rapid.SampledFrom(strings.Fields(sample)),
		rapid.Map(rapid.SampledFrom(strings.Fields(sample)), vi.Folded),
		rapid.StringMatching(`[a-zđăâêôơư]{1,9}`),
		rapid.String(),
	), 0, 80)
}

func TestProperties(t *testing.T) {
	m := small()
	rapid.Check(t, func(t *rapid.T) {
		tokens := words().Draw(t, "tokens")
		restored := m.Restore(tokens)
		if len(restored) != len(tokens) {
			t.Fatalf("%d results for %d tokens", len(restored), len(tokens))
		}
		known := true
		for i, r := range restored {
			known = known && vi.IsSyllable(tokens[i]) && m.KnownExact(vi.Exact(tokens[i]))
			if r.Key == "" {
				continue
			}
			if vi.FoldKey(r.Key) != vi.Folded(tokens[i]) || !(r.Probability >= 0 && r.Probability <= 1) {
				t.Fatalf("%q restored to %+v", tokens[i], r)
			}
		}
		corrections := m.Correct(tokens, language.Options{})
		if known && len(corrections) > 0 {
			t.Fatalf("%q corrected: %v", tokens, corrections)
		}
		for _, c := range corrections {
			if !(c.Probability > 0 && c.Probability <= 1) || c.Start < 0 || c.End > len(tokens) || c.Start >= c.End {
				t.Fatalf("got %+v", c)
			}
		}
		if d := cmp.Diff(corrections, m.Correct(tokens, language.Options{})); d != "" {
			t.Fatal(d)
		}
	})
}

func TestOrderOfTexts(t *testing.T) {
	lines := strings.Split(sample, "\n")
	want := stored(t, train(lines...))
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		if _, err := train(rapid.Permutation(lines).Draw(t, "lines")...).WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, b.Bytes()) {
			t.Fatal("the order of the texts changes the model")
		}
	})
}

func TestDecomposed(t *testing.T) {
	if !bytes.Equal(stored(t, train(sample)), stored(t, train(norm.NFD.String(sample)))) {
		t.Error("decomposed text makes another model")
	}
}

func ExampleModel_Restore() {
	t := language.NewTrainer()
	t.Add("Đăng ký khai sinh. Đăng ký kết hôn. Đăng ký lại khai sinh.", 3)
	for _, r := range t.Model().Restore([]string{"dang", "ky", "khai", "sinh"}) {
		fmt.Print(r.Text, " ")
	}
	// Output: đăng ký khai sinh
}
