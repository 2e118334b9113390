package motcua

import (
	"context"
	"io"
)

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
