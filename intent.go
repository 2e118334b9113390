package motcua

import (
	"context"
	"io"
)

// Intent is the part of a procedure's record that a question asks for, so that
// a client can open it.
type Intent string

// The values of Intent.
const (
	IntentFees       Intent = "FEES"
	IntentTimeLimit  Intent = "TIME_LIMIT"
	IntentComponents Intent = "COMPONENTS"
	IntentWhere      Intent = "WHERE"
	IntentOnline     Intent = "ONLINE"
	IntentSteps      Intent = "STEPS"
	IntentForms      Intent = "FORMS"
	IntentConditions Intent = "CONDITIONS"
	IntentResult     Intent = "RESULT"
	IntentAudience   Intent = "AUDIENCE"
	IntentLegalBasis Intent = "LEGAL_BASIS"
)

var intents = &enum[Intent]{"Intent", []enumValue[Intent]{
	{IntentFees, "phí, lệ phí"},
	{IntentTimeLimit, "thời hạn giải quyết"},
	{IntentComponents, "thành phần hồ sơ"},
	{IntentWhere, "nơi nộp hồ sơ"},
	{IntentOnline, "nộp hồ sơ trực tuyến"},
	{IntentSteps, "trình tự thực hiện"},
	{IntentForms, "mẫu đơn, tờ khai"},
	{IntentConditions, "yêu cầu, điều kiện"},
	{IntentResult, "kết quả thực hiện"},
	{IntentAudience, "đối tượng thực hiện"},
	{IntentLegalBasis, "căn cứ pháp lý"},
}}

// Intents lists the values in their order.
func Intents() []Intent { return intents.list() }

// Label is the Vietnamese term.
func (i Intent) Label() string { return intents.label(i) }

// MarshalText fails on an unknown value.
func (i Intent) MarshalText() ([]byte, error) { return intents.marshal(i) }

// UnmarshalText fails on an unknown value.
func (i *Intent) UnmarshalText(b []byte) error { return intents.unmarshal(b, i) }

// MarshalGQLContext writes the GraphQL enum.
func (i Intent) MarshalGQLContext(_ context.Context, w io.Writer) error { return intents.write(w, i) }

// UnmarshalGQLContext reads the GraphQL enum.
func (i *Intent) UnmarshalGQLContext(_ context.Context, v any) error { return intents.read(v, i) }
