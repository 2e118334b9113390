package motcua

import "time"

// SavedFilter is a filter of feedback that a person keeps under a name. It is
// theirs: nobody else reads or changes it.
type SavedFilter struct {
	ID      ID
	Name    string
	Filter  FeedbackFilter
	SavedAt time.Time
}

// The bounds of what a person saves.
const (
	MaxSavedFilters   = 100
	MaxSavedNameRunes = 100
)
