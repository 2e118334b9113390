package mutation

import "motcua"

// SaveFilterInput is a filter to be saved.
type SaveFilterInput struct {
	ClientMutationID *string
	Name             string
	Filter           motcua.FeedbackFilter
}

// SaveFilterPayload has the filter as it is stored.
type SaveFilterPayload struct {
	Result
	SavedFilter *motcua.SavedFilter
}

// DeleteSavedFilterInput names a saved filter.
type DeleteSavedFilterInput struct {
	ClientMutationID *string
	ID               string
}

// DeleteSavedFilterPayload names what was deleted.
type DeleteSavedFilterPayload struct {
	Result
	DeletedID *string
}
