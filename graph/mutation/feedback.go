package mutation

import "motcua"

// SubmitFeedbackInput is feedback to be sent.
type SubmitFeedbackInput struct {
	Title, Text      string
	Place            *string
	Sender           FeedbackSenderInput
	ProcedureID      *string
	Agency           *string
	Consent          bool
	Channel          motcua.FeedbackChannel
	Website          *string
	Uploads          []motcua.ID
	IdempotencyKey   *motcua.ID
	ClientMutationID *string
}

// FeedbackSenderInput is who sends it.
type FeedbackSenderInput struct {
	Name, Address    string
	Telephone, Email *string
}

// Submission is the feedback of the input, without what it names by ids and codes.
func (in SubmitFeedbackInput) Submission() motcua.Submission {
	s := motcua.Submission{
		Words:   motcua.Words{Title: in.Title, Text: in.Text, Place: in.Place},
		Sender:  motcua.Sender{Name: in.Sender.Name, Address: in.Sender.Address, Telephone: in.Sender.Telephone, Email: in.Sender.Email},
		Channel: in.Channel, Origin: motcua.OriginSent, Consent: in.Consent, Uploads: in.Uploads,
	}
	if in.Website != nil {
		s.Honeypot = *in.Website
	}
	return s
}

// SubmitFeedbackPayload has the feedback as it is stored, or why it is none.
type SubmitFeedbackPayload struct {
	Result
	Feedback    *motcua.Feedback
	Secret      *string
	NotFeedback *motcua.NotFeedback
	Related     *Related
}

// Related is what may already answer feedback, looked up when it is asked for.
type Related struct {
	Words    motcua.Words
	Feedback *motcua.ID // nil where nothing was stored
}

// FeedbackAt is feedback to act on.
type FeedbackAt struct {
	ID             string
	ExpectedEvents int
}

// FeedbackInput is what officials' events take: each has the fields of its kind.
type FeedbackInput struct {
	On               []FeedbackAt
	Note             *string
	Template         *TemplateUse
	Class            *motcua.FeedbackClass
	Refusal          *motcua.RefusalReason
	To               *string
	Assignee         *string
	DuplicateOf      *string
	Title, Text      *string // of a redaction, with Answer
	Answer           *string
	Acknowledged     *bool
	Uploads          []motcua.ID
	IdempotencyKey   *motcua.ID
	ClientMutationID *string
}

// FeedbackActsPayload has what came of an event on a selection.
type FeedbackActsPayload struct {
	Result
	Results  []*FeedbackActResult
	Feedback *motcua.Feedback
}

// FeedbackActResult is what came of an event on one feedback.
type FeedbackActResult struct {
	ID         string
	Feedback   *motcua.Feedback
	UserErrors []motcua.UserError
}

// SenderInput is what senders' events take.
type SenderInput struct {
	Code             motcua.TrackingCode
	Secret           string
	Note             *string
	Rating           *int
	Uploads          []motcua.ID
	IdempotencyKey   *motcua.ID
	ClientMutationID *string
}

// FeedbackActPayload has what came of a sender's event.
type FeedbackActPayload struct {
	Result
	Feedback *motcua.Feedback
}
