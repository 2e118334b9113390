package motcua

import (
	"context"
	"io"
)

// ProcedureFilter restricts a list of procedures; the values within a field
// are alternatives, the fields restrict together. The same filter serves
// lists, counts and facets. Agencies, sectors, audiences and service groups
// are named by their id or by their code.
type ProcedureFilter struct {
	Codes          []string
	Sectors        []string
	Levels         []Level
	PromulgatedBy  []string
	ExecutedBy     []string
	Audiences      []string
	OnlineLevels   []OnlineLevel
	Kinds          []Kind
	RegulatedBy    []Regulation
	NonTerritorial *bool
	ServiceGroups  []string
	Statuses       []Status
	Decision       *ID
	LegalBases     []ID             // the records of one document
	Component      *ComponentFilter // a paper that is asked for
}

// ProcedureOrder orders a list; ties are broken by the id.
type ProcedureOrder struct {
	Field     ProcedureOrderField
	Direction Direction
}

// Page is the part of a list that is asked for: First or Last is set.
type Page struct {
	First, Last   *int
	After, Before *string // cursors of a list with the same order
	// Whole lets First be more than a page may have: for the program's own use,
	// where all of a list is wanted as it is at one moment. Not by relevance.
	Whole bool
}

// Listed is a page of a list.
type Listed[T any] struct {
	Items                []T
	Cursors              []string // one for each item
	Total                int
	HasNext, HasPrevious bool
}

// ProcedureKey names a procedure: by the portal's id, or by a code in any of
// the forms of [ParseCode].
type ProcedureKey struct {
	ID   ID
	Code string
}

// ProcedureQuery asks for a page of procedures. Without Text it is a list.
type ProcedureQuery struct {
	Text   string
	Filter ProcedureFilter
	Order  *ProcedureOrder // nil: by relevance with Text, by name without
	Page   Page
	Day    Date
	Facets []FacetField
	// ZeroFacets lists values without results too, as far as they occur.
	ZeroFacets bool
	// NoCollapse shows copies of one procedure for several places as results
	// of their own; a filter by promulgating body does so by itself.
	NoCollapse bool
	NoCursors  bool // nobody asks for the cursors of the results
	Explain    bool // say how each result came to its place
}

// ProcedureResult is a page of procedures and what was counted with it.
type ProcedureResult struct {
	Hits                 []ProcedureHit
	Total                int
	HasNext, HasPrevious bool
	Facets               []Facet
	Revision             string
	Interpretation       *Interpretation // nil without a search
	// Highlight marks in a procedure what the search asked for, as it was
	// understood; nil without a search. Several goroutines may call it.
	Highlight func(*Procedure) []Highlight
}

// ProcedureHit is a procedure in a result.
type ProcedureHit struct {
	Procedure ID
	Version   ID
	Score     *float64 // only of a search
	Cursor    string
	Copies    []Copy       // the other procedures that this result stands for
	Explained *Explanation // where it was asked for
}

// Facet counts the results by the values of a field. The field's own filter is
// left out of it, so each count is the total after choosing that value instead.
type Facet struct {
	Field  FacetField
	Values []FacetValue
}

// FacetValue is a value with its count. Value is what a filter takes.
type FacetValue struct {
	Value string
	Code  *string
	Label string
	Count int
	// Parent is the value right above among those of the facet. Choosing an
	// agency includes its units; a level stands for itself.
	Parent   *string
	Selected bool // the filter names it
}

// Suggestion completes what a person has begun to type.
type Suggestion struct {
	Text      string
	Kind      SuggestionKind
	Procedure *ID
	Code      *string
}

// Highlight is a part of a text in which a search matched.
type Highlight struct {
	Field     string
	Fragments []Fragment
}

// Fragment is a piece of text, marked where the search matched.
type Fragment struct {
	Text   string
	Marked bool
}

// ProcedureOrderField is what a list of procedures is ordered by. Relevance is the order of a
// search and of nothing else.
type ProcedureOrderField string

// The values of ProcedureOrderField.
const (
	OrderByRelevance    ProcedureOrderField = "RELEVANCE"
	OrderByName         ProcedureOrderField = "NAME"
	OrderByCode         ProcedureOrderField = "CODE"
	OrderByDecisionDate ProcedureOrderField = "DECISION_DATE"
)

var procedureOrderFields = &enum[ProcedureOrderField]{"ProcedureOrderField", []enumValue[ProcedureOrderField]{
	{OrderByRelevance, "mức độ phù hợp"},
	{OrderByName, "tên"},
	{OrderByCode, "mã"},
	{OrderByDecisionDate, "ngày quyết định"},
}}

// ProcedureOrderFields lists the values in their order.
func ProcedureOrderFields() []ProcedureOrderField { return procedureOrderFields.list() }

// Label is the Vietnamese term.
func (p ProcedureOrderField) Label() string { return procedureOrderFields.label(p) }

// MarshalText fails on an unknown value.
func (p ProcedureOrderField) MarshalText() ([]byte, error) { return procedureOrderFields.marshal(p) }

