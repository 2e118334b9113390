package packet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/internal/packet"
)

const record = `{"MATTHC": "1.001193", "TENTTHC": "Đăng ký khai sinh", "IDQUYETDINHCONGBO": 5, "SOQUYETDINH": "163/QĐ-BTP", "NGAYQUYETDINH": "16/01/2026", "TRICHYEU": "Về hộ tịch",
	"COQUANCONGBO": [{"MACOQUAN": "G15", "TENCOQUAN": "Bộ Tư pháp"}], "CAPTHUCHIEN": [{"CAPTHUCHIEN": "1"}, {"CAPTHUCHIEN": 0}], "LOAITTHC": 2,
	"LINHVUCTHUCHIEN": [{"MALINHVUC": "G15-TP07", "TENLINHVUC": "Hộ tịch"}],
	"TRINHTUTHUCHIEN": [{"TRUONGHOP": "Tại xã", "TRINHTU": [{"TRINHTU": "Nộp hồ sơ"}, "Nhận kết quả"]}],
	"CACHTHUCTHUCHIEN": [{"KENH": "1", "THOIGIAN": [{"THOIGIANGIAIQUYET": "3", "DONVITINH": "Ngày làm việc", "MOTA": "tại xã", "PHILEPHI": [{"SOTIEN": "8000", "DONVI": "Đồng", "MOTA": "miễn cho hộ nghèo"}, {"SOTIEN": 0}]}]}, {"KENH": 2, "THOIGIAN": [{"THOIGIANGIAIQUYET": "ngay"}]}, {"KENH": 9}],
	"THANHPHANHOSO": [{"TRUONGHOP": "Nộp", "GIAYTO": [{"MAGIAYTO": "KQ1", "TENGIAYTO": "Tờ khai", "TENMAUDON": "Mẫu 01", "URL": "a/b", "SOBANCHINH": "1", "SOBANSAO": 0}, {"TENGIAYTO": "Lưu ý"}]}],
	"DOITUONGTHUCHIEN": [{"MADOITUONG": "ĐT1", "TENDOITUONG": "Công dân Việt Nam"}], "COQUANTHUCHIEN": "Ủy ban nhân dân cấp xã",
	"KETQUATHUCHIEN": [{"MAKETQUA": "KQ.1", "TENKETQUA": "Giấy khai sinh"}], "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}],
	"YEUCAU": "", "TUKHOA": "khai sinh", "TRANGTHAI": "1", "MAU": "x"}`

func to[T any](v T) *T { return &v }

func TestRecord(t *testing.T) {
	r, refusal := packet.Parse([]byte(record), 7)
	if refusal != nil {
		t.Fatal(refusal)
	}
	day := motcua.NewDate(2026, 1, 16)
	want := motcua.Content{
		Code: "1.001193", Name: "Đăng ký khai sinh", Kind: motcua.KindStandard,
		Decision: motcua.Decision{Number: to("163/QĐ-BTP"), Date: &day, Title: to("Về hộ tịch"), Agency: motcua.Agency{Code: to("G15"), Name: "Bộ Tư pháp"}},
		Sector:   &motcua.Sector{Code: to("G15-TP07"), Name: "Hộ tịch"}, Levels: []motcua.Level{motcua.LevelProvince, motcua.LevelMinistry}, RegulatedBy: to(motcua.RegulationAssignedRegulation),
		Audiences: []motcua.Audience{{Code: to("ĐT1"), Name: "Công dân Việt Nam"}},
		Executing: []motcua.Agency{{Name: "Ủy ban nhân dân cấp xã", Kind: motcua.AgencyUnitGroup}},
		Methods: []motcua.Method{
			{Channel: motcua.ChannelDirect, Text: to("tại xã"), TimeLimit: motcua.TimeLimit{Amount: to(motcua.Decimal("3")), Unit: to(motcua.UnitWorkingDay)},
				Fees: []motcua.Fee{{Kind: motcua.FeeKindServiceFee, Amount: to(motcua.Decimal("8000")), Currency: to("VND"), Text: to("miễn cho hộ nghèo")}, {Kind: motcua.FeeKindServiceFee}}},
			{Channel: motcua.ChannelOnline, TimeLimit: motcua.TimeLimit{Text: to("ngay")}},
		},
		Cases: []motcua.Case{{Name: to("Nộp"), Components: []motcua.Component{
			{Name: "Tờ khai", Code: to("KQ1"), Kind: motcua.ComponentPaper, Originals: 1, Forms: []motcua.Attachment{{Name: "Mẫu 01", Path: "a/b"}}}, {Name: "Lưu ý", Kind: motcua.ComponentNote},
		}}},
		Steps:    []motcua.Step{{Number: 1, Title: to("Tại xã"), Text: to("Nộp hồ sơ")}, {Number: 2, Title: to("Tại xã"), Text: to("Nhận kết quả")}},
		Results:  []motcua.Result{{Code: to("KQ.1"), Name: "Giấy khai sinh"}},
		Keywords: to("khai sinh"), LegalBases: []motcua.LegalBasis{{Number: "60/2014/QH13", Title: to("Luật Hộ tịch")}},
	}
	if diff := cmp.Diff(want, r.Content); diff != "" {
		t.Error(diff)
	}
	kinds := map[motcua.DoubtKind]string{}
	for _, d := range r.Doubts {
		kinds[d.Kind] = d.Field
	}
	wantDoubts := map[motcua.DoubtKind]string{
		motcua.DoubtFeeZero: "CACHTHUCTHUCHIEN[0].PHILEPHI", motcua.DoubtTimeLimitText: "CACHTHUCTHUCHIEN[1].THOIGIAN",
		motcua.DoubtReferenceUnresolved: "CACHTHUCTHUCHIEN[2].KENH", motcua.DoubtUnknownField: "MAU",
	}
	if diff := cmp.Diff(wantDoubts, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestRecordsOfAFile(t *testing.T) {
	for doc, want := range map[string]int{
		`[` + record + `,` + record + `]`: 2, record: 1, `{"result": [` + record + `]}`: 1, record + "\n" + record: 2, "": 0, "{": -1,
	} {
		list, err := packet.Records([]byte(doc))
		if n := len(list); err == nil && n != want || err != nil && want != -1 {
			t.Errorf("%.30s: %d, %v", doc, n, err)
		}
	}
	for _, doc := range []string{`{"TENTTHC": "x"}`, `{"MATTHC": "1.000001"}`, `[]`, `1`} {
		if r, refusal := packet.Parse([]byte(doc), 1); r != nil || refusal.Reason == "" {
			t.Errorf("%s is taken", doc)
		}
	}
}
