// Package mutation holds what the mutations of the schema take and give: one
// input each, and a payload with what was changed or with the reasons why
// nothing was.
package mutation

import (
	"context"

	"motcua"
)

// AddAliasInput is an alias to be added.
type AddAliasInput struct {
	ClientMutationID   *string
	Form, Means        string
	Kind               motcua.AliasKind
	Weight             float64
	ValidFrom, ValidTo *motcua.Date
	Intent             *motcua.Intent
	Reason, GoTo, Note *string
}

// Alias is the alias of the input.
func (in AddAliasInput) Alias() motcua.Alias {
	return motcua.Alias{
		Form: in.Form, Means: in.Means, Kind: in.Kind, Weight: in.Weight,
		Valid:  motcua.Period{From: in.ValidFrom, To: in.ValidTo},
		Intent: in.Intent, Reason: in.Reason, GoTo: in.GoTo, Note: in.Note,
	}
}

// AddAliasPayload has the alias as it is stored.
type AddAliasPayload struct {
	Result
	Alias *motcua.Alias
}

// RetireAliasInput names an alias.
type RetireAliasInput struct {
	ClientMutationID *string
	ID               string
}

// RetireAliasPayload names what was retired.
type RetireAliasPayload struct {
	Result
	RetiredAliasID *string
}

// PinResultInput is a pin to be set.
type PinResultInput struct {
	ClientMutationID   *string
	Query              string
	ProcedureID        string
	ValidFrom, ValidTo *motcua.Date
	Note               *string
}

// PinResultPayload has the pin as it is stored.
type PinResultPayload struct {
	Result
	Pin *motcua.Pin
}

// UnpinResultInput names a pin.
type UnpinResultInput struct {
	ClientMutationID *string
	ID               string
}

// UnpinResultPayload names what was unpinned.
type UnpinResultPayload struct {
	Result
	UnpinnedID *string
}

// ReportSearchClickInput says which result of a search was chosen.
type ReportSearchClickInput struct {
	ClientMutationID *string
	Search           string
	Cursor           *string
	ProcedureID      *string
}

// ReportSearchClickPayload says whether the report was taken.
type ReportSearchClickPayload struct{ Result }

// Result is what every payload has.
type Result struct {
	ClientMutationID *string
	UserErrors       []motcua.UserError
	// Written tells the revision that has what was written; it is asked once that
	// is so.
	Written func(context.Context) (motcua.Position, error)
}

// Revision is the revision that has what was written, or the present one where
// nothing was.
func (r Result) Revision(ctx context.Context) (string, error) {
	at, err := r.Written(ctx)
	return at.Revision(), err
}
