package graph_test

import (
	"fmt"
	"time"

	"motcua"
)

var (
	ministry       = agency("G15", "Bộ Tư pháp")
	province       = agency("H60", "UBND tỉnh Tuyên Quang")
	formerProvince = agency("H22", "UBND tỉnh Hà Giang")
	department     = agency("000.00.13.H60", "Sở Tư pháp tỉnh Tuyên Quang")
	communes       = motcua.Agency{ID: motcua.DeriveID("agency", "communes"), Name: "Ủy ban nhân dân cấp xã", Kind: motcua.AgencyUnitGroup}
	civilStatus    = motcua.Sector{ID: motcua.DeriveID("sector", "G15-TP07"), Code: ptr("G15-TP07"), Name: "Hộ tịch"}
	citizens       = motcua.Audience{ID: motcua.DeriveID("audience", "CN"), Code: ptr("ĐT1"), Name: "Công dân Việt Nam"}
	familyLaw      = motcua.LegalBasis{ID: motcua.DeriveID("basis", "52"), Number: "52/2014/QH13", Title: ptr("Luật Hôn nhân và gia đình")}
	statusLaw      = motcua.LegalBasis{ID: motcua.DeriveID("basis", "60"), Number: "60/2014/QH13", Title: ptr("Luật Hộ tịch"),
		Issuer: &ministry, Date: day("2014-11-20")}
)

func agency(code, name string) motcua.Agency {
	return motcua.Agency{ID: motcua.DeriveID("agency", code), Code: &code, Name: name, Kind: motcua.AgencyDepartment}
}

func ptr[T any](v T) *T { return &v }

func day(s string) *motcua.Date {
	d, err := motcua.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return &d
}

func moment(s string) *time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return &t
}

// record is a procedure with the least that one has.
func record(id, code, name string, decision motcua.Decision) *motcua.Record {
	return &motcua.Record{
		Procedure: motcua.DeriveID("procedure", id),
		Content: motcua.Content{
			Code: code, Name: name, Kind: motcua.KindStandard, Decision: decision,
			PromulgatedBy: &ministry, Sector: &civilStatus,
			Levels: []motcua.Level{motcua.LevelCommune}, Executing: []motcua.Agency{communes},
			LegalBases: []motcua.LegalBasis{statusLaw},
		},
		Provenance: motcua.Provenance{Source: "portal"},
	}
}

// provincial is a province's own procedure, of which others have copies.
func provincial(id, code string, by motcua.Agency) *motcua.Record {
	r := record("provincial "+id, code, "Tách thửa hoặc hợp thửa đất", motcua.NewDecision(ptr("7/QĐ-UBND"), day("2024-03-01"), by))
	r.Content.Kind, r.Content.PromulgatedBy, r.Content.Levels = motcua.KindSpecific, &by, []motcua.Level{motcua.LevelProvince}
	return r
}

