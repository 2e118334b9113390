package announce

import "motcua"

// column is a column of a sheet, or a row of the decision's.
type column struct {
	label string // the Vietnamese heading, by which it is found
	key   string // in the JSON form; "" has a meaning of its own
	kind  valueKind
	note  string // of the template
	enum  map[string]string
	width float64
}

type valueKind int

const (
	textValue valueKind = iota
	dateValue
	decimalValue
	countValue
	enumValue
	enumsValue // several, with ; between
	listValue  // several texts, with ; between
	flagValue  // x, có
)

// sheet is a sheet of the template.
type sheet struct {
	name    string
	note    string
	columns []column
}

const (
	sheetDecision   = "Quyết định"
	sheetProcedures = "Thủ tục"
	sheetSteps      = "Trình tự"
	sheetMethods    = "Cách thức"
	sheetCases      = "Hồ sơ"
	sheetAudiences  = "Đối tượng"
	sheetAgencies   = "Cơ quan"
	sheetResults    = "Kết quả"
	sheetBases      = "Căn cứ"
)

// takenAway stands in a cell whose part an amended procedure has no more.
const takenAway = "(bỏ)"

var codeColumn = column{label: "Mã thủ tục", key: "code", note: "Bắt buộc, dạng 1.000894; định dạng ô là văn bản", width: 16}

// sheets are those of the template, in their order. A part of a procedure that
// has no row is not given.
var sheets = []sheet{
	{sheetDecision, "Mỗi tệp là một quyết định", []column{
		{label: "Số quyết định", key: "number", note: "Bắt buộc"},
		{label: "Ngày ký", key: "date", kind: dateValue, note: "Bắt buộc, dd/mm/yyyy"},
		{label: "Mã cơ quan ban hành", key: "agency.code", note: "Mã định danh điện tử, ví dụ G15, H60.13"},
		{label: "Tên cơ quan ban hành", key: "agency.name"},
		{label: "Trích yếu", key: "title"},
		{label: "Ngày hiệu lực", key: "effectiveFrom", kind: dateValue, note: "Để trống: ngày ký"},
		{label: "Công bố lại quyết định số", key: "basedOn.number"},
		{label: "Công bố lại quyết định ngày", key: "basedOn.date", kind: dateValue},
		{label: "Công bố lại quyết định của cơ quan (mã)", key: "basedOn.agency.code"},
	}},
	{sheetProcedures, "Mỗi thủ tục một dòng. Thủ tục sửa đổi: chỉ điền phần thay đổi; " + takenAway + " là bỏ phần đó", []column{
		codeColumn,
		{label: "Loại công bố", key: "kind", kind: enumValue, enum: labels(motcua.DecisionKinds()), note: "Bắt buộc", width: 18},
		{label: "Tên thủ tục", key: "name", width: 50},
		{label: "Ngày hiệu lực", key: "effectiveFrom", kind: dateValue, note: "Nếu khác ngày của quyết định"},
		{label: "Loại thủ tục", key: "type", kind: enumValue, enum: labels(motcua.Kinds())},
		{label: "Mã lĩnh vực", key: "sector.code"},
		{label: "Lĩnh vực", key: "sector.name"},
		{label: "Cấp thực hiện", key: "levels", kind: enumsValue, enum: labels(motcua.Levels()), note: "Cách nhau bằng dấu ;"},
		{label: "Mức độ trực tuyến", key: "onlineLevel", kind: enumValue, enum: labels(motcua.OnlineLevels())},
		{label: "Yêu cầu, điều kiện", key: "requirements", width: 40},
		{label: "Địa chỉ tiếp nhận hồ sơ", key: "receivingAddress", width: 40},
		{label: "Mô tả", key: "description", width: 40},
		{label: "Từ khóa", key: "keywords"},
		{label: "Ghi chú", key: "note"},
		{label: "Được thay thế bằng", key: "replacedBy", kind: listValue, note: "Mã các thủ tục thay thế, cách nhau bằng dấu ;"},
		{label: "Văn bản sửa đổi, bãi bỏ", key: "by", kind: listValue, note: "Số các văn bản, cách nhau bằng dấu ;", width: 30},
		{label: "Mã định danh", key: "id", note: "Chỉ khi nhiều thủ tục trùng mã"},
	}},
	{sheetSteps, "Mỗi bước một dòng, theo thứ tự", []column{
		codeColumn, {label: "Tên bước", key: "title", width: 30}, {label: "Nội dung", key: "text", width: 80},
	}},
	{sheetMethods, "Mỗi hình thức nộp một dòng; dòng để trống hình thức nộp là thêm một mức phí của hình thức trên", []column{
		codeColumn,
		{label: "Hình thức nộp", key: "channel", kind: enumValue, enum: labels(motcua.Channels()), width: 22},
		{label: "Thời hạn", key: "timeLimit.amount", kind: decimalValue},
		{label: "Đơn vị thời hạn", key: "timeLimit.unit", kind: enumValue, enum: labels(motcua.TimeUnits()), width: 16},
		{label: "Thời hạn bằng chữ", key: "timeLimit.text", note: "Khi không phải là một số"},
		{label: "Mô tả", key: "text", width: 40},
		{label: "Loại phí", key: "fee.kind", kind: enumValue, enum: labels(motcua.FeeKinds())},
		{label: "Mức phí", key: "fee.amount", kind: decimalValue, note: "0 là miễn phí; để trống là không công bố"},
		{label: "Loại tiền", key: "fee.currency", note: "VND"},
		{label: "Mô tả phí", key: "fee.text", width: 40},
	}},
	{sheetCases, "Mỗi giấy tờ một dòng; cùng trường hợp thì ghi cùng tên", []column{
		codeColumn,
		{label: "Trường hợp", key: "case", width: 30},
		{label: "Tên giấy tờ", key: "name", width: 60},
		{label: "Số bản chính", key: "originals", kind: countValue},
		{label: "Số bản sao", key: "copies", kind: countValue},
		{label: "Mẫu đơn, tờ khai", key: "form"},
		{label: "Loại mục", key: "kind", kind: enumValue, enum: labels(motcua.ComponentKinds()), note: "Để trống: giấy tờ nếu có số lượng"},
		{label: "Mã giấy tờ", key: "code2"},
	}},
	{sheetAudiences, "", []column{codeColumn, {label: "Mã đối tượng", key: "code2"}, {label: "Tên đối tượng", key: "name", width: 50}}},
	{sheetAgencies, "", []column{
		codeColumn,
		{label: "Vai trò", key: "role", kind: enumValue, enum: labels(motcua.AgencyRoles()), note: "Bắt buộc", width: 24},
		{label: "Mã cơ quan", key: "code2"},
		{label: "Tên cơ quan", key: "name", width: 50},
		{label: "Nhóm cơ quan", key: "group", kind: flagValue, note: "x: một nhóm, như Ủy ban nhân dân cấp xã"},
	}},
	{sheetResults, "", []column{codeColumn, {label: "Mã kết quả", key: "code2"}, {label: "Tên kết quả", key: "name", width: 50}}},
	{sheetBases, "", []column{
		codeColumn, {label: "Số văn bản", key: "number", width: 22}, {label: "Trích yếu", key: "title", width: 60}, {label: "Ngày ban hành", key: "date", kind: dateValue},
	}},
}

// labels maps the Vietnamese terms, and the names themselves, to the names of
// an enumeration.
func labels[E interface {
	~string
	Label() string
}](values []E) map[string]string {
	out := make(map[string]string, 2*len(values))
	for _, v := range values {
		out[fold(v.Label())] = string(v)
		out[fold(string(v))] = string(v)
	}
	return out
}
