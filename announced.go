package motcua

import "time"

// AnnouncedDecision is a decision with what it did to public procedures, as it
// is told to who follows announcements.
type AnnouncedDecision struct {
	Decision
	Published time.Time // when the first of it became known here
	Updated   time.Time // when the last of it became known
	Total     int       // procedures
	Items     []AnnouncedItem
}

// AnnouncedItem is what a decision did to one procedure.
type AnnouncedItem struct {
	Procedure ID
	Kind      *DecisionKind // nil: the source does not say
	Code      string
	Name      string
	From      *Date
}

// AnnouncedFilter says which decisions are asked for.
type AnnouncedFilter struct {
	Agency string // the code of the agency that decided, or of one above it; "" is every one
	Sector string // the code of a sector of their procedures; "" is every one
	Before *AnnouncedMark
	Limit  int
}

// AnnouncedMark is the last decision of a page.
type AnnouncedMark struct {
	Updated time.Time
	ID      ID
}

// AnnouncedPage is a page of decisions, the latest first.
type AnnouncedPage struct {
	Agency, Sector string // names of what was asked for
	Decisions      []AnnouncedDecision
	// Changed is when anything last changed among all of them, also what is not
	// told any more.
	Changed time.Time
	HasMore bool
}
