package document_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/internal/document"
)

const export = `<html><head><title>x</title><style>p{}</style></head><body>
<h1>CHI TIẾT THỦ TỤC HÀNH CHÍNH</h1>
<table><tr><td>Mã thủ tục:</td><td>1.001193</td></tr><tr><td>Số quyết định:</td><td>163/QĐ-BTP</td></tr>
<tr><td>Tên thủ tục:</td><td>Đăng ký khai sinh</td></tr><tr><td>Cấp thực hiện:</td><td>Cấp Xã</td></tr><tr><td>Lĩnh vực:</td><td>Hộ tịch</td></tr></table>
<p><b>Trình tự thực hiện:</b></p><p>- Nộp hồ sơ.</p><p>- Nhận kết quả: giấy khai sinh.</p>
<p><b>Cách thức thực hiện:</b></p>
<table><tr><th>Hình thức nộp</th><th>Thời hạn giải quyết</th><th>Phí, lệ phí</th><th>Mô tả</th></tr>
<tr><td>Trực tiếp</td><td>1 Ngày làm việc</td><td>Lệ phí : 8.000 Đồng (miễn cho hộ nghèo)</td><td>Ngay trong ngày</td></tr>
<tr><td>Trực tuyến</td><td>Ngay trong ngày</td><td></td><td></td></tr></table>
<p><b>Thành phần hồ sơ:</b></p><p>Giấy tờ phải nộp</p>
<table><tr><th>Tên giấy tờ</th><th>Mẫu đơn, tờ khai</th><th>Số lượng</th></tr>
<tr><td>Tờ khai</td><td>Mẫu 01.docx</td><td>Bản chính: 1<br>Bản sao: 0</td></tr><tr><td>Lưu ý: mang theo bản gốc</td><td></td><td>Bản chính: 0 Bản sao: 0</td></tr></table>
<p><b>Đối tượng thực hiện:</b> Công dân Việt Nam; Người nước ngoài</p>
<p><b>Cơ quan thực hiện:</b> Ủy ban nhân dân cấp xã</p><p><b>Cơ quan phối hợp:</b> Không có thông tin</p>
<p><b>Kết quả thực hiện:</b> Giấy khai sinh</p>
<p><b>Căn cứ pháp lý:</b></p><table><tr><th>Số ký hiệu</th><th>Trích yếu</th><th>Ngày ban hành</th><th>Cơ quan ban hành</th></tr><tr><td>60/2014/QH13</td><td>Luật Hộ tịch</td><td>20-11-2014</td><td>Quốc Hội</td></tr></table>
<p><b>Yêu cầu, điều kiện thực hiện:</b> Không có thông tin</p></body></html>`

func want() motcua.Content {
	limit := motcua.TimeLimit{Amount: to(motcua.Decimal("1")), Unit: to(motcua.UnitWorkingDay)}
	day := motcua.NewDate(2014, 11, 20)
	return motcua.Content{
		Code: "1.001193", Name: "Đăng ký khai sinh", Kind: motcua.KindStandard, Decision: motcua.Decision{Number: to("163/QĐ-BTP")},
		Sector: &motcua.Sector{Name: "Hộ tịch"}, Levels: []motcua.Level{motcua.LevelCommune},
		Audiences: []motcua.Audience{{Name: "Công dân Việt Nam"}, {Name: "Người nước ngoài"}},
		Executing: []motcua.Agency{{Name: "Ủy ban nhân dân cấp xã", Kind: motcua.AgencyUnitGroup}},
		Methods: []motcua.Method{
			{Channel: motcua.ChannelDirect, TimeLimit: limit, Fees: []motcua.Fee{{Kind: motcua.FeeKindServiceFee, Text: to("Lệ phí : 8.000 Đồng (miễn cho hộ nghèo)")}}, Text: to("Ngay trong ngày")},
			{Channel: motcua.ChannelOnline, TimeLimit: motcua.TimeLimit{Text: to("Ngay trong ngày")}},
		},
		Cases: []motcua.Case{{Name: to("Giấy tờ phải nộp"), Components: []motcua.Component{
			{Name: "Tờ khai", Kind: motcua.ComponentPaper, Originals: 1, Forms: []motcua.Attachment{{Name: "Mẫu 01.docx"}}},
			{Name: "Lưu ý: mang theo bản gốc", Kind: motcua.ComponentNote},
		}}},
		Steps:      []motcua.Step{{Number: 1, Text: to("- Nộp hồ sơ.\n- Nhận kết quả: giấy khai sinh.")}},
		Results:    []motcua.Result{{Name: "Giấy khai sinh"}},
		LegalBases: []motcua.LegalBasis{{Number: "60/2014/QH13", Title: to("Luật Hộ tịch"), Date: &day}},
	}
}

