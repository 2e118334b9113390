package graph

import (
	"context"

	"motcua"
	"motcua/graph/mutation"
)

// One line for each event that officials make.

func (m mutations) ReceiveFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventReceived)
}

func (m mutations) ClassifyFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventClassified)
}

func (m mutations) RefuseFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventRefused)
}

func (m mutations) RequestSupplement(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventSupplementRequested)
}

func (m mutations) RecordSupplement(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventSupplemented)
}

func (m mutations) ForwardFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventForwarded)
}

func (m mutations) TakeBackForward(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventTakenBack)
}

func (m mutations) ReturnFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventReturned)
}

func (m mutations) AssignFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventAssigned)
}

func (m mutations) AnswerFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventAnswered)
}

func (m mutations) ReturnAnswer(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventAnswerReturned)
}

func (m mutations) ApproveAnswer(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventApproved)
}

func (m mutations) ProposeRedaction(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventRedactionProposed)
}

func (m mutations) ConfirmRedaction(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventRedactionConfirmed)
}

func (m mutations) PublishFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventPublished)
}

func (m mutations) UnpublishFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventUnpublished)
}

func (m mutations) ReopenFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventReopened)
}

func (m mutations) RecordWithdrawal(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventWithdrawn)
}

func (m mutations) MarkDuplicate(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventMarkedDuplicate)
}

func (m mutations) NoteFeedback(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventNoted)
}

func (m mutations) EraseSender(ctx context.Context, in mutation.FeedbackInput) (*mutation.FeedbackActsPayload, error) {
	return m.actOnFeedback(ctx, in, motcua.EventSenderErased)
}

func (m mutations) SupplementFeedback(ctx context.Context, in mutation.SenderInput) (*mutation.FeedbackActPayload, error) {
	return m.actAsSender(ctx, in, motcua.EventSupplemented)
}

func (m mutations) WithdrawFeedback(ctx context.Context, in mutation.SenderInput) (*mutation.FeedbackActPayload, error) {
	return m.actAsSender(ctx, in, motcua.EventWithdrawn)
}

func (m mutations) RateFeedback(ctx context.Context, in mutation.SenderInput) (*mutation.FeedbackActPayload, error) {
	return m.actAsSender(ctx, in, motcua.EventRated)
}
