package mutation

import "motcua"

// CreateUploadInput asks for a place for a file.
type CreateUploadInput struct{ ClientMutationID *string }

// CreateUploadPayload has the place.
type CreateUploadPayload struct {
	Result
	Upload *motcua.Upload
}

// ShowAttachmentInput decides about a file.
type ShowAttachmentInput struct {
	ClientMutationID *string
	ID               motcua.ID
	Public           bool
}

// ShowAttachmentPayload has the feedback of the file.
type ShowAttachmentPayload struct {
	Result
	Feedback *motcua.Feedback
}

// ProcedureListInput is a list of procedures.
type ProcedureListInput struct {
	Search   *string
	Filter   *motcua.ProcedureFilter
	OrderBy  *motcua.ProcedureOrder
	AsOf     *motcua.Date
	Collapse bool
}

// FeedbackListInput is a list of feedback.
type FeedbackListInput struct {
	Search    *string
	Filter    *motcua.FeedbackFilter
	OrderBy   *motcua.FeedbackOrder
	Published bool
}

// CreateExportInput asks for a list as a file.
type CreateExportInput struct {
	ClientMutationID *string
	Format           motcua.ExportFormat
	Procedures       *ProcedureListInput
	Feedbacks        *FeedbackListInput
}

// CreateExportPayload has the list that waits to be fetched.
type CreateExportPayload struct {
	Result
	Export *motcua.Export
}
