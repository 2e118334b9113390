package motcua

import (
	"context"
	"io"
)

// FeedbackFilter restricts a list of feedback; the values within a field are
// alternatives, the fields restrict together. The same filter serves lists,
// totals, facets and the backlog. Its JSON is what a client gives for it.
type FeedbackFilter struct {
	States        []FeedbackState   `json:"states,omitempty"`
	Classes       []FeedbackClass   `json:"classes,omitempty"`
	Agencies      []string          `json:"agencies,omitempty"` // that hold it now, with those under them; by id or code
	Sectors       []ID              `json:"sectors,omitempty"`
	Procedures    []ID              `json:"procedures,omitempty"`
	Channels      []FeedbackChannel `json:"channels,omitempty"`
	AssignedTo    []string          `json:"assignedTo,omitempty"`   // subjects
	AssignedToMe  *bool             `json:"assignedToMe,omitempty"` // true: to the caller
	Assigned      *bool             `json:"assigned,omitempty"`     // false: to nobody
	Ratings       []int             `json:"ratings,omitempty"`
	HasAttachment *bool             `json:"hasAttachment,omitempty"`
	Open          *bool             `json:"open,omitempty"`          // whether an agency still has something to do, see [FeedbackState.Open]
	Pending       *bool             `json:"pending,omitempty"`       // whether anything is still to be done, see [Standing.Pending]
	Place         *string           `json:"place,omitempty"`         // words that stand in the place
	Overdue       *bool             `json:"overdue,omitempty"`       // whether the day by which the next step was due is over
	DueBefore     *Date             `json:"dueBefore,omitempty"`     // due before the day
	DueFrom       *Date             `json:"dueFrom,omitempty"`       // due on the day or later
	ReceivedFrom  *Date             `json:"receivedFrom,omitempty"`  // sent on the day or later
	ReceivedUntil *Date             `json:"receivedUntil,omitempty"` // sent on the day or earlier
	Ages          []AgeBucket       `json:"ages,omitempty"`
}

// FeedbackOrder orders a list; ties are broken by the id.
type FeedbackOrder struct {
	Field     FeedbackOrderField
	Direction Direction
}

// FeedbackQuery asks for a page of feedback. Without Text it is a list.
type FeedbackQuery struct {
	Text   string
	Filter FeedbackFilter
	Order  *FeedbackOrder // nil: by relevance with Text, by due day without, the newest first where it is public
	Page   Page
	Day    Date
	Facets []FeedbackFacetField
	// ZeroFacets lists values without results too, as far as they occur.
	ZeroFacets bool
	NoCursors  bool // nobody asks for the cursors of the results
	Asker      FeedbackAsker
	// Only are the ids among which is looked; nil are all.
	Only []ID
}

// FeedbackAsker is for whom feedback is listed: what they may see is part of
// every selection, total and count.
type FeedbackAsker struct {
	// Public lists what is published, for everybody alike, and looks into the
	// published text only. Otherwise Reader says whose feedback is listed.
	Public  bool
	Reader  FeedbackReader
	Subject string // of the caller, for what is assigned to them
	Tree    *AgencyTree
}

// FeedbackResult is a page of feedback and what was counted with it.
type FeedbackResult struct {
	Hits                 []FeedbackHit
	Total                int
	HasNext, HasPrevious bool
	Facets               []FeedbackFacet
	Revision             string
	Corrected            *string  // the text as it was searched for, where that is not what was typed
	Dropped              []string // words of the text that the results need not have
	Aliases              []AppliedAlias
	// Light marks in a text what was searched for; nil without a search.
	Light func(field, text string, whole bool) (Highlight, bool)
}

// FeedbackNobody is the value of the assignee's facet for what is assigned to
// nobody: the filter is assigned: false.
const FeedbackNobody = "NOBODY"

// NamedText is a text with the name of its field.
type NamedText struct{ Field, Text string }

// FeedbackHit is feedback in a result.
type FeedbackHit struct {
	Feedback ID
	Score    *float64 // only of a search
	Cursor   string
}

