package motcua

import (
	"context"
	"crypto/sha256"
	"io"
)

// Record is what a source says about one procedure: the form in which an
// import hands it to the database.
type Record struct {
	Line       int // in the file, from 1
	Procedure  ID
	Content    Content
	Provenance Provenance
	Doubts     []Doubt
	Raw        []byte // the record as received, JSON
	Effective  *Date  // from which day it holds; nil is not published, the decision's day stands for it
}

// RawHash identifies the record as received.
func (r *Record) RawHash() [sha256.Size]byte { return sha256.Sum256(r.Raw) }

// Refusal is a record, or a line, that an import cannot take.
type Refusal struct {
	Line   int    `json:"line"`
	Code   string `json:"code,omitempty"`
	Field  string `json:"field,omitempty"`
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
}

// DoubtKind names a sort of doubt about a published record. A doubtful record is
// stored as published; the doubt is reported and can be listed.
type DoubtKind string

// The values of DoubtKind.
const (
	DoubtCodeForm               DoubtKind = "CODE_FORM"   // the code is not of a known form
	DoubtCodeSpaces             DoubtKind = "CODE_SPACES" // white space around the code
	DoubtCodeShared             DoubtKind = "CODE_SHARED" // another procedure has the same code once spaces are removed
	DoubtDecisionNumberMissing  DoubtKind = "DECISION_NUMBER_MISSING"
	DoubtDecisionDateMissing    DoubtKind = "DECISION_DATE_MISSING"
	DoubtDecisionDateFuture     DoubtKind = "DECISION_DATE_FUTURE"
	DoubtEffectiveDateAssumed   DoubtKind = "EFFECTIVE_DATE_ASSUMED" // no effective date published: the decision date stands for it
	DoubtTimeLimitText          DoubtKind = "TIME_LIMIT_TEXT"        // the time limit is a text, not a number
	DoubtTimeUnitUnknown        DoubtKind = "TIME_UNIT_UNKNOWN"      // a number without a unit: no due date can be computed
	DoubtFeeZero                DoubtKind = "FEE_ZERO"               // a fee of 0 that no text calls free: treated as not published
	DoubtFeeCurrencyMissing     DoubtKind = "FEE_CURRENCY_MISSING"   // an amount without a currency
	DoubtHeadingAmongComponents DoubtKind = "HEADING_AMONG_COMPONENTS"
	DoubtChannelRepeated        DoubtKind = "CHANNEL_REPEATED"
	DoubtReferenceUnresolved    DoubtKind = "REFERENCE_UNRESOLVED" // an id whose record is missing
	DoubtReferenceRepeated      DoubtKind = "REFERENCE_REPEATED"   // a record stands twice in a list
	DoubtCopyDiffers            DoubtKind = "COPY_DIFFERS"         // a field that repeats another says something else
	DoubtPartMissing            DoubtKind = "PART_MISSING"         // a part that Decree 63/2010/NĐ-CP Art. 8.2 (a)–(h) demands is empty
	DoubtNotNfc                 DoubtKind = "NOT_NFC"              // decomposed Unicode
	DoubtStrayCharacter         DoubtKind = "STRAY_CHARACTER"      // zero-width, private-use, control, NBSP, Cyrillic or Greek among Vietnamese letters
	DoubtLegacyEncoding         DoubtKind = "LEGACY_ENCODING"      // text in an encoding of old fonts
	DoubtUnknownField           DoubtKind = "UNKNOWN_FIELD"        // a field that the importer does not know; kept in the received record
	DoubtAgencyCodeShared       DoubtKind = "AGENCY_CODE_SHARED"   // several agencies have one code
)

var doubtKinds = &enum[DoubtKind]{"DoubtKind", []enumValue[DoubtKind]{
	{DoubtCodeForm, "mã không đúng dạng"},
	{DoubtCodeSpaces, "mã có khoảng trắng"},
	{DoubtCodeShared, "mã trùng"},
	{DoubtDecisionNumberMissing, "thiếu số quyết định"},
	{DoubtDecisionDateMissing, "thiếu ngày quyết định"},
	{DoubtDecisionDateFuture, "ngày quyết định ở tương lai"},
	{DoubtEffectiveDateAssumed, "ngày hiệu lực suy đoán"},
	{DoubtTimeLimitText, "thời hạn là văn bản"},
	{DoubtTimeUnitUnknown, "đơn vị thời hạn không rõ"},
	{DoubtFeeZero, "mức phí bằng 0"},
	{DoubtFeeCurrencyMissing, "thiếu loại tiền"},
	{DoubtHeadingAmongComponents, "đề mục lẫn trong thành phần hồ sơ"},
	{DoubtChannelRepeated, "hình thức nộp lặp lại"},
	{DoubtReferenceUnresolved, "tham chiếu không có nội dung"},
	{DoubtReferenceRepeated, "tham chiếu lặp lại"},
	{DoubtCopyDiffers, "bản sao không khớp"},
	{DoubtPartMissing, "thiếu phần bắt buộc"},
	{DoubtNotNfc, "Unicode tách dấu"},
	{DoubtStrayCharacter, "ký tự lạ"},
	{DoubtLegacyEncoding, "bảng mã cũ"},
	{DoubtUnknownField, "trường không biết"},
	{DoubtAgencyCodeShared, "mã cơ quan trùng"},
}}

// DoubtKinds lists the values in their order.
func DoubtKinds() []DoubtKind { return doubtKinds.list() }

// Label is the Vietnamese term.
func (d DoubtKind) Label() string { return doubtKinds.label(d) }

// MarshalText fails on an unknown value.
func (d DoubtKind) MarshalText() ([]byte, error) { return doubtKinds.marshal(d) }

// UnmarshalText fails on an unknown value.
func (d *DoubtKind) UnmarshalText(b []byte) error { return doubtKinds.unmarshal(b, d) }

// MarshalGQLContext writes the GraphQL enum.
func (d DoubtKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return doubtKinds.write(w, d)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (d *DoubtKind) UnmarshalGQLContext(_ context.Context, v any) error { return doubtKinds.read(v, d) }

// Doubt is a doubt about a field of a published record.
type Doubt struct {
	Kind   DoubtKind `json:"kind"`
	Field  string    `json:"field"`           // path in the record as received
	Value  string    `json:"value,omitempty"` // what stands there, cut to a readable length
	Reason string    `json:"reason,omitempty"`
}
