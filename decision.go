package motcua

import (
	"context"
	"io"
)

// DecisionKind is what an announcement decision does to a procedure (Decree
// 63/2010/NĐ-CP Art. 14).
type DecisionKind string

// The values of DecisionKind.
const (
	DecisionNew      DecisionKind = "NEW"
	DecisionAmended  DecisionKind = "AMENDED"
	DecisionReplaced DecisionKind = "REPLACED"
	DecisionRepealed DecisionKind = "REPEALED"
)

var decisionKinds = &enum[DecisionKind]{"DecisionKind", []enumValue[DecisionKind]{
	{DecisionNew, "ban hành mới"},
	{DecisionAmended, "sửa đổi, bổ sung"},
	{DecisionReplaced, "thay thế"},
	{DecisionRepealed, "bãi bỏ"},
}}

// DecisionKinds lists the values in their order.
func DecisionKinds() []DecisionKind { return decisionKinds.list() }

// Label is the Vietnamese term.
func (d DecisionKind) Label() string { return decisionKinds.label(d) }

// MarshalText fails on an unknown value.
func (d DecisionKind) MarshalText() ([]byte, error) { return decisionKinds.marshal(d) }

// UnmarshalText fails on an unknown value.
func (d *DecisionKind) UnmarshalText(b []byte) error { return decisionKinds.unmarshal(b, d) }

// MarshalGQLContext writes the GraphQL enum.
func (d DecisionKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return decisionKinds.write(w, d)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (d *DecisionKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return decisionKinds.read(v, d)
}

// ProposalType is the list in which the national portal keeps a decision.
type ProposalType string

// The values of ProposalType.
const (
	ProposalStandard ProposalType = "STANDARD"
	ProposalSpecific ProposalType = "SPECIFIC"
	ProposalInternal ProposalType = "INTERNAL"
)

var proposalTypes = &enum[ProposalType]{"ProposalType", []enumValue[ProposalType]{
	{ProposalStandard, "thông thường"},
	{ProposalSpecific, "đặc thù"},
	{ProposalInternal, "nội bộ"},
}}

// ProposalTypes lists the values in their order.
func ProposalTypes() []ProposalType { return proposalTypes.list() }

// Label is the Vietnamese term.
func (p ProposalType) Label() string { return proposalTypes.label(p) }

// MarshalText fails on an unknown value.
func (p ProposalType) MarshalText() ([]byte, error) { return proposalTypes.marshal(p) }

// UnmarshalText fails on an unknown value.
func (p *ProposalType) UnmarshalText(b []byte) error { return proposalTypes.unmarshal(b, p) }

// MarshalGQLContext writes the GraphQL enum.
func (p ProposalType) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return proposalTypes.write(w, p)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (p *ProposalType) UnmarshalGQLContext(_ context.Context, v any) error {
	return proposalTypes.read(v, p)
}

// Decision is an announcement decision (quyết định công bố). Number, issuing
// agency and date together identify it: numbers repeat between agencies and
// between years.
type Decision struct {
	ID     ID      `json:"id"`
	Number *string `json:"number,omitempty"` // as published
	Date   *Date   `json:"date,omitempty"`   // day of signing
	Agency Agency  `json:"agency,omitzero"`
	Title  *string `json:"title,omitempty"`
}

// NewDecision gives the decision its id.
func NewDecision(number *string, date *Date, agency Agency) Decision {
	d := Decision{Number: number, Date: date, Agency: agency}
	var n, day string
	if number != nil {
		n = NumberKey(*number)
	}
	if date != nil {
		day = date.String()
	}
	d.ID = DeriveID("decision", n, string(agency.ID), day)
	return d
}

// SameNumber says whether both are one agency's decision of one number, the
// date left aside.
func (d Decision) SameNumber(e Decision) bool {
	if d.Agency.ID != e.Agency.ID || (d.Number == nil) != (e.Number == nil) {
		return false
	}
	return d.Number == nil || NumberKey(*d.Number) == NumberKey(*e.Number)
}
