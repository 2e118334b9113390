package motcua

import (
	"context"
	"io"
)

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
