package motcua

import (
	"context"
	"io"
)

// Alias says that people who write Form may mean Means, the wording of the
// catalogue. It is read in this direction only: who writes the official words
// does not mean the colloquial ones. Several meanings of one form are several
// aliases, alternatives to each other.
type Alias struct {
	ID   ID
	Form string // NFC, lower case, single spaces
	// Means is in the catalogue's words; for INTENT the part of the record, for
	// NOT_A_PROCEDURE what it is called in law. The last two are not searched for.
	Means  string
	Kind   AliasKind
	Weight float64 // from above 0 to 1, a synonym in the full sense
	Valid  Period  // the days on which the form stands for the meaning
	Reason *string // for NOT_A_PROCEDURE: why it is none
	GoTo   *string // for NOT_A_PROCEDURE: where to go instead
	Intent *Intent // for INTENT
	Note   *string // for people: a difference in law, a caution
	Source string  // SourceDefault, or who added it
}

// SourceDefault is the source of the aliases that the program ships with.
const SourceDefault = "default"

// MaxRelatedWeight is the most that a RELATED alias weighs: what differs in law
// must never outrank what was asked for.
const MaxRelatedWeight = 0.4

// Pin puts a procedure first among the results of a query.
type Pin struct {
	ID        ID
	Query     string // NFC, lower case, single spaces; compared as a whole
	Procedure ID
	Valid     Period
	Note      *string
	Source    string // who pinned it
}

// Vocabulary is all that officials and the shipped default say of how people
// ask: what is not retired, with its days. Several pins of one query are in
// the order in which they were added.
type Vocabulary struct {
	Aliases []Alias
	Pins    []Pin
}

// AliasKind says what sort of form an alias is; how it is expanded and what
// people are told of it follow from the kind.
type AliasKind string

// The values of AliasKind.
const (
	AliasAbbreviation  AliasKind = "ABBREVIATION"
	AliasColloquial    AliasKind = "COLLOQUIAL"
	AliasObsolete      AliasKind = "OBSOLETE" // the name of what ended or was renamed
	AliasDialect       AliasKind = "DIALECT"  // a regional word or a common misspelling
	AliasTeencode      AliasKind = "TEENCODE"
	AliasAgency        AliasKind = "AGENCY"          // an old or short name of an agency
	AliasPlace         AliasKind = "PLACE"           // an old province's, for the present one
	AliasRelated       AliasKind = "RELATED"         // close, but not the same in law
	AliasIntent        AliasKind = "INTENT"          // asks for a part of the record
	AliasNotAProcedure AliasKind = "NOT_A_PROCEDURE" // has no record: where to go instead
)

var aliasKinds = &enum[AliasKind]{"AliasKind", []enumValue[AliasKind]{
	{AliasAbbreviation, "viết tắt"},
	{AliasColloquial, "cách nói thường ngày"},
	{AliasObsolete, "tên cũ"},
	{AliasDialect, "tiếng địa phương"},
	{AliasTeencode, "viết tắt kiểu nhắn tin"},
	{AliasAgency, "tên cơ quan"},
	{AliasPlace, "địa danh cũ"},
	{AliasRelated, "gần nghĩa, khác về pháp lý"},
	{AliasIntent, "điều muốn hỏi"},
	{AliasNotAProcedure, "không phải thủ tục hành chính"},
}}

// AliasKinds lists the values in their order.
func AliasKinds() []AliasKind { return aliasKinds.list() }

// Label is the Vietnamese term.
func (k AliasKind) Label() string { return aliasKinds.label(k) }

// MarshalText fails on an unknown value.
func (k AliasKind) MarshalText() ([]byte, error) { return aliasKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *AliasKind) UnmarshalText(b []byte) error { return aliasKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k AliasKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return aliasKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *AliasKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return aliasKinds.read(v, k)
}