// full is a procedure in which no field is empty.
func full() *motcua.Record {
	decision := motcua.NewDecision(ptr("1872/QĐ-BTP"), day("2020-09-04"), ministry)
	decision.Title = ptr("Công bố thủ tục hành chính lĩnh vực hộ tịch")
	r := record("full", "1.000894", "Thủ tục đăng ký kết hôn", decision)
	file := func(name string) *motcua.Attachment {
		return &motcua.Attachment{ID: motcua.DeriveID("file", name), Name: name, Path: "/2020/biểu mẫu/" + name}
	}
	limit := motcua.TimeLimit{Amount: ptr(motcua.Decimal("1.5")), Unit: ptr(motcua.UnitWorkingDay), Text: ptr("Ngay trong ngày")}
	c := &r.Content
	c.DecisionKind = ptr(motcua.DecisionAmended)
	c.ProposalType = ptr(motcua.ProposalStandard)
	c.PortalState = ptr(motcua.PortalStates()[0])
	c.RegulatedBy = ptr(motcua.RegulationCentralRegulation)
	c.OnlineLevel = ptr(motcua.OnlineFull)
	c.NonTerritorial, c.Vertical, c.InternalFlag, c.SharedService, c.Demo = true, true, true, true, true
	c.Audiences = []motcua.Audience{citizens}
	c.Executing = []motcua.Agency{department, communes}
	c.Competent = []motcua.Agency{province}
	c.Delegated = []motcua.Agency{department}
	c.Coordinating = []motcua.Agency{formerProvince}
	c.Methods = []motcua.Method{{
		Channel: motcua.ChannelDirect, TimeLimit: limit, Text: ptr("Nộp tại bộ phận một cửa"),
		Fees: []motcua.Fee{{Kind: motcua.FeeKindServiceFee, Amount: ptr(motcua.Decimal("17500000000")), Currency: ptr("VND"),
			Text: ptr("Miễn lệ phí cho người nghèo"), Attachment: file("phí.pdf")}},
	}, {Channel: motcua.ChannelOnline}}
	c.Cases = []motcua.Case{{
		Name: ptr("Giấy tờ phải nộp"), Purpose: ptr(motcua.PurposeSubmit),
		Components: []motcua.Component{{
			ID: motcua.DeriveID("component", "1"), Code: ptr("TP-01"), Name: "Tờ khai đăng ký kết hôn", Kind: motcua.ComponentPaper,
			Originals: 1, Copies: 2, Required: true, ElectronicForm: true, ProcessingResult: ptr(false),
			Forms: []motcua.Attachment{*file("tờ khai.docx"), {Name: "không có đường dẫn.doc"}},
		}},
	}}
	c.Steps = []motcua.Step{{Number: 1, Title: ptr("Nộp hồ sơ"), Text: ptr("Hai bên cùng có mặt.")}}
	c.Results = []motcua.Result{{ID: motcua.DeriveID("result", "1"), Code: ptr("KQ.G15"), Name: "Giấy chứng nhận kết hôn"}}
	c.LegalBases = []motcua.LegalBasis{statusLaw, familyLaw}
	c.ServiceVariants = []motcua.ServiceVariant{{ID: motcua.DeriveID("variant", "1"), Code: "1.000894.01", Name: "Đăng ký kết hôn trực tuyến", TimeLimit: limit}}
	c.ServiceGroups = []motcua.ServiceGroup{{ID: motcua.DeriveID("group", "1"), Name: "Hôn nhân và gia đình", Kind: ptr(motcua.ServiceGroupCitizen)}}
	c.ReturnMethods = []motcua.ReturnMethod{{Mode: motcua.ReturnOffline, Places: []motcua.ReturnPlace{motcua.PlaceAtHome}}}
	for _, text := range []**string{&c.Requirements, &c.Description, &c.ReceivingAddress, &c.Keywords, &c.Note} {
		*text = ptr("Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi.")
	}
	r.Provenance = motcua.Provenance{
		Source: "portal", SourceURL: ptr("https://dichvucong.gov.vn/p/1"), FetchedAt: moment("2026-06-01T10:00:00Z"),
		CreatedAt: moment("2020-01-01T00:00:00Z"), UpdatedAt: moment("2020-09-04T17:00:00Z"), PublishedAt: moment("2020-09-05T00:00:00Z"),
	}
	r.Doubts = []motcua.Doubt{{Kind: motcua.DoubtEffectiveDateAssumed, Field: "detail.effectiveDate", Value: "∅", Reason: "no effective date is published"}}
	return r
}

// catalogue is the full record and 24 others under twelve decisions.
func catalogue() []*motcua.Record {
	records := []*motcua.Record{full()}
	for i := range 24 {
		decision := motcua.NewDecision(ptr(fmt.Sprintf("%d/QĐ-BTP", 100+i/2)), day(fmt.Sprintf("2021-%02d-01", 1+i/2)), ministry)
		r := record(fmt.Sprint("p", i), fmt.Sprintf("2.0008%02d", i), fmt.Sprintf("Đăng ký khai sinh %02d", i), decision)
		r.Content.Executing = []motcua.Agency{department, communes, province}
		r.Content.Methods = []motcua.Method{{Channel: motcua.ChannelDirect}}
		records = append(records, r)
	}
	// One code, published once with white space and once without, and one
	// number of two decisions.
	twin := motcua.NewDecision(ptr("100/QĐ-BTP"), day("2022-02-02"), province)
	records = append(records, provincial("p", "4.000001", province), provincial("q", "4.000002", formerProvince))
	return append(records,
		record("twin", " 2.000800", "Cấp bản sao trích lục", twin),
		record("same-a", "3.000100", "Ghi vào sổ việc ly hôn", twin),
		record("same-b", "3.000100", "Ghi vào sổ việc kết hôn", twin))
}
