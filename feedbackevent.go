package motcua

import (
	"context"
	"io"
	"time"
)

// FeedbackEvent is one thing that happened to feedback. Events are never changed
// or deleted. The fields below Agency are those of some kinds only.
type FeedbackEvent struct {
	Feedback ID
	Seq      int // from 1; an event's number is the count of events up to it
	Kind     FeedbackEventKind
	At       time.Time
	Actor    Actor
	Agency   ID // held the feedback when it happened; of SUBMITTED, to which it went

	To          *ID            // FORWARDED: to whom
	Assignee    *string        // ASSIGNED: the subject of the person who handles it from now on
	Class       *FeedbackClass // CLASSIFIED
	Refusal     *RefusalReason // REFUSED
	DuplicateOf *ID            // MARKED_DUPLICATE: the feedback that stays
	Rating      *int           // RATED: 1 to 5
	Consent     *bool          // SUBMITTED: whether it may be published

	// DueAt is the day by which the next step is due once this has happened.
	DueAt       *Date
	DueAtStatus DueAtStatus
	// OnTime says whether the step that ended with the event was; nil where the
	// event ends none, or no day was known.
	OnTime *bool

	// Note is the text: the reason, the request, the answer. It may be personal,
	// and is nil where it was not asked for or the sender is erased.
	Note *string
}

// ToSender says whether the sender may read the note: what is written to them,
// or by them. Other notes are the agency's own.
func (e *FeedbackEvent) ToSender() bool {
	switch e.Kind {
	case EventSubmitted, EventRefused, EventSupplementRequested, EventSupplemented, EventWithdrawn, EventRated:
		return true
	}
	return false // an answer is read where it is approved
}

// Actor is who made an event.
type Actor struct {
	Kind    ActorKind
	Subject string // of an official, see [Caller]; empty for others
	Name    string // of an official, as the token gave it
	Role    *Role  // in which an official acted
}

// FeedbackEventKind is what happened to feedback.
type FeedbackEventKind string

// The values of FeedbackEventKind.
const (
	EventSubmitted           FeedbackEventKind = "SUBMITTED"
	EventReceived            FeedbackEventKind = "RECEIVED"
	EventClassified          FeedbackEventKind = "CLASSIFIED"
	EventRefused             FeedbackEventKind = "REFUSED"
	EventSupplementRequested FeedbackEventKind = "SUPPLEMENT_REQUESTED"
	EventSupplemented        FeedbackEventKind = "SUPPLEMENTED"
	EventForwarded           FeedbackEventKind = "FORWARDED"
	EventTakenBack           FeedbackEventKind = "TAKEN_BACK"
	EventReturned            FeedbackEventKind = "RETURNED"
	EventAssigned            FeedbackEventKind = "ASSIGNED"
	EventAnswered            FeedbackEventKind = "ANSWERED"
	EventAnswerReturned      FeedbackEventKind = "ANSWER_RETURNED"
	EventApproved            FeedbackEventKind = "APPROVED"
	EventRedactionProposed   FeedbackEventKind = "REDACTION_PROPOSED"
	EventRedactionConfirmed  FeedbackEventKind = "REDACTION_CONFIRMED"
	EventPublished           FeedbackEventKind = "PUBLISHED"
	EventUnpublished         FeedbackEventKind = "UNPUBLISHED"
	EventReopened            FeedbackEventKind = "REOPENED"
	EventWithdrawn           FeedbackEventKind = "WITHDRAWN"
	EventMarkedDuplicate     FeedbackEventKind = "MARKED_DUPLICATE"
	EventRated               FeedbackEventKind = "RATED"
	EventNoted               FeedbackEventKind = "NOTED"
	EventDeadlineChanged     FeedbackEventKind = "DEADLINE_CHANGED"
	EventSenderErased        FeedbackEventKind = "SENDER_ERASED"
)

var feedbackEventKinds = &enum[FeedbackEventKind]{"FeedbackEventKind", []enumValue[FeedbackEventKind]{
	{EventSubmitted, "gửi"},
	{EventReceived, "tiếp nhận"},
	{EventClassified, "phân loại"},
	{EventRefused, "từ chối tiếp nhận"},
	{EventSupplementRequested, "yêu cầu bổ sung"},
	{EventSupplemented, "bổ sung"},
	{EventForwarded, "chuyển xử lý"},
	{EventTakenBack, "rút lại việc chuyển"},
	{EventReturned, "trả lại cơ quan chuyển"},
	{EventAssigned, "phân công xử lý"},
	{EventAnswered, "dự thảo trả lời"},
	{EventAnswerReturned, "trả lại dự thảo"},
	{EventApproved, "phê duyệt trả lời"},
	{EventRedactionProposed, "đề xuất nội dung công khai"},
	{EventRedactionConfirmed, "xác nhận nội dung công khai"},
	{EventPublished, "công khai"},
	{EventUnpublished, "gỡ công khai"},
	{EventReopened, "mở lại"},
	{EventWithdrawn, "rút phản ánh, kiến nghị"},
	{EventMarkedDuplicate, "đánh dấu trùng lặp"},
	{EventRated, "đánh giá"},
	{EventNoted, "ghi chú nội bộ"},
	{EventDeadlineChanged, "tính lại thời hạn"},
	{EventSenderErased, "xóa thông tin người gửi"},
}}

// FeedbackEventKinds lists the values in their order.
func FeedbackEventKinds() []FeedbackEventKind { return feedbackEventKinds.list() }

// Label is the Vietnamese term.
func (k FeedbackEventKind) Label() string { return feedbackEventKinds.label(k) }

// MarshalText fails on an unknown value.
func (k FeedbackEventKind) MarshalText() ([]byte, error) { return feedbackEventKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *FeedbackEventKind) UnmarshalText(b []byte) error { return feedbackEventKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k FeedbackEventKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackEventKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *FeedbackEventKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackEventKinds.read(v, k)
}

// ActorKind says on whose side an event was made.
type ActorKind string

// The values of ActorKind.
const (
	ActorSender   ActorKind = "SENDER"
	ActorOfficial ActorKind = "OFFICIAL"
	ActorSystem   ActorKind = "SYSTEM"
)

var actorKinds = &enum[ActorKind]{"ActorKind", []enumValue[ActorKind]{
	{ActorSender, "người gửi"},
	{ActorOfficial, "cán bộ"},
	{ActorSystem, "hệ thống"},
}}

// ActorKinds lists the values in their order.
func ActorKinds() []ActorKind { return actorKinds.list() }

// Label is the Vietnamese term.
func (k ActorKind) Label() string { return actorKinds.label(k) }

// MarshalText fails on an unknown value.
func (k ActorKind) MarshalText() ([]byte, error) { return actorKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *ActorKind) UnmarshalText(b []byte) error { return actorKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k ActorKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return actorKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *ActorKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return actorKinds.read(v, k)
}
