package motcua

import (
	"context"
	"io"
)

// Sector is the field of administration that a procedure belongs to (lĩnh
// vực). Names repeat: 13 of them have several codes.
type Sector struct {
	ID   ID      `json:"id"`
	Code *string `json:"code,omitempty"`
	Name string  `json:"name"`
}

// Audience is a sort of people or organisations that perform a procedure (đối
// tượng thực hiện). Published codes mix Đ and D: ĐT1, DT12.
type Audience struct {
	ID   ID      `json:"id"`
	Code *string `json:"code,omitempty"`
	Name string  `json:"name"`
}

// ServiceGroupKind says whose life or business events a service group gathers.
type ServiceGroupKind string

// The values of ServiceGroupKind.
const (
	ServiceGroupCitizen   ServiceGroupKind = "CITIZEN"
	ServiceGroupCorporate ServiceGroupKind = "CORPORATE"
)

var serviceGroupKinds = &enum[ServiceGroupKind]{"ServiceGroupKind", []enumValue[ServiceGroupKind]{
	{ServiceGroupCitizen, "công dân"},
	{ServiceGroupCorporate, "doanh nghiệp"},
}}

// ServiceGroupKinds lists the values in their order.
func ServiceGroupKinds() []ServiceGroupKind { return serviceGroupKinds.list() }

// Label is the Vietnamese term.
func (s ServiceGroupKind) Label() string { return serviceGroupKinds.label(s) }

// MarshalText fails on an unknown value.
func (s ServiceGroupKind) MarshalText() ([]byte, error) { return serviceGroupKinds.marshal(s) }

// UnmarshalText fails on an unknown value.
func (s *ServiceGroupKind) UnmarshalText(b []byte) error { return serviceGroupKinds.unmarshal(b, s) }

// MarshalGQLContext writes the GraphQL enum.
func (s ServiceGroupKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return serviceGroupKinds.write(w, s)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (s *ServiceGroupKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return serviceGroupKinds.read(v, s)
}

// ServiceGroup gathers procedures for an event of life or business.
type ServiceGroup struct {
	ID   ID                `json:"id"`
	Name string            `json:"name"`
	Kind *ServiceGroupKind `json:"kind,omitempty"`
}