// FeedbackFacet counts the results by the values of a field. The field's own
// filter is left out of it, so each count is the total after choosing that
// value instead.
type FeedbackFacet struct {
	Field  FeedbackFacetField
	Values []FacetValue
}

// BacklogCell is how much open feedback is in a state, of an age, and overdue
// or not. Its filter lists exactly that.
type BacklogCell struct {
	State   FeedbackState
	Age     AgeBucket
	Overdue bool
	Count   int
	Filter  FeedbackFilter
}

// Backlog is what an agency and those under it have open on a day.
type Backlog struct {
	Day      Date
	Total    int
	Overdue  int
	Cells    []BacklogCell // those with a count, in the order of states and ages
	Revision string
}

// SimilarFeedback is feedback that says nearly the same.
type SimilarFeedback struct {
	Feedback ID
	// Share is how much of what the text says the other one has too: 1 is all.
	Share float64
}

// LikelyDuplicate says that both most probably are about one matter in the same
// words: what officials are shown as a possible duplicate.
func (s SimilarFeedback) LikelyDuplicate() bool { return s.Share >= duplicateShare }

// duplicateShare is the share above which texts are copies with small changes.
const duplicateShare = 0.8

// IndexedFeedback is feedback as the indexes see it. Masked is nil where the
// sender is erased; it never holds a telephone or identity number, an e-mail
// address or the sender's name.
type IndexedFeedback struct {
	*Feedback
	Masked *Words
}

// FeedbackOrderField is what a list of feedback is ordered by. Relevance is the order of a
// search and of nothing else.
type FeedbackOrderField string

// The values of FeedbackOrderField.
const (
	FeedbackByRelevance FeedbackOrderField = "RELEVANCE"
	FeedbackByDue       FeedbackOrderField = "DUE"
	FeedbackByReceived  FeedbackOrderField = "RECEIVED"
	FeedbackByUpdated   FeedbackOrderField = "UPDATED"
	FeedbackByRating    FeedbackOrderField = "RATING"
)

var feedbackOrderFields = &enum[FeedbackOrderField]{"FeedbackOrderField", []enumValue[FeedbackOrderField]{
	{FeedbackByRelevance, "mức độ phù hợp"},
	{FeedbackByDue, "thời hạn"},
	{FeedbackByReceived, "thời điểm gửi"},
	{FeedbackByUpdated, "thời điểm cập nhật"},
	{FeedbackByRating, "mức đánh giá"},
}}

// FeedbackOrderFields lists the values in their order.
func FeedbackOrderFields() []FeedbackOrderField { return feedbackOrderFields.list() }

// Label is the Vietnamese term.
func (f FeedbackOrderField) Label() string { return feedbackOrderFields.label(f) }

// MarshalText fails on an unknown value.
func (f FeedbackOrderField) MarshalText() ([]byte, error) { return feedbackOrderFields.marshal(f) }

// UnmarshalText fails on an unknown value.
func (f *FeedbackOrderField) UnmarshalText(b []byte) error {
	return feedbackOrderFields.unmarshal(b, f)
}

// MarshalGQLContext writes the GraphQL enum.
func (f FeedbackOrderField) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackOrderFields.write(w, f)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (f *FeedbackOrderField) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackOrderFields.read(v, f)
}

// FeedbackFacetField is a field by whose values feedback is counted.
type FeedbackFacetField string

// The values of FeedbackFacetField.
const (
	FeedbackFacetState      FeedbackFacetField = "STATE"
	FeedbackFacetClass      FeedbackFacetField = "CLASS"
	FeedbackFacetAgency     FeedbackFacetField = "AGENCY"
	FeedbackFacetSector     FeedbackFacetField = "SECTOR"
	FeedbackFacetProcedure  FeedbackFacetField = "PROCEDURE"
	FeedbackFacetChannel    FeedbackFacetField = "CHANNEL"
	FeedbackFacetAssignee   FeedbackFacetField = "ASSIGNEE"
	FeedbackFacetRating     FeedbackFacetField = "RATING"
	FeedbackFacetAttachment FeedbackFacetField = "ATTACHMENT"
	FeedbackFacetAge        FeedbackFacetField = "AGE"
	FeedbackFacetOverdue    FeedbackFacetField = "OVERDUE"
)

