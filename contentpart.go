package motcua

import (
	"context"
	"io"
)

// ContentPart is a part of what a version says, after the list of Decree
// 63/2010/NĐ-CP Art. 8.2.
type ContentPart string

// The values of ContentPart.
const (
	PartName         ContentPart = "NAME"
	PartCode         ContentPart = "CODE"
	PartDecision     ContentPart = "DECISION"
	PartSector       ContentPart = "SECTOR"
	PartLevel        ContentPart = "LEVEL"
	PartKind         ContentPart = "KIND"
	PartOnline       ContentPart = "ONLINE"
	PartAudience     ContentPart = "AUDIENCE"
	PartAgency       ContentPart = "AGENCY"
	PartMethod       ContentPart = "METHOD"
	PartTimeLimit    ContentPart = "TIME_LIMIT"
	PartFee          ContentPart = "FEE"
	PartComponent    ContentPart = "COMPONENT"
	PartStep         ContentPart = "STEP"
	PartResult       ContentPart = "RESULT"
	PartLegalBasis   ContentPart = "LEGAL_BASIS"
	PartService      ContentPart = "SERVICE"
	PartReturnMethod ContentPart = "RETURN_METHOD"
	PartRequirement  ContentPart = "REQUIREMENT"
	PartText         ContentPart = "TEXT"
)

var contentParts = &enum[ContentPart]{"ContentPart", []enumValue[ContentPart]{
	{PartName, "tên thủ tục"},
	{PartCode, "mã thủ tục"},
	{PartDecision, "quyết định công bố"},
	{PartSector, "lĩnh vực"},
	{PartLevel, "cấp thực hiện"},
	{PartKind, "loại thủ tục"},
	{PartOnline, "mức độ trực tuyến"},
	{PartAudience, "đối tượng thực hiện"},
	{PartAgency, "cơ quan"},
	{PartMethod, "cách thức thực hiện"},
	{PartTimeLimit, "thời hạn giải quyết"},
	{PartFee, "phí, lệ phí"},
	{PartComponent, "thành phần hồ sơ"},
	{PartStep, "trình tự thực hiện"},
	{PartResult, "kết quả thực hiện"},
	{PartLegalBasis, "căn cứ pháp lý"},
	{PartService, "dịch vụ"},
	{PartReturnMethod, "hình thức trả kết quả"},
	{PartRequirement, "yêu cầu, điều kiện"},
	{PartText, "nội dung khác"},
}}

// ContentParts lists the values in their order.
func ContentParts() []ContentPart { return contentParts.list() }

// Label is the Vietnamese term.
func (p ContentPart) Label() string { return contentParts.label(p) }

// MarshalText fails on an unknown value.
func (p ContentPart) MarshalText() ([]byte, error) { return contentParts.marshal(p) }

// UnmarshalText fails on an unknown value.
func (p *ContentPart) UnmarshalText(b []byte) error { return contentParts.unmarshal(b, p) }

// MarshalGQLContext writes the GraphQL enum.
func (p ContentPart) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return contentParts.write(w, p)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (p *ContentPart) UnmarshalGQLContext(_ context.Context, v any) error {
	return contentParts.read(v, p)
}

// contentFields are the fields of [Content] in the order in which changes are
// told, each with the part that it belongs to and what it is called.
var contentFields = []contentField{
	{"name", PartName, "tên thủ tục", "name"},
	{"code", PartCode, "mã thủ tục", "code"},
	{"decision", PartDecision, "quyết định công bố", "decision"},
	{"decisionKind", PartDecision, "loại quyết định", "kind of decision"},
	{"proposalType", PartDecision, "loại danh mục", "list of the decision"},
	{"portalState", PartDecision, "trạng thái trên cổng", "state on the portal"},
	{"timeLimit", PartTimeLimit, "thời hạn giải quyết", "time limit"},
	{"fees", PartFee, "phí, lệ phí", "fee"},
	{"methods", PartMethod, "cách thức thực hiện", "manner of execution"},
	{"cases", PartComponent, "trường hợp hồ sơ", "case"},
	{"components", PartComponent, "thành phần hồ sơ", "component"},
	{"steps", PartStep, "bước thực hiện", "step"},
	{"requirements", PartRequirement, "yêu cầu, điều kiện", "requirements"},
	{"results", PartResult, "kết quả thực hiện", "result"},
	{"promulgatedBy", PartAgency, "cơ quan ban hành", "promulgating agency"},
	{"executing", PartAgency, "cơ quan thực hiện", "executing agency"},
	{"competent", PartAgency, "cơ quan có thẩm quyền", "competent agency"},
	{"delegated", PartAgency, "cơ quan được ủy quyền", "delegated agency"},
	{"coordinating", PartAgency, "cơ quan phối hợp", "coordinating agency"},
	{"legalBases", PartLegalBasis, "căn cứ pháp lý", "legal basis"},
	{"audiences", PartAudience, "đối tượng thực hiện", "audience"},
	{"levels", PartLevel, "cấp thực hiện", "level"},
	{"sector", PartSector, "lĩnh vực", "sector"},
	{"kind", PartKind, "loại thủ tục", "type"},
	{"regulatedBy", PartKind, "cơ quan quy định", "regulated by"},
	{"onlineLevel", PartOnline, "mức độ trực tuyến", "online level"},
	{"nonTerritorial", PartOnline, "phi địa giới hành chính", "not dependent on boundaries"},
	{"vertical", PartKind, "ngành dọc", "vertical sector"},
	{"internalFlag", PartKind, "cờ nội bộ", "internal flag"},
	{"sharedService", PartOnline, "dịch vụ dùng chung", "shared service"},
	{"serviceVariants", PartService, "dịch vụ công cụ thể", "online service"},
	{"serviceGroups", PartService, "nhóm dịch vụ", "service group"},
	{"returnMethods", PartReturnMethod, "hình thức trả kết quả", "way to return the result"},
	{"receivingAddress", PartText, "địa chỉ tiếp nhận hồ sơ", "receiving address"},
	{"description", PartText, "mô tả", "description"},
	{"keywords", PartText, "từ khóa", "keywords"},
	{"note", PartText, "ghi chú", "note"},
	{"demo", PartText, "dữ liệu minh họa", "demonstration data"},
}

type contentField struct {
	key                 string
	part                ContentPart
	vietnamese, english string
}

func contentFieldOf(key string) (contentField, bool) {
	for _, f := range contentFields {
		if f.key == key {
			return f, true
		}
	}
	return contentField{}, false
}
