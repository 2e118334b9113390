package announce_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"motcua"
	"motcua/internal/announce"
)

// filled is the template with the example in it, row by row.
func filled(t *testing.T, changes map[string]any) []byte {
	t.Helper()
	var template bytes.Buffer
	if err := announce.WriteTemplate(&template); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&template)
	if err != nil {
		t.Fatal(err)
	}
	set := func(sheet, cell string, value any) {
		if err := file.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	for i, v := range []any{"163/QĐ-BTP", "16/01/2026", "G15", "Bộ Tư pháp", "Công bố thủ tục hành chính lĩnh vực hộ tịch", 46054, "12/QĐ-VPCP", "05/01/2026", "G22"} {
		set("Quyết định", "B"+string(rune('1'+i)), v)
	}
	rows := map[string][][]any{
		"Thủ tục": {
			{"1.116214", "ban hành mới", "Đăng ký khai sinh lưu động", nil, "thông thường", "G15-TP07", "Hộ tịch", "cấp xã", "một phần"},
			{"1.000894", "Sửa đổi,  bổ sung", nil, "01/03/2026", nil, nil, nil, nil, nil, nil, nil, nil, nil, "(bỏ)", nil, "04/2020/TT-BTP"},
			{"2.001023", "thay thế", "Liên thông đăng ký khai sinh", nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "1.116214", "63/2024/NĐ-CP"},
			{"2.000986", "REPEALED", "Thủ tục không còn thực hiện", nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "63/2024/NĐ-CP"},
		},
		"Trình tự": {
			{"1.116214", "Nộp hồ sơ", "Người yêu cầu nộp hồ sơ tại nơi đăng ký lưu động."},
			{"1.116214", "Trả kết quả", "Công chức trao giấy khai sinh."},
		},
		"Cách thức": {
			{"1.116214", "trực tiếp", 5, "ngày làm việc", nil, "Tại nơi đăng ký lưu động, trong giờ hành chính", "lệ phí", 8000, "VND", "Miễn cho người thuộc hộ nghèo"},
			{"1.116214", "trực tuyến", nil, nil, "Ngay trong ngày tiếp nhận hồ sơ"},
			{},
			{"1.000894", "trực tiếp", "3", "ngày làm việc"},
		},
		"Hồ sơ": {
			{"1.116214", "Giấy tờ phải nộp", "Tờ khai đăng ký khai sinh", 1, nil, "Mẫu số 01"},
			{"1.116214", "Giấy tờ phải nộp", "Giấy chứng sinh", 1},
		},
		"Đối tượng": {{"1.116214", "ĐT1", "Công dân Việt Nam"}},
		"Cơ quan": {
			{"1.116214", "cơ quan ban hành", "G15", "Bộ Tư pháp"},
			{"1.116214", "cơ quan thực hiện", nil, "Ủy ban nhân dân cấp xã", "x"},
		},
		"Kết quả": {{"1.116214", "KQ.G15.000031", "Giấy khai sinh"}},
		"Căn cứ":  {{"1.116214", "60/2014/QH13", "Luật Hộ tịch", "20/11/2014"}},
	}
	for sheet, list := range rows {
		for r, row := range list {
			for c, v := range row {
				if v == nil {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(c+1, r+2)
				if err != nil {
					t.Fatal(err)
				}
				set(sheet, cell, v)
			}
		}
	}
	for at, v := range changes {
		sheet, cell, _ := strings.Cut(at, "!")
		if cell == "" {
			if err := file.DeleteSheet(sheet); err != nil {
				t.Fatal(err)
			}
			continue
		}
		set(sheet, cell, v)
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The spreadsheet says what the JSON example says.
func TestSpreadsheetIsTheJSONForm(t *testing.T) {
	want, err := announce.ParseJSON(example(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := announce.ParseXLSX(filled(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	// The sheets have no place for these few things.
	want.BasedOn.Agency.Name = ""
	for i := range want.Items {
		c := &want.Items[i].Content
		if len(c.Cases) > 0 {
			c.Cases[0].Purpose = nil
		}
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(motcua.AnnouncementItem{}, "Path", "Raw")); diff != "" {
		t.Error(diff)
	}
	if got.Items[1].Path != "Thủ tục!3" {
		t.Errorf("the second item stands at %s", got.Items[1].Path)
	}
}

func TestSpreadsheetFaultsNameTheCell(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes map[string]any
		want    string
	}{
		{"an unknown choice", map[string]any{"Cách thức!B2": "bằng tay"}, `Cách thức!B2 (1.116214): Hình thức nộp: "bằng tay"; expected one of dịch vụ bưu chính, trực tiếp`},
		{"a wrong day", map[string]any{"Thủ tục!D3": "30/02/2026"}, "Thủ tục!D3 (1.000894): Ngày hiệu lực"},
		{"a code that became a number", map[string]any{"Trình tự!A3": 1.11621}, "Trình tự!3 (1.11621): expected a code such as 1.000894; a spreadsheet"},
		{"a code of no procedure", map[string]any{"Trình tự!A3": "1.999999"}, `Trình tự!3 (1.999999): no row of the sheet "Thủ tục"`},
		{"a code twice", map[string]any{"Thủ tục!A4": "1.000894"}, "Thủ tục!4 (1.000894): the code stands in Thủ tục!3 already"},
		{"not a number", map[string]any{"Cách thức!H2": "tám nghìn"}, "Cách thức!H2 (1.116214): Mức phí"},
		{"no document", map[string]any{"Thủ tục!P5": ""}, "Thủ tục!5 (by) (2.000986): missing"},
		{"no paper's name", map[string]any{"Thủ tục!O4": ""}, "Thủ tục!4 (replacedBy) (2.001023): missing"},
		{"an unknown heading", map[string]any{"Kết quả!D1": "Màu"}, `Kết quả!D1: unknown heading "Màu"`},
		{"no number of the decision", map[string]any{"Quyết định!B1": ""}, "decision.number: missing"},
		{"a missing sheet", map[string]any{"Thủ tục": nil}, "Thủ tục: the sheet is missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := announce.ParseXLSX(filled(t, tt.changes))
			var faults motcua.Faults
			if !errors.As(err, &faults) || !slices.ContainsFunc(faults, func(f motcua.Fault) bool { return strings.HasPrefix(f.String(), tt.want) }) {
				t.Errorf("%v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := announce.ParseXLSX([]byte("no zip")); err == nil {
		t.Error("no zip is taken")
	}
}
