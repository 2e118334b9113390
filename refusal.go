package motcua

import (
	"context"
	"io"
)

// RefusalReason is why feedback is not taken on. What belongs to another agency is
// forwarded, not refused. The reasons follow from what Decree 20/2008/NĐ-CP
// covers and asks of a submission.
type RefusalReason string

// The values of RefusalReason.
const (
	RefusalComplaint       RefusalReason = "COMPLAINT"
	RefusalDenunciation    RefusalReason = "DENUNCIATION"
	RefusalLegalQuestion   RefusalReason = "LEGAL_QUESTION"
	RefusalSenderUnknown   RefusalReason = "SENDER_UNKNOWN"
	RefusalUnclear         RefusalReason = "UNCLEAR"
	RefusalNotVietnamese   RefusalReason = "NOT_VIETNAMESE"
	RefusalAlreadyAnswered RefusalReason = "ALREADY_ANSWERED"
	RefusalOutOfScope      RefusalReason = "OUT_OF_SCOPE"
)

var refusalReasons = &enum[RefusalReason]{"RefusalReason", []enumValue[RefusalReason]{
	{RefusalComplaint, "thuộc phạm vi khiếu nại"},
	{RefusalDenunciation, "thuộc phạm vi tố cáo"},
	{RefusalLegalQuestion, "hỏi đáp pháp luật"},
	{RefusalSenderUnknown, "không rõ họ tên, địa chỉ, cách liên hệ"},
	{RefusalUnclear, "nội dung không rõ ràng"},
	{RefusalNotVietnamese, "không viết bằng tiếng Việt"},
	{RefusalAlreadyAnswered, "đã được trả lời"},
	{RefusalOutOfScope, "không thuộc phạm vi quy định hành chính"},
}}

// RefusalReasons lists the values in their order.
func RefusalReasons() []RefusalReason { return refusalReasons.list() }

// Label is the Vietnamese term.
func (r RefusalReason) Label() string { return refusalReasons.label(r) }

// MarshalText fails on an unknown value.
func (r RefusalReason) MarshalText() ([]byte, error) { return refusalReasons.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *RefusalReason) UnmarshalText(b []byte) error { return refusalReasons.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r RefusalReason) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return refusalReasons.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *RefusalReason) UnmarshalGQLContext(_ context.Context, v any) error {
	return refusalReasons.read(v, r)
}