// UnmarshalText fails on an unknown value.
func (p *ProcedureOrderField) UnmarshalText(b []byte) error {
	return procedureOrderFields.unmarshal(b, p)
}

// MarshalGQLContext writes the GraphQL enum.
func (p ProcedureOrderField) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return procedureOrderFields.write(w, p)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (p *ProcedureOrderField) UnmarshalGQLContext(_ context.Context, v any) error {
	return procedureOrderFields.read(v, p)
}

// Direction is the direction of an order.
type Direction string

// The values of Direction.
const (
	DirectionAsc  Direction = "ASC"
	DirectionDesc Direction = "DESC"
)

var directions = &enum[Direction]{"Direction", []enumValue[Direction]{
	{DirectionAsc, "tăng dần"},
	{DirectionDesc, "giảm dần"},
}}

// Directions lists the values in their order.
func Directions() []Direction { return directions.list() }

// Label is the Vietnamese term.
func (d Direction) Label() string { return directions.label(d) }

// MarshalText fails on an unknown value.
func (d Direction) MarshalText() ([]byte, error) { return directions.marshal(d) }

// UnmarshalText fails on an unknown value.
func (d *Direction) UnmarshalText(b []byte) error { return directions.unmarshal(b, d) }

// MarshalGQLContext writes the GraphQL enum.
func (d Direction) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return directions.write(w, d)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (d *Direction) UnmarshalGQLContext(_ context.Context, v any) error { return directions.read(v, d) }

// FacetField is a field by whose values results are counted.
type FacetField string

// The values of FacetField.
const (
	FacetSector         FacetField = "SECTOR"
	FacetLevel          FacetField = "LEVEL"
	FacetPromulgatedBy  FacetField = "PROMULGATED_BY"
	FacetExecutedBy     FacetField = "EXECUTED_BY"
	FacetAudience       FacetField = "AUDIENCE"
	FacetOnlineLevel    FacetField = "ONLINE_LEVEL"
	FacetKind           FacetField = "KIND"
	FacetRegulatedBy    FacetField = "REGULATED_BY"
	FacetNonTerritorial FacetField = "NON_TERRITORIAL"
	FacetServiceGroup   FacetField = "SERVICE_GROUP"
	FacetStatus         FacetField = "STATUS"
)

var facetFields = &enum[FacetField]{"FacetField", []enumValue[FacetField]{
	{FacetSector, "lĩnh vực"},
	{FacetLevel, "cấp thực hiện"},
	{FacetPromulgatedBy, "cơ quan ban hành"},
	{FacetExecutedBy, "cơ quan thực hiện"},
	{FacetAudience, "đối tượng thực hiện"},
	{FacetOnlineLevel, "mức độ trực tuyến"},
	{FacetKind, "loại thủ tục"},
	{FacetRegulatedBy, "cơ quan quy định"},
	{FacetNonTerritorial, "phi địa giới hành chính"},
	{FacetServiceGroup, "nhóm dịch vụ"},
	{FacetStatus, "tình trạng hiệu lực"},
}}

// FacetFields lists the values in their order.
func FacetFields() []FacetField { return facetFields.list() }

// Label is the Vietnamese term.
func (f FacetField) Label() string { return facetFields.label(f) }

// MarshalText fails on an unknown value.
func (f FacetField) MarshalText() ([]byte, error) { return facetFields.marshal(f) }

// UnmarshalText fails on an unknown value.
func (f *FacetField) UnmarshalText(b []byte) error { return facetFields.unmarshal(b, f) }

// MarshalGQLContext writes the GraphQL enum.
func (f FacetField) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return facetFields.write(w, f)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (f *FacetField) UnmarshalGQLContext(_ context.Context, v any) error {
	return facetFields.read(v, f)
}

// SuggestionKind says what a completion is.
type SuggestionKind string

// The values of SuggestionKind.
const (
	SuggestionProcedure SuggestionKind = "PROCEDURE"
	SuggestionAgency    SuggestionKind = "AGENCY"
	SuggestionSector    SuggestionKind = "SECTOR"
	SuggestionDecision  SuggestionKind = "DECISION"
	SuggestionPhrase    SuggestionKind = "PHRASE" // words to search for
)

var suggestionKinds = &enum[SuggestionKind]{"SuggestionKind", []enumValue[SuggestionKind]{
	{SuggestionProcedure, "thủ tục"},
	{SuggestionAgency, "cơ quan"},
	{SuggestionSector, "lĩnh vực"},
	{SuggestionDecision, "quyết định công bố"},
	{SuggestionPhrase, "cụm từ tìm kiếm"},
}}

// SuggestionKinds lists the values in their order.
func SuggestionKinds() []SuggestionKind { return suggestionKinds.list() }

// Label is the Vietnamese term.
func (s SuggestionKind) Label() string { return suggestionKinds.label(s) }

// MarshalText fails on an unknown value.
func (s SuggestionKind) MarshalText() ([]byte, error) { return suggestionKinds.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *SuggestionKind) UnmarshalText(b []byte) error { return suggestionKinds.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s SuggestionKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return suggestionKinds.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *SuggestionKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return suggestionKinds.read(v, s)
}
