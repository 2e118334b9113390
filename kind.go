package motcua

import (
	"context"
	"io"
)

// Kind is the type of a procedure (loại thủ tục).
type Kind string

// The values of Kind.
const (
	KindStandard               Kind = "STANDARD"
	KindSpecific               Kind = "SPECIFIC" // of one locality
	KindInterconnected         Kind = "INTERCONNECTED"
	KindStandardInternal       Kind = "STANDARD_INTERNAL"
	KindInterconnectedInternal Kind = "INTERCONNECTED_INTERNAL"
)

var kinds = &enum[Kind]{"Kind", []enumValue[Kind]{
	{KindStandard, "thông thường"},
	{KindSpecific, "đặc thù"},
	{KindInterconnected, "liên thông"},
	{KindStandardInternal, "nội bộ"},
	{KindInterconnectedInternal, "nội bộ liên thông"},
}}

// Kinds lists the values in their order.
func Kinds() []Kind { return kinds.list() }

// Label is the Vietnamese term.
func (k Kind) Label() string { return kinds.label(k) }

// MarshalText fails on an unknown value.
func (k Kind) MarshalText() ([]byte, error) { return kinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *Kind) UnmarshalText(b []byte) error { return kinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k Kind) MarshalGQLContext(_ context.Context, w io.Writer) error { return kinds.write(w, k) }

// UnmarshalGQLContext reads the GraphQL enum.
func (k *Kind) UnmarshalGQLContext(_ context.Context, v any) error { return kinds.read(v, k) }

// Regulation says who regulates a procedure. It is an axis of its own beside [Kind].
type Regulation string

// The values of Regulation.
const (
	RegulationAssignedRegulation    Regulation = "ASSIGNED_REGULATION"
	RegulationNotAssignedRegulation Regulation = "NOT_ASSIGNED_REGULATION"
	RegulationCentralRegulation     Regulation = "CENTRAL_REGULATION"
	RegulationLocalRegulation       Regulation = "LOCAL_REGULATION"
	RegulationOther                 Regulation = "OTHER"
)

var regulations = &enum[Regulation]{"Regulation", []enumValue[Regulation]{
	{RegulationAssignedRegulation, "được luật giao quy định chi tiết"},
	{RegulationNotAssignedRegulation, "không được luật giao quy định chi tiết"},
	{RegulationCentralRegulation, "trung ương quy định"},
	{RegulationLocalRegulation, "địa phương quy định"},
	{RegulationOther, "khác"},
}}

// Regulations lists the values in their order.
func Regulations() []Regulation { return regulations.list() }

// Label is the Vietnamese term.
func (r Regulation) Label() string { return regulations.label(r) }

// MarshalText fails on an unknown value.
func (r Regulation) MarshalText() ([]byte, error) { return regulations.marshal(r) }

// UnmarshalText fails on an unknown value.
func (r *Regulation) UnmarshalText(b []byte) error { return regulations.unmarshal(b, r) }

// MarshalGQLContext writes the GraphQL enum.
func (r Regulation) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return regulations.write(w, r)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (r *Regulation) UnmarshalGQLContext(_ context.Context, v any) error {
	return regulations.read(v, r)
}
