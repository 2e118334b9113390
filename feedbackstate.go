package motcua

import (
	"context"
	"io"
)

// FeedbackState is where feedback stands. It is the fold of the events (see
// [Standing.Apply]); which event leads from which state to which other is the
// one table in feedbackrule.go.
type FeedbackState string

// The values of FeedbackState.
const (
	StateSubmitted          FeedbackState = "SUBMITTED"
	StateReceived           FeedbackState = "RECEIVED"
	StateClassified         FeedbackState = "CLASSIFIED"
	StateAwaitingSupplement FeedbackState = "AWAITING_SUPPLEMENT"
	StateSupplemented       FeedbackState = "SUPPLEMENTED"
	StateForwarded          FeedbackState = "FORWARDED"
	StateHandling           FeedbackState = "HANDLING"
	StateAnswered           FeedbackState = "ANSWERED"
	StateApproved           FeedbackState = "APPROVED"
	StatePublished          FeedbackState = "PUBLISHED"
	StateRefused            FeedbackState = "REFUSED"
	StateWithdrawn          FeedbackState = "WITHDRAWN"
	StateDuplicate          FeedbackState = "DUPLICATE"
)

var feedbackStates = &enum[FeedbackState]{"FeedbackState", []enumValue[FeedbackState]{
	{StateSubmitted, "đã gửi, chờ tiếp nhận"},
	{StateReceived, "đã tiếp nhận"},
	{StateClassified, "đã phân loại"},
	{StateAwaitingSupplement, "chờ bổ sung"},
	{StateSupplemented, "đã bổ sung"},
	{StateForwarded, "đã chuyển, chờ cơ quan mới tiếp nhận"},
	{StateHandling, "đang xử lý"},
	{StateAnswered, "đã dự thảo trả lời, chờ phê duyệt"},
	{StateApproved, "đã trả lời"},
	{StatePublished, "đã công khai"},
	{StateRefused, "từ chối tiếp nhận"},
	{StateWithdrawn, "đã rút"},
	{StateDuplicate, "trùng lặp"},
}}

// FeedbackStates lists the values in their order.
func FeedbackStates() []FeedbackState { return feedbackStates.list() }

// Label is the Vietnamese term.
func (s FeedbackState) Label() string { return feedbackStates.label(s) }

// MarshalText fails on an unknown value.
func (s FeedbackState) MarshalText() ([]byte, error) { return feedbackStates.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *FeedbackState) UnmarshalText(b []byte) error { return feedbackStates.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s FeedbackState) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackStates.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *FeedbackState) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackStates.read(v, s)
}

// FeedbackGroup is where the national portal's statistics count feedback. One
// name of a state stands in two groups there, depending on who acted; so it is
// told from state and events (see [Standing.Group]).
type FeedbackGroup string

// The values of FeedbackGroup.
const (
	GroupWaiting    FeedbackGroup = "WAITING"
	GroupProcessing FeedbackGroup = "PROCESSING"
	GroupDone       FeedbackGroup = "DONE"
)

var feedbackGroups = &enum[FeedbackGroup]{"FeedbackGroup", []enumValue[FeedbackGroup]{
	{GroupWaiting, "chờ tiếp nhận"},
	{GroupProcessing, "đang xử lý"},
	{GroupDone, "đã xử lý"},
}}

// FeedbackGroups lists the values in their order.
func FeedbackGroups() []FeedbackGroup { return feedbackGroups.list() }

// Label is the Vietnamese term.
func (g FeedbackGroup) Label() string { return feedbackGroups.label(g) }

// MarshalText fails on an unknown value.
func (g FeedbackGroup) MarshalText() ([]byte, error) { return feedbackGroups.marshal(g) }

// UnmarshalText fails on an unknown value.
func (g *FeedbackGroup) UnmarshalText(b []byte) error { return feedbackGroups.unmarshal(b, g) }

// MarshalGQLContext writes the GraphQL enum.
func (g FeedbackGroup) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackGroups.write(w, g)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (g *FeedbackGroup) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackGroups.read(v, g)
}

// Open says whether an agency still has something to do before the sender has
// an answer. What waits for the sender is not open: the portal counts it as
// done.
func (s FeedbackState) Open() bool {
	switch s {
	case StateSubmitted, StateReceived, StateClassified, StateSupplemented, StateForwarded, StateHandling, StateAnswered:
		return true
	}
	return false
}