func to[T any](v T) *T { return &v }

func TestHTML(t *testing.T) {
	r, refusal := document.Parse([]byte(export), 1)
	if refusal != nil {
		t.Fatal(refusal)
	}
	if diff := cmp.Diff(want(), r.Content); diff != "" {
		t.Error(diff)
	}
	if !json.Valid(r.Raw) || r.Provenance.Source != motcua.SourceDocument {
		t.Errorf("%s", r.Raw)
	}
	for _, d := range r.Doubts {
		if d.Kind != motcua.DoubtDecisionDateMissing {
			t.Errorf("%+v", d)
		}
	}
}

// word is a .docx with these paragraphs and one table.
func word(t *testing.T, paragraphs ...string) []byte {
	t.Helper()
	var body strings.Builder
	for _, p := range paragraphs {
		body.WriteString(`<w:p><w:r><w:t>` + p + `</w:t></w:r></w:p>`)
	}
	cell := func(s string) string { return `<w:tc><w:p><w:r><w:t>` + s + `</w:t></w:r></w:p></w:tc>` }
	body.WriteString(`<w:tbl><w:tr>` + cell("Hình thức nộp") + cell("Thời hạn giải quyết") + `</w:tr><w:tr>` + cell("Trực tiếp") + cell("5 Ngày") + `</w:tr></w:tbl>`)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDocx(t *testing.T) {
	r, refusal := document.Parse(word(t, "Mã thủ tục: 1.000894", "Tên thủ tục: Kết hôn", "Trình tự thực hiện:", "Bước 1: nộp.", "Cách thức thực hiện:"), 1)
	if refusal != nil {
		t.Fatal(refusal)
	}
	if c := r.Content; c.Code != "1.000894" || *c.Steps[0].Text != "Bước 1: nộp." || len(c.Methods) != 1 || *c.Methods[0].TimeLimit.Unit != motcua.UnitDay {
		t.Errorf("%+v", c)
	}
}

func TestRefusals(t *testing.T) {
	for name, doc := range map[string][]byte{
		"binary Word document": append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 0, 1), "RTF": []byte(`{\rtf1}`), "not a .docx": []byte("PK\x03\x04 no zip"),
		"neither .docx nor HTML": []byte("text"), "is this an export": []byte("<html><body><p>Khác</p></body></html>"),
		"Tên thủ tục": []byte("<p>Mã thủ tục: 1.000894</p>"),
	} {
		r, refusal := document.Parse(doc, 3)
		if r != nil || refusal.Line != 3 || !strings.Contains(refusal.Field+refusal.Reason, name) {
			t.Errorf("%s: %+v", name, refusal)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(export))
	f.Add([]byte("<table><tr></tr></table><p>Mã thủ tục: 1.000894</p><p>Tên thủ tục: A</p><p>Thành phần hồ sơ:</p><table></table>"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if r, refusal := document.Parse(doc, 1); (r == nil) == (refusal == nil) {
			t.Error("neither a record nor a refusal")
		}
	})
}