var feedbackFacetFields = &enum[FeedbackFacetField]{"FeedbackFacetField", []enumValue[FeedbackFacetField]{
	{FeedbackFacetState, "trạng thái"},
	{FeedbackFacetClass, "phân loại"},
	{FeedbackFacetAgency, "cơ quan"},
	{FeedbackFacetSector, "lĩnh vực"},
	{FeedbackFacetProcedure, "thủ tục"},
	{FeedbackFacetChannel, "kênh tiếp nhận"},
	{FeedbackFacetAssignee, "người được phân công"},
	{FeedbackFacetRating, "mức đánh giá"},
	{FeedbackFacetAttachment, "tệp đính kèm"},
	{FeedbackFacetAge, "số ngày đã qua"},
	{FeedbackFacetOverdue, "quá hạn"},
}}

// FeedbackFacetFields lists the values in their order.
func FeedbackFacetFields() []FeedbackFacetField { return feedbackFacetFields.list() }

// Label is the Vietnamese term.
func (f FeedbackFacetField) Label() string { return feedbackFacetFields.label(f) }

// MarshalText fails on an unknown value.
func (f FeedbackFacetField) MarshalText() ([]byte, error) { return feedbackFacetFields.marshal(f) }

// UnmarshalText fails on an unknown value.
func (f *FeedbackFacetField) UnmarshalText(b []byte) error {
	return feedbackFacetFields.unmarshal(b, f)
}

// MarshalGQLContext writes the GraphQL enum.
func (f FeedbackFacetField) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return feedbackFacetFields.write(w, f)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (f *FeedbackFacetField) UnmarshalGQLContext(_ context.Context, v any) error {
	return feedbackFacetFields.read(v, f)
}

// AgeBucket is how long ago feedback was sent, in calendar days. The bounds follow the
// time limits that the portal computes with: five, fifteen and thirty days.
type AgeBucket string

// The values of AgeBucket.
const (
	AgeFiveDays    AgeBucket = "UP_TO_5_DAYS"
	AgeFifteenDays AgeBucket = "UP_TO_15_DAYS"
	AgeThirtyDays  AgeBucket = "UP_TO_30_DAYS"
	AgeNinetyDays  AgeBucket = "UP_TO_90_DAYS"
	AgeOlder       AgeBucket = "OVER_90_DAYS"
)

var ageBuckets = &enum[AgeBucket]{"AgeBucket", []enumValue[AgeBucket]{
	{AgeFiveDays, "đến 5 ngày"},
	{AgeFifteenDays, "6 đến 15 ngày"},
	{AgeThirtyDays, "16 đến 30 ngày"},
	{AgeNinetyDays, "31 đến 90 ngày"},
	{AgeOlder, "trên 90 ngày"},
}}

// AgeBuckets lists the values in their order.
func AgeBuckets() []AgeBucket { return ageBuckets.list() }

// Label is the Vietnamese term.
func (a AgeBucket) Label() string { return ageBuckets.label(a) }

// MarshalText fails on an unknown value.
func (a AgeBucket) MarshalText() ([]byte, error) { return ageBuckets.marshal(a) }

// UnmarshalText fails on an unknown value.
func (a *AgeBucket) UnmarshalText(b []byte) error { return ageBuckets.unmarshal(b, a) }

// MarshalGQLContext writes the GraphQL enum.
func (a AgeBucket) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return ageBuckets.write(w, a)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (a *AgeBucket) UnmarshalGQLContext(_ context.Context, v any) error {
	return ageBuckets.read(v, a)
}

// Days gives the bucket's ages in days, both ends included; to is nil where it
// has no end.
func (a AgeBucket) Days() (from int, to *int) {
	ends := []int{5, 15, 30, 90}
	for i, bucket := range AgeBuckets() {
		if bucket != a {
			continue
		}
		if i > 0 {
			from = ends[i-1] + 1
		}
		if i < len(ends) {
			to = &ends[i]
		}
		break
	}
	return from, to
}
