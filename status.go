package motcua

import (
	"context"
	"io"
)

// Status is the legal state of a procedure on a day. It is computed from the period
// in which the version holds and never stored.
type Status string

// The values of Status.
const (
	StatusInForce       Status = "IN_FORCE"
	StatusNotYetInForce Status = "NOT_YET_IN_FORCE"
	StatusExpired       Status = "EXPIRED"
)

var statuses = &enum[Status]{"Status", []enumValue[Status]{
	{StatusInForce, "còn hiệu lực"},
	{StatusNotYetInForce, "chưa có hiệu lực"},
	{StatusExpired, "hết hiệu lực"},
}}

// Statuses lists the values in their order.
func Statuses() []Status { return statuses.list() }

// Label is the Vietnamese term.
func (s Status) Label() string { return statuses.label(s) }

// MarshalText fails on an unknown value.
func (s Status) MarshalText() ([]byte, error) { return statuses.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *Status) UnmarshalText(b []byte) error { return statuses.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s Status) MarshalGQLContext(_ context.Context, w io.Writer) error { return statuses.write(w, s) }

// UnmarshalGQLContext reads the GraphQL enum.
func (s *Status) UnmarshalGQLContext(_ context.Context, v any) error { return statuses.read(v, s) }

// PortalState is the state that the national portal shows beside a published procedure.
type PortalState string

// The values of PortalState.
const (
	PortalStateActive  PortalState = "ACTIVE"
	PortalStateUpdated PortalState = "UPDATED"
)

var portalStates = &enum[PortalState]{"PortalState", []enumValue[PortalState]{
	{PortalStateActive, "đang công khai"},
	{PortalStateUpdated, "đang công khai – sửa đổi, bổ sung"},
}}

// PortalStates lists the values in their order.
func PortalStates() []PortalState { return portalStates.list() }

// Label is the Vietnamese term.
func (p PortalState) Label() string { return portalStates.label(p) }

// MarshalText fails on an unknown value.
func (p PortalState) MarshalText() ([]byte, error) { return portalStates.marshal(p) }

// UnmarshalText fails on an unknown value.
func (p *PortalState) UnmarshalText(b []byte) error { return portalStates.unmarshal(b, p) }

// MarshalGQLContext writes the GraphQL enum.
func (p PortalState) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return portalStates.write(w, p)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (p *PortalState) UnmarshalGQLContext(_ context.Context, v any) error {
	return portalStates.read(v, p)
}
