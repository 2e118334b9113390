package mutation

import "motcua"

// PublishDecisionInput is a decision in the documented JSON form.
type PublishDecisionInput struct {
	Document         string
	DryRun           bool
	IdempotencyKey   *motcua.ID
	ClientMutationID *string
}

// PublishDecisionPayload says what was published, or would be.
type PublishDecisionPayload struct {
	Result
	Decision *motcua.Decision
	Results  []motcua.AnnouncementResult
	Added    []string
}

// RetractVersionInput names what was published wrongly.
type RetractVersionInput struct {
	VersionID        motcua.ID
	Reason           string
	IdempotencyKey   *motcua.ID
	ClientMutationID *string
}

// RetractVersionPayload has the procedure as it stands then.
type RetractVersionPayload struct {
	Result
	RetractedVersionID *motcua.ID
	Procedure          *motcua.Procedure
}
