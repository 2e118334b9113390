package motcua

import (
	"context"
	"io"
)

// AgencyKind tells a single body from a group of bodies of one sort, such as all
// commune People's Committees, at which a procedure may point instead.
type AgencyKind string

// The values of AgencyKind.
const (
	AgencyDepartment AgencyKind = "DEPARTMENT"
	AgencyUnitGroup  AgencyKind = "UNIT_GROUP"
)

var agencyKinds = &enum[AgencyKind]{"AgencyKind", []enumValue[AgencyKind]{
	{AgencyDepartment, "cơ quan"},
	{AgencyUnitGroup, "nhóm cơ quan"},
}}

// AgencyKinds lists the values in their order.
func AgencyKinds() []AgencyKind { return agencyKinds.list() }

// Label is the Vietnamese term.
func (a AgencyKind) Label() string { return agencyKinds.label(a) }

// MarshalText fails on an unknown value.
func (a AgencyKind) MarshalText() ([]byte, error) { return agencyKinds.marshal(a) }

// UnmarshalText fails on an unknown value.
func (a *AgencyKind) UnmarshalText(b []byte) error { return agencyKinds.unmarshal(b, a) }

// MarshalGQLContext writes the GraphQL enum.
func (a AgencyKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return agencyKinds.write(w, a)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (a *AgencyKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return agencyKinds.read(v, a)
}

// AgencyRole is what an agency has to do with a procedure.
type AgencyRole string

// The values of AgencyRole.
const (
	RolePromulgating AgencyRole = "PROMULGATING"
	RoleExecuting    AgencyRole = "EXECUTING"
	RoleCompetent    AgencyRole = "COMPETENT"
	RoleDelegated    AgencyRole = "DELEGATED"
	RoleCoordinating AgencyRole = "COORDINATING"
)

var agencyRoles = &enum[AgencyRole]{"AgencyRole", []enumValue[AgencyRole]{
	{RolePromulgating, "cơ quan ban hành"},
	{RoleExecuting, "cơ quan thực hiện"},
	{RoleCompetent, "cơ quan có thẩm quyền"},
	{RoleDelegated, "cơ quan được ủy quyền, phân cấp"},
	{RoleCoordinating, "cơ quan phối hợp"},
}}

// AgencyRoles lists the values in their order.
func AgencyRoles() []AgencyRole { return agencyRoles.list() }

// Label is the Vietnamese term.
func (a AgencyRole) Label() string { return agencyRoles.label(a) }

// MarshalText fails on an unknown value.
func (a AgencyRole) MarshalText() ([]byte, error) { return agencyRoles.marshal(a) }

// UnmarshalText fails on an unknown value.
func (a *AgencyRole) UnmarshalText(b []byte) error { return agencyRoles.unmarshal(b, a) }

// MarshalGQLContext writes the GraphQL enum.
func (a AgencyRole) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return agencyRoles.write(w, a)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (a *AgencyRole) UnmarshalGQLContext(_ context.Context, v any) error {
	return agencyRoles.read(v, a)
}

// Agency is a state body. Where content holds one, it has the id, code and
// name under which it was published; the rest is known in the register of
// agencies and nil elsewhere.
type Agency struct {
	ID     ID         `json:"id"`
	Code   *string    `json:"code,omitempty"` // nil for unit groups
	Name   string     `json:"name"`
	Kind   AgencyKind `json:"kind,omitempty"`
	Level  *Level     `json:"level,omitempty"`
	Parent *ID        `json:"parent,omitempty"`
	Valid  Period     `json:"valid,omitzero"` // days on which the body exists
}

// Succession says who took over from an agency, and from which day.
type Succession struct {
	Predecessor ID
	Successor   ID
	On          Date
	Source      string // the act that says so, such as 202/2025/QH15
	Grade       SourceGrade
}
