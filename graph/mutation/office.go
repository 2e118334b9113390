package mutation

import "motcua"

// AddReplyTemplateInput is a template to be stored.
type AddReplyTemplateInput struct {
	Agency, Name, Text string
	ClientMutationID   *string
}

// AddReplyTemplatePayload has the template as it is stored.
type AddReplyTemplatePayload struct {
	Result
	ReplyTemplate *motcua.ReplyTemplate
}

// DelegateInput says who stands in for whom.
type DelegateInput struct {
	Absent             *string
	Substitute, Agency string
	Role               motcua.Role
	From, To           motcua.Date
	ClientMutationID   *string
}

// DelegatePayload has the delegation as it is stored.
type DelegatePayload struct {
	Result
	Delegation *motcua.Delegation
}

// EndInput names what is to be ended.
type EndInput struct {
	ID               string
	ClientMutationID *string
}

// EndedPayload names what was ended.
type EndedPayload struct {
	Result
	EndedID *string
}
